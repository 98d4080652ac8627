package policytest

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkBlocks judges a plan that creates a pod for each of many blocks. A rule that
// looks up a block in a partial rule takes the square of the time.
func BenchmarkBlocks(b *testing.B) {
	opa, err := filepath.Abs(filepath.Join(repository, "bin", "opa"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := exec.LookPath(opa); err != nil {
		b.Skip("skipped: make tool-opa installs opa")
	}
	rules, err := filepath.Abs(filepath.Join(kitFolder, "rules"))
	if err != nil {
		b.Fatal(err)
	}
	for _, blocks := range []int{1000, 5000} {
		b.Run(fmt.Sprint(blocks), func(b *testing.B) {
			command := []string{"eval", "--bundle", rules, "--stdin-input", "--format", "raw", "data.runpod.planned.adds"}
			plan := planOf(b, blocks)
			for b.Loop() {
				run := exec.CommandContext(b.Context(), opa, command...) //nolint:gosec // the tool of this repository
				run.Stdin = strings.NewReader(plan)
				printed, err := run.Output()
				if want := fmt.Sprint(blocks * 400000); err != nil || strings.TrimSpace(string(printed)) != want {
					b.Fatalf("got %s (%v), want %s", printed, err, want)
				}
			}
		})
	}
}

// planOf returns a plan with that many blocks, whose counts are null through a variable.
func planOf(b *testing.B, blocks int) string {
	b.Helper()
	type object = map[string]any
	var changes, configured []object
	for i := range blocks {
		address := fmt.Sprintf("runpod_pod.p%d", i)
		changes = append(changes, object{
			"address": address, "mode": "managed", "type": "runpod_pod", "provider_name": "registry.terraform.io/" + runpodSource,
			"change": object{
				"actions": []string{"create"}, "before": nil, "after": object{"gpu_type_id": a40, "name": address},
				"after_unknown": object{"id": true, "gpu_count": true, "cloud": true, "cost": true},
			},
		})
		configured = append(configured, object{"address": address, "mode": "managed", "type": "runpod_pod", "expressions": object{
			"gpu_type_id": object{"constant_value": a40}, "name": object{"constant_value": address},
			"gpu_count": object{"references": []string{"var.n"}},
		}})
	}
	prices := object{
		"address": "data.runpod_prices.list", "mode": "data", "type": "runpod_prices",
		"provider_name": "registry.terraform.io/costguard/runpod",
		"values": object{
			"read_at": "2026-11-20T15:00:00Z", "cpus": object{}, "gpus": object{a40: object{"secure": 0.4}},
		},
	}
	text, err := json.Marshal(object{
		"format_version": "1.2", "timestamp": "2026-11-20T15:00:00Z", "resource_changes": changes,
		"configuration": object{"root_module": object{"variables": object{"n": object{}}, "resources": configured}},
		"prior_state":   object{"values": object{"root_module": object{"resources": []object{prices}}}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}
