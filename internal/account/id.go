package account

import (
	"fmt"
	"strings"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// The groups that the provider adds to maps by id or GPU type. An id with one of
// these names is an error.
const (
	// Unattributed is the group of what cannot be attributed to any other.
	Unattributed = "unattributed"
	// CPU is the group of CPU pods among GPU types.
	CPU = "cpu"
)

// CheckID returns an error if an id could collide with another key of a map in
// Terraform: Terraform normalizes Unicode in keys, and the provider adds groups.
func CheckID(id string) error {
	const longest = 256
	if len(id) > longest {
		return fmt.Errorf("an id has %d characters; the maximum is %d", len(id), longest)
	}
	for i := range len(id) {
		if id[i] < ' ' || id[i] > '~' {
			return fmt.Errorf("the id %s contains a character that is not printable ASCII", strictjson.Quote(id))
		}
	}
	if id == Unattributed || id == CPU {
		return fmt.Errorf("the id %q clashes with the name of a group", id)
	}
	return nil
}

// SameGPUType reports whether two ids mean the same GPU type. It ignores case and
// repeated spaces.
func SameGPUType(a, b string) bool { return foldGPUType(a) == foldGPUType(b) }

// foldGPUType makes spellings of a GPU type comparable: the API's own list has
// NVIDIA RTX A4500 with one space and with two.
func foldGPUType(id string) string {
	return strings.ToLower(strings.Join(strings.Fields(id), " "))
}
