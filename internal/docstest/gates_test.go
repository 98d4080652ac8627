package docstest

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestGates runs the commands documented in the examples' test files, unchanged.
func TestGates(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.7.0", "1.10.0")        // mock_provider
	type gate struct{ folder, file, command string } // the command is the beginning of the documented ones
	var (
		budget   = gate{"budget", "tests/budget.tftest.hcl", "terraform test"}
		guards   = gate{"cost-guard", "tests/account.tftest.hcl", "terraform test"}
		twice    = gate{"cost-guard", "tests/account.tftest.hcl", "gate"}
		selftest = gate{"cost-guard", "selftest/guards.tftest.hcl", "terraform test"}
	)
	const quiet = "TF_VAR_wasted_above=1200 TF_VAR_monthly_budget=25000 TF_VAR_hard_limit=25000"
	// Nothing is charged for the month yet. The last charge is just before it.
	firstOfMonth := time.Date(2026, time.December, 1, 0, 10, 0, 0, time.UTC)
	lastDay := exampleAccount()
	lastDay.Charges = append(lastDay.Charges, fakeapi.Charge{Time: on(30, 23), PodID: "train7h100x2k", GPU: 2.69})
	for name, test := range map[string]struct {
		gate      gate
		env       string
		account   *fakeapi.Account // nil: exampleAccount
		now       time.Time        // zero: noon
		noKey     bool
		elsewhere bool // run in an empty folder
		replaced  bool // by a test whose provider is a mock
		code      int
		want      []string
	}{
		"budget, within": {gate: budget, env: "TF_VAR_monthly_budget=25000", want: []string{"Success! 1 passed"}},
		"budget, at risk": {
			gate: budget, env: "TF_VAR_monthly_budget=100", code: 1, want: []string{"Budget at risk: 19.30 USD of 100.00 USD"},
		},
		"budget, wrong folder":     {gate: budget, elsewhere: true, code: 1, want: []string{"Success! 0 passed"}},
		"budget, only a mock left": {gate: budget, replaced: true, code: 1, want: []string{"Success! 0 passed"}},
		"budget, no key":           {gate: budget, noKey: true, code: 1, want: []string{"Missing Runpod API key"}},
		"budget, empty month": {
			gate: budget, env: "TF_VAR_monthly_budget=25000", account: &lastDay, now: firstOfMonth, want: []string{"Success! 1 passed"},
		},
		"budget, no charges": {
			gate: budget, account: new(fakeapi.Account{}), code: 1, want: []string{"No charges reported", "set allow_no_charges = true"},
		},

		"guards, burn": {
			gate: guards, env: quiet + " TF_VAR_burn_limit=20",
			code: 1, want: []string{"The account costs 28.19 USD an hour:", "The limit is 20.00 USD an hour."},
		},
		"guards, wrong folder":     {gate: guards, elsewhere: true, code: 1, want: []string{"Success! 0 passed"}},
		"guards, only a mock left": {gate: twice, replaced: true, code: 1, want: []string{"Success! 0 passed"}},
		"guards, idle twice": {
			gate: twice, env: "TF_VAR_monthly_budget=25000", code: 1, want: []string{"notebook (idle pod) 0.39", "asked again"},
		},
		"guards, within once": {gate: twice, env: quiet, want: []string{"Success! 1 passed"}},

		"selftest":               {gate: selftest, noKey: true, want: []string{"Success! 14 passed"}},
		"selftest, wrong folder": {gate: selftest, elsewhere: true, noKey: true, code: 1, want: []string{"Success! 0 passed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := example(t, test.gate.folder)
			file := files[test.gate.file]
			if test.elsewhere {
				files = map[string]string{}
			}
			if test.replaced {
				delete(files, test.gate.file)
				files["tests/mock.tftest.hcl"] = "mock_provider \"runpod\" {}\n" + file
			}
			if test.account == nil {
				test.account = new(exampleAccount())
			}
			if test.now.IsZero() {
				test.now = noon
			}
			e := acctest.New(t, test.now, *test.account)
			if test.noKey {
				delete(e.Vars, "RUNPOD_API_KEY")
			}
			for set := range strings.FieldsSeq(test.env) {
				name, value, _ := strings.Cut(set, "=")
				e.Vars[name] = value
			}
			folder := e.Folder(t, files)
			stubs := `terraform() { "` + acctest.Terraform() + `" "$@"; }; sleep() { echo "asked again"; }` + "\n"
			printed, code := folder.Shell(t, stubs+documented(t, file, test.gate.command))
			if code != test.code {
				t.Errorf("exit code %d, want %d:\n%s", code, test.code, printed)
			}
			for _, want := range test.want {
				if !acctest.Wrapped(want).MatchString(printed) {
					t.Errorf("missing %q:\n%s", want, printed)
				}
			}
			if test.noKey && e.Sent() != "" {
				t.Errorf("sent %s", e.Sent())
			}
		})
	}
}

// documented returns the commands in the header of a test file, from the line that
// begins with first to the end of its block.
func documented(t *testing.T, file, first string) string {
	t.Helper()
	block := regexp.MustCompile(`(?m)^#   ` + first + `.*\n(?:#   .*\n)*`).FindString(file)
	if block == "" {
		t.Fatalf("the header documents no command %q:\n%s", first, file)
	}
	return regexp.MustCompile(`(?m)^#   `).ReplaceAllString(block, "")
}
