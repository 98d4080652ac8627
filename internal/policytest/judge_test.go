package policytest

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// way runs the policy and checks its verdict.
type way func(t *testing.T, folder string, denied, warned []string)

// ways are the documented ways to run the policy. Each gets a folder with the kit
// and plan.json. They share the rules, so a plan for each kind of verdict is enough to
// check them all.
var ways = []way{checkOPAEval, checkOPAExec, checkConftest, checkHCPTerraform}

func checkExitCode(t *testing.T, way string, got result, denied []string) {
	t.Helper()
	if want := min(len(denied), 1); got.code != want {
		t.Errorf("%s: exit code is %d, want %d:\n%s", way, got.code, want, got)
	}
}

// checkMessages checks the beginning of each message.
func checkMessages(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// checkOPAEval expects warnings, then denials or the value of data.main.pass.
func checkOPAEval(t *testing.T, folder string, denied, warned []string) {
	t.Helper()
	got := sh(t, folder, nil, snippet(t, "data.main.deny[_]"))
	checkExitCode(t, "opa eval", got, denied)
	want := slices.Concat(warned, denied)
	if len(denied) == 0 {
		want = append(want, "true")
	}
	checkMessages(t, "opa eval", lines(got.stdout), want)
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// checkOPAExec expects denials, then the value of data.main.pass if there are none.
func checkOPAExec(t *testing.T, folder string, denied, _ []string) {
	t.Helper()
	got := sh(t, folder, nil, snippet(t, "opa exec"))
	checkExitCode(t, "opa exec", got, denied)
	if len(denied) == 0 {
		// Without denials, the first command prints an empty list.
		stdout := strings.Join(strings.Fields(got.stdout), "")
		if !strings.Contains(stdout, `"result":[]`) || !strings.HasSuffix(stdout, `"result":true`) {
			t.Errorf("opa exec does not print the results:\n%s", got)
		}
		return
	}
	var document struct {
		Result []struct {
			Path   string   `json:"path"`
			Result []string `json:"result"`
		} `json:"result"`
	}
	err := json.Unmarshal([]byte(got.stdout), &document)
	if err != nil || len(document.Result) != 1 || document.Result[0].Path != "plan.json" {
		t.Fatalf("opa exec: unexpected output (%v):\n%s", err, got)
	}
	checkMessages(t, "opa exec", document.Result[0].Result, denied)
}

// checkConftest expects a line per message, then the number of rules evaluated.
func checkConftest(t *testing.T, folder string, denied, warned []string) {
	t.Helper()
	got := sh(t, folder, nil, snippet(t, "conftest test"))
	checkExitCode(t, "conftest", got, denied)
	messages := func(prefix string) (messages []string) {
		for _, line := range lines(got.stdout) {
			if message, ok := strings.CutPrefix(line, prefix+" - plan.json - main - "); ok {
				messages = append(messages, message)
			}
		}
		slices.Sort(messages)
		return messages
	}
	checkMessages(t, "conftest, FAIL", messages("FAIL"), denied)
	checkMessages(t, "conftest, WARN", messages("WARN"), warned)
	counts := conftestCounts.FindStringSubmatch(got.stdout)
	if want := []string{strconv.Itoa(len(warned)), strconv.Itoa(len(denied))}; counts == nil || !slices.Equal(counts[1:], want) {
		t.Errorf("conftest: want %d warnings and %d failures:\n%s", len(warned), len(denied), got)
	}
}

// conftestCounts requires at least one test: with none, conftest has not found the
// policy.
var conftestCounts = regexp.MustCompile(`(?m)^[1-9][0-9]* tests?, [0-9]+ passed, ([0-9]+) warnings?, ([0-9]+) failures?, 0 exceptions$`)

var policyBlock = regexp.MustCompile(`(?s)policy "\w+" \{.*?query\s*=\s*"([a-z.]+)".*?enforcement_level = "(\w+)"`)

// checkHCPTerraform evaluates the queries in policies.hcl on the plan in the form
// that HCP Terraform passes it.
func checkHCPTerraform(t *testing.T, folder string, denied, warned []string) {
	t.Helper()
	plan := strings.TrimSpace(read(t, filepath.Join(folder, "plan.json")))
	write(t, folder, map[string]string{"hcp.json": `{"run": {"id": "run-1"}, "plan": ` + plan + `}`})
	policies := policyBlock.FindAllStringSubmatch(read(t, filepath.Join(folder, "rules", "policies.hcl")), -1)
	if len(policies) != 2 || policies[0][2] != "mandatory" || policies[1][2] != "advisory" {
		t.Fatalf("policies.hcl has %q, want a mandatory policy and an advisory one", policies)
	}
	got := sh(t, folder, nil, "opa eval --bundle rules --input hcp.json --format raw '["+policies[0][1]+", "+policies[1][1]+"]'")
	var messages [][]string
	if err := json.Unmarshal([]byte(got.stdout), &messages); err != nil || len(messages) != 2 || got.code != 0 {
		t.Fatalf("HCP Terraform: the queries do not return lists of messages (%v):\n%s", err, got)
	}
	checkMessages(t, "HCP Terraform, mandatory", messages[0], denied)
	checkMessages(t, "HCP Terraform, advisory", messages[1], warned)
}
