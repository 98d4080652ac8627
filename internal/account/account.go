// Package account reads what a Runpod account has now, from the lists of API v2.
//
// A [Reader] returns each list as structs whose members have the names of the API.
// They are decoded strictly, follow all pages, and have only the members that the
// provider needs: never environment variables, ports or SSH details, which may
// contain secrets. The package does not depend on Terraform.
package account

import (
	"fmt"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// Reader reads an account through a client of API v2.
type Reader struct {
	Client *runpod.Client
}

// missing returns the error for a required member that is not there.
func missing(member string) error { return fmt.Errorf("%q is missing", member) }
