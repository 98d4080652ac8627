package policytest

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// scenario is a plan made by Terraform and the verdicts on it.
type scenario struct {
	name    string
	files   map[string]string // nil: the kit's own configuration
	account fakeapi.Account
	faults  []fakeapi.Fault

	before  string            // commands to run first
	earlier *fakeapi.Account  // the account they see, two days earlier
	change  map[string]string // files to write afterwards
	env     []string          // for the plan only
	errored bool              // planning fails
	tool    string            // "": terraform
	ways    []way             // to run the policy; nil: only the first

	verdicts []verdict
}

// verdict is the policy's result for a plan with certain limits.
type verdict struct {
	name   string
	limits string // "": the kit's own

	realClock bool // judge the plan as made, by the real time

	denied, warned []string // how the messages begin
}

func runScenarios(t *testing.T, scenarios []scenario) {
	t.Helper()
	t.Parallel()
	needProviders(t)
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			needProgram(t, cmp.Or(s.tool, "terraform"))
			plan := s.plan(t)
			if s.ways == nil {
				s.ways = ways[:1]
			}
			for _, v := range s.verdicts {
				t.Run(v.name, func(t *testing.T) {
					t.Parallel()
					v.check(t, plan, s.ways)
				})
			}
		})
	}
}

// plan makes the plan with the README's commands.
func (s scenario) plan(t *testing.T) string {
	t.Helper()
	folder := copyKit(t)
	configuration := filepath.Join(folder, "terraform")
	if s.files != nil {
		write(t, configuration, s.files)
	}
	command := strings.NewReplacer("terraform -chdir", cmp.Or(s.tool, "terraform")+" -chdir").Replace
	env := startAPI(t, clock, s.account, s.faults...)
	if s.before != "" {
		past := env
		if s.earlier != nil {
			past = startAPI(t, clock.AddDate(0, 0, -2), *s.earlier)
		}
		if result := sh(t, folder, past, "set -e\n"+command(s.before)); result.code != 0 {
			t.Fatalf("%s\n%s", s.before, result)
		}
	}
	write(t, configuration, s.change)
	// The script continues if the plan fails.
	made := sh(t, folder, append(env, s.env...), command(snippet(t, "show -json billing.tfplan")))
	if made.code != 0 || strings.Contains(made.stderr, "Error:") != s.errored {
		t.Fatalf("planning: %s", made)
	}
	return read(t, filepath.Join(folder, "plan.json"))
}

// atClock returns the plan as if made at the tests' time.
func atClock(plan string) string {
	return timestamp.ReplaceAllString(plan, `"timestamp":"`+clock.Format(time.RFC3339)+`"`)
}

var timestamp = regexp.MustCompile(`"timestamp":"[^"]*"`)

func (v verdict) check(t *testing.T, plan string, ways []way) {
	t.Helper()
	folder := copyKit(t)
	files := map[string]string{"plan.json": atClock(plan)}
	if v.realClock {
		files = map[string]string{"plan.json": plan, "rules/plan.rego": read(t, filepath.Join(kitFolder, "rules", "plan.rego"))}
	}
	if v.limits != "" {
		files["rules/data.yaml"] = v.limits
	}
	write(t, folder, files)
	denied := slices.Sorted(slices.Values(v.denied))
	for _, check := range ways {
		check(t, folder, denied, v.warned)
	}
}

// only returns a single verdict.
func only(limits string, denied ...string) []verdict {
	return []verdict{{name: "verdict", limits: limits, denied: denied}}
}

const (
	required = `terraform {
		required_providers {
			runpod = { source = "costguard/runpod" }
		}
	}
	`
	initialize = "terraform -chdir=terraform init\n"
	apply      = initialize + "terraform -chdir=terraform apply -auto-approve\n"
)

func main(text string) map[string]string { return map[string]string{"main.tf": text} }
