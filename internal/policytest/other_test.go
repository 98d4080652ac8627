package policytest

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

// Anything but a plan is denied: an empty file must not pass for low spend.
func TestOtherFiles(t *testing.T) {
	t.Parallel()
	needTools(t)
	for name, content := range map[string]string{
		"empty file": "",
		"list":       "[{}]",
		"state":      `{"format_version": "1.0", "values": {"root_module": {}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := copyKit(t)
			write(t, folder, map[string]string{"plan.json": content})
			denied := []string{notAPlan}
			checkOPAEval(t, folder, denied, nil)
			checkOPAExec(t, folder, denied, nil)
			if content != "" {
				checkConftest(t, folder, denied, nil)
			} else if got := sh(t, folder, nil, snippet(t, "conftest test")); got.code == 0 {
				t.Errorf("conftest passes it:\n%s", got)
			}
		})
	}
}

// A pipeline must also fail if there is no policy, and a plan of another name is not a
// reason to pass, although opa exec skips it.
func TestNoPolicyOrPlan(t *testing.T) {
	t.Parallel()
	needTools(t)
	noPolicy, otherNames := t.TempDir(), copyKit(t)
	write(t, noPolicy, map[string]string{"plan.json": `{"format_version": "1.2"}`, "rules/data.yaml": "runpod_limits: {}\n"})
	write(t, otherNames, map[string]string{"plan.txt": "{}", "plan.tfplan": "{}", "plan": "{}"})
	for _, text := range []string{"data.main.deny[_]", "opa exec", "conftest test"} {
		command := snippet(t, text)
		if got := sh(t, noPolicy, nil, command); got.code == 0 {
			t.Errorf("%s passes without a policy:\n%s", text, got)
		}
		for _, name := range []string{"plan.txt", "plan.tfplan", "plan", "absent.json"} {
			if got := sh(t, otherNames, nil, strings.ReplaceAll(command, "plan.json", name)); got.code == 0 {
				t.Errorf("%s passes %s:\n%s", text, name, got)
			}
		}
	}
}

// The README's short policy works without the kit.
func TestWithoutTheKit(t *testing.T) {
	t.Parallel()
	needTools(t)
	policy := regexp.MustCompile("(?s)```rego\n(.*?)```").FindStringSubmatch(readme(t))
	command := regexp.MustCompile("`(opa eval --data budget.rego [^`]+)`").FindStringSubmatch(readme(t))
	if policy == nil || command == nil {
		t.Fatal("the README has no policy or no command to run it")
	}
	for status, want := range map[string]result{"over": {stdout: "Too much.\n", code: 1}, "at_risk": {}, "within": {}} {
		folder := t.TempDir()
		write(t, folder, map[string]string{
			"budget.rego": policy[1],
			"plan.json": `{"prior_state": {"values": {"root_module": {"resources": [{"type": "runpod_budget", "values": {"status": "` +
				status + `", "summary": "Too much."}}]}}}}`,
		})
		if got := sh(t, folder, nil, command[1]); got.code != want.code || strings.TrimSpace(got.stdout) != strings.TrimSpace(want.stdout) {
			t.Errorf("%s: got %s\nwant %s", status, got, want)
		}
	}
}

// TestRego is not parallel, because each Rego test may take five seconds at most.
func TestRego(t *testing.T) {
	needTools(t)
	got := sh(t, kitFolder, nil, "set -e\n"+snippet(t, "opa test"))
	if got.code != 0 || !strings.Contains(got.stdout, "PASS:") || !strings.Contains(got.stdout, ", 0 failures") {
		t.Error(got)
	}
	if got := sh(t, kitFolder, nil, "terraform fmt -check -diff -recursive ."); got.code != 0 {
		t.Error(got)
	}
}

// The pipelines run the README's commands and pin every action to a commit.
func TestPipelines(t *testing.T) {
	t.Parallel()
	text := readme(t)
	pinned := regexp.MustCompile(`@[0-9a-f]{40} # v[0-9.]+$`)
	for _, name := range []string{"github-actions.yml", "gitlab-ci.yml"} {
		commands := 0
		for line := range strings.Lines(read(t, filepath.Join(kitFolder, "ci", name))) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if tool, _, _ := strings.Cut(line, " "); slices.Contains([]string{"terraform", "jq", "opa", "conftest", "rm"}, tool) {
				commands++
				if !strings.Contains(text, line+"\n") {
					t.Errorf("%s runs %q, which is not in the README", name, line)
				}
			}
			if action, ok := strings.CutPrefix(line, "uses: "); ok && !pinned.MatchString(action) {
				t.Errorf("%s uses %s, which is not pinned to a commit", name, action)
			}
		}
		if commands < 5 {
			t.Errorf("%s runs %d commands, want at least 5", name, commands)
		}
	}
}

// The kit requires the provider's next version.
func TestVersion(t *testing.T) {
	t.Parallel()
	version, err := tfmirror.NextVersion(repository)
	if err != nil {
		t.Fatal(err)
	}
	if want := `version = ">= ` + version + `"`; !strings.Contains(read(t, filepath.Join(kitFolder, "terraform", "main.tf")), want) {
		t.Errorf("terraform/main.tf does not contain %q", want)
	}
}
