package docstest

import (
	"path/filepath"
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
	acctest.NeedVersion(t, "1.7.0", "1.10.0") // mock_provider
	const (
		budget     = "budget/tests/budget.tftest.hcl"
		guards     = "cost-guard/tests/account.tftest.hcl"
		self       = "cost-guard/selftest/guards.tftest.hcl"
		testOnce   = "terraform test"
		testTwice  = "gate"
		quietGuard = "TF_VAR_wasted_above=1200 TF_VAR_monthly_budget=25000 TF_VAR_hard_limit=25000"
	)
	// Nothing is charged for the month yet. The last charge is just before it.
	firstOfMonth := time.Date(2026, time.December, 1, 0, 10, 0, 0, time.UTC)
	lastDay := exampleAccount()
	lastDay.Charges = append(lastDay.Charges, fakeapi.Charge{Time: on(30, 23), PodID: "train7h100x2k", GPU: 2.69})
	for name, test := range map[string]struct {
		file, command string
		env           string
		account       fakeapi.Account
		now           time.Time // zero: noon
		noKey         bool
		elsewhere     bool // run in an empty folder
		replaced      bool // by a test whose provider is a mock
		code          int
		want          []string
	}{
		"budget, within": {
			file: budget, command: testOnce, env: "TF_VAR_monthly_budget=25000", account: exampleAccount(),
			want: []string{"Success! 1 passed"},
		},
		"budget, at risk": {
			file: budget, command: testOnce, env: "TF_VAR_monthly_budget=100", account: exampleAccount(),
			code: 1, want: []string{"Budget at risk: 19.30 USD of 100.00 USD"},
		},
		"budget, empty month": {
			file: budget, command: testOnce, env: "TF_VAR_monthly_budget=25000", account: lastDay, now: firstOfMonth,
			want: []string{"Success! 1 passed"},
		},
		"budget, no charges": {
			file: budget, command: testOnce,
			code: 1, want: []string{"No charges reported", "set allow_no_charges = true"},
		},
		"budget, no key": {
			file: budget, command: testOnce, noKey: true,
			code: 1, want: []string{"Missing Runpod API key"},
		},
		"budget, wrong folder": {
			file: budget, command: testOnce, elsewhere: true,
			code: 1, want: []string{"Success! 0 passed"},
		},
		"budget, only a mock left": {
			file: budget, command: testOnce, account: exampleAccount(), replaced: true,
			code: 1, want: []string{"Success! 0 passed"},
		},

		"guards, burn": {
			file: guards, command: testOnce, env: quietGuard + " TF_VAR_burn_limit=20", account: exampleAccount(),
			code: 1, want: []string{"The account costs 28.19 USD an hour:", "The limit is 20.00 USD an hour."},
		},
		"guards, only a mock left": {
			file: guards, command: testTwice, account: exampleAccount(), replaced: true,
			code: 1, want: []string{"Success! 0 passed"},
		},
		"guards, idle twice": {
			file: guards, command: testTwice, env: "TF_VAR_monthly_budget=25000", account: exampleAccount(),
			code: 1, want: []string{"notebook (idle pod) 0.39", "asked again"},
		},
		"guards, within once": {
			file: guards, command: testTwice, env: quietGuard, account: exampleAccount(),
			want: []string{"Success! 1 passed"},
		},

		"selftest": {
			file: self, command: testOnce, noKey: true,
			want: []string{"Success! 14 passed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := example(t, filepath.Dir(filepath.Dir(test.file)))
			script := documented(t, files[strings.SplitN(test.file, "/", 2)[1]], test.command)
			if test.elsewhere {
				files = map[string]string{}
			}
			if test.replaced {
				name := strings.SplitN(test.file, "/", 2)[1]
				files["tests/mock.tftest.hcl"] = "mock_provider \"runpod\" {}\n" + files[name]
				delete(files, name)
			}
			if test.now.IsZero() {
				test.now = noon
			}
			e := acctest.New(t, test.now, test.account)
			if test.noKey {
				delete(e.Vars, "RUNPOD_API_KEY")
			}
			for set := range strings.FieldsSeq(test.env) {
				name, value, _ := strings.Cut(set, "=")
				e.Vars[name] = value
			}
			folder := e.Folder(t, files)
			stubs := `terraform() { "` + acctest.Terraform() + `" "$@"; }; sleep() { echo "asked again"; }` + "\n"
			printed, code := folder.Shell(t, stubs+script)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !acctest.Wrapped(want).MatchString(printed) {
					t.Errorf("missing %q", want)
				}
			}
			if t.Failed() {
				t.Logf("%s\n%s", script, printed)
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
