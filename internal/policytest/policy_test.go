// Package policytest runs the policies of examples/policy, with the commands of
// their README, on plans that the real Terraform makes against a stand-in for
// Runpod's API.
package policytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

func TestPolicyOnRealPlans(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.buildProvider(t)

	for name, test := range map[string]struct {
		terraform map[string]string // the files to plan; nil: the kit's own
		limits    string            // "": the kit's own
		account   fakeapi.Account
		faults    []fakeapi.Fault
		before    string // commands that run before the README's
		env       string
		planFails bool
		want      []string // what is denied, in order; none: the plan passes
	}{
		"within the kit's limits": {
			account: steady(),
		},
		"over the kit's limits": {
			account: withSpike(steady()),
			want: []string{
				"data.runpod_pod_billing.days: 721.25 USD charged in the day from 2026-11-19T00:00:00Z, " +
					"over 2 times the average of 21.25 USD of the 7 before. See what ran then, or raise spike_factor in runpod_limits.",
				"data.runpod_pod_billing.month: 1100.00 USD charged for trainer, over the limit of 800.00 USD for each. " +
					"Stop it if it is not needed, or raise group in runpod_limits.",
				"data.runpod_pod_billing.month: 1125.00 USD charged, over the limit of 1000.00 USD. Stop what is not needed, " +
					"or raise total in runpod_limits.",
			},
		},
		"exactly at the limits": {
			limits:  "runpod_limits: {data.runpod_pod_billing.month: {total: 425, group: 400}}",
			account: steady(),
		},
		"over the total": {
			limits:  "runpod_limits: {data.runpod_pod_billing.month: {total: 424.99, group: 400}}",
			account: steady(),
			want: []string{"data.runpod_pod_billing.month: 425.00 USD charged, over the limit of 424.99 USD. Stop what is not needed, " +
				"or raise total in runpod_limits."},
		},
		"over the limit of a group": {
			limits:  "runpod_limits: {data.runpod_pod_billing.month: {total: 425, group: 399.5}}",
			account: steady(),
			want: []string{"data.runpod_pod_billing.month: 400.00 USD charged for trainer, over the limit of 399.50 USD for each. " +
				"Stop it if it is not needed, or raise group in runpod_limits."},
		},
		"nested in a check, within": {
			terraform: map[string]string{"main.tf": required + inCheck},
			limits:    "runpod_limits: {data.runpod_pod_billing.month: {total: 425}}",
			account:   steady(),
		},
		"nested in a check, over": {
			terraform: map[string]string{"main.tf": required + inCheck},
			limits:    "runpod_limits: {data.runpod_pod_billing.month: {total: 400}}",
			account:   steady(),
			want: []string{"data.runpod_pod_billing.month: 425.00 USD charged, over the limit of 400.00 USD. " +
				"Stop what is not needed, or raise total in runpod_limits."},
		},
		"nested in a check, failed": {
			terraform: map[string]string{"main.tf": required + inCheck},
			limits:    "runpod_limits: {data.runpod_pod_billing.month: {total: 425}}",
			account:   steady(),
			faults:    []fakeapi.Fault{{Path: "/v2/", Times: fakeapi.Always, Status: http.StatusUnauthorized}},
			want: []string{"data.runpod_pod_billing.month has no known total. If it stands in a check block, " +
				"the warning of the plan says why."},
		},
		"in modules, within": {
			terraform: inModules(),
			limits:    "runpod_limits: {module.team.module.billing.data.runpod_pod_billing.month: {total: 425}}",
			account:   steady(),
		},
		"in modules, over": {
			terraform: inModules(),
			limits: `runpod_limits: {module.team.module.billing.data.runpod_pod_billing.month: {total: 424},` +
				` 'module.team["a.b"].module.billing[0].data.runpod_pod_billing.month': {group: 399}}`,
			account: steady(),
			want: []string{
				`module.team["a.b"].module.billing[0].data.runpod_pod_billing.month: 400.00 USD charged for trainer, ` +
					"over the limit of 399.00 USD for each. Stop it if it is not needed, or raise group in runpod_limits.",
				`module.team["a.b"].module.billing[0].data.runpod_pod_billing.month: 425.00 USD charged, over the limit of 424.00 USD. ` +
					"Stop what is not needed, or raise total in runpod_limits.",
				`module.team["c"].module.billing[0].data.runpod_pod_billing.month: 425.00 USD charged, over the limit of 424.00 USD. ` +
					"Stop what is not needed, or raise total in runpod_limits.",
			},
		},
		"deferred by an argument": {
			terraform: map[string]string{"main.tf": required + `data "runpod_pod_billing" "month" {
				bucket_size = "month"
				end_time    = timestamp()
			}`},
			limits:  "runpod_limits: {data.runpod_pod_billing.month: {total: 425}}",
			account: steady(),
			want:    []string{deferred},
		},
		"deferred by a dependency, known to the state": {
			terraform: map[string]string{"main.tf": required + `
				variable "change" { default = "before" }
				resource "terraform_data" "pod" { input = var.change }
				data "runpod_pod_billing" "month" {
					last_n     = 1
					depends_on = [terraform_data.pod]
				}`},
			limits:  "runpod_limits: {data.runpod_pod_billing.month: {total: 425}}",
			account: steady(),
			before:  apply,
			env:     "TF_VAR_change=after",
			want:    []string{deferred},
		},
		"left out by -target, known to the state": {
			terraform: map[string]string{"main.tf": required + month + `resource "terraform_data" "pod" {}`},
			limits:    "runpod_limits: {data.runpod_pod_billing.month: {total: 425}}",
			account:   steady(),
			before:    apply,
			env:       "TF_CLI_ARGS_plan=-target=terraform_data.pod",
			want:      []string{"The plan leaves something out, as with -target, so charges in it may be old ones. Plan without -target."},
		},
		"errored": {
			terraform: map[string]string{"main.tf": required + month + `
				resource "terraform_data" "pod" {
					lifecycle {
						precondition {
							condition     = data.runpod_pod_billing.month.total_amount < 1
							error_message = "Over the budget."
						}
					}
				}`},
			limits:    "runpod_limits: {data.runpod_pod_billing.month: {total: 425}}",
			account:   steady(),
			planFails: true,
			want:      []string{"The plan is incomplete, because planning failed. Correct the errors that Terraform reported, and plan again."},
		},
		"no charges": {
			want: []string{
				"data.runpod_pod_billing.days has no records: nothing is reported for its window, or not yet. If that is as it should be, " +
					"set allow_no_records for it in runpod_limits.",
				"data.runpod_pod_billing.month has no records: nothing is reported for its window, or not yet. If that is as it should be, " +
					"set allow_no_records for it in runpod_limits.",
			},
		},
		"no charges, which is allowed": {
			limits: "runpod_limits: {data.runpod_pod_billing.month: {total: 1, allow_no_records: true}, data.runpod_pod_billing.days: " +
				"{spike_factor: 2, allow_no_records: true}}",
		},
		"no data source": {
			terraform: map[string]string{"main.tf": `resource "terraform_data" "pod" {}`},
			want:      []string{`The plan has no billing data of Runpod. Add a data source "runpod_pod_billing" to the configuration.`},
		},
		"limits for another data source": {
			terraform: map[string]string{"main.tf": required + month},
			account:   steady(),
			want: []string{"The plan has no data.runpod_pod_billing.days, which has limits. Add it to the configuration, " +
				"or correct the address in runpod_limits."},
		},
		"no limits": {
			limits:  "limits: {data.runpod_pod_billing.month: {total: 425}}",
			account: steady(),
			want:    []string{"There are no limits. Set them in data.yaml under runpod_limits, and load that file together with the policy."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := kit.copy(t)
			if test.terraform != nil {
				write(t, filepath.Join(folder, "terraform"), test.terraform)
			}
			if test.limits != "" {
				write(t, folder, map[string]string{"data.yaml": test.limits + "\n"})
			}
			env := append(kit.env(), startAPI(t, test.account, test.faults)...)
			if test.before != "" {
				if result := kit.run(t, folder, env, test.before); result.code != 0 {
					t.Fatalf("%s\n%s", test.before, result.all())
				}
			}
			if test.env != "" {
				env = append(env, test.env)
			}

			// A script goes on after a command that fails, so that a plan that fails
			// is shown as well.
			plan := kit.run(t, folder, env, kit.snippet(t, "show -json"))
			if plan.code != 0 || strings.Contains(plan.stderr, "Error:") != test.planFails {
				t.Fatalf("the plan's exit code is %d:\n%s", plan.code, plan.all())
			}

			checkOPA(t, kit.run(t, folder, env, kit.snippet(t, "opa eval")), test.want)
			checkExitCode(t, kit.run(t, folder, env, kit.snippet(t, "opa exec")), test.want)
			checkConftest(t, kit.run(t, folder, env, kit.snippet(t, "conftest test")), test.want)

			wrapForHCPTerraform(t, folder)
			hcp := kit.run(t, folder, env, "opa eval --bundle . --input hcp.json --format raw "+kit.hcpQuery(t))
			checkHCPTerraform(t, hcp, test.want)
		})
	}
}

// What is no plan is denied; an empty answer must never look like a small bill.
func TestPolicyOnOtherFiles(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	denied := []string{`This is not a Terraform plan. Give the policy what "terraform show -json" prints for a saved plan.`}
	for name, test := range map[string]struct {
		content         string
		conftestRefuses bool // it cannot read the file, or takes it for an empty list of files
	}{
		"an empty file":          {content: "", conftestRefuses: true},
		"an empty object":        {content: "{}"},
		"null":                   {content: "null"},
		"a list of one":          {content: "[{}]"},
		"a text":                 {content: `"plan"`},
		"something wrapped":      {content: `{"plan": {}}`},
		"a state, which has one": {content: `{"values": {"root_module": {}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := kit.copy(t)
			write(t, folder, map[string]string{"plan.json": test.content})
			env := kit.env()
			checkOPA(t, kit.run(t, folder, env, kit.snippet(t, "opa eval")), denied)
			checkExitCode(t, kit.run(t, folder, env, kit.snippet(t, "opa exec")), denied)
			result := kit.run(t, folder, env, kit.snippet(t, "conftest test"))
			if !test.conftestRefuses {
				checkConftest(t, result, denied)
			} else if result.code == 0 {
				t.Errorf("conftest passed it:\n%s", result.all())
			}
		})
	}
}

// The README's second command is what a pipeline relies on. It must fail as well
// where there is no policy.
func TestNoPolicyDoesNotPass(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	folder := t.TempDir()
	write(t, folder, map[string]string{"plan.json": `{"format_version": "1.2"}`, "data.yaml": "runpod_limits: {}\n"})
	for _, command := range []string{"opa eval", "opa exec", "conftest test"} {
		if result := kit.run(t, folder, kit.env(), kit.snippet(t, command)); result.code == 0 {
			t.Errorf("%s passes:\n%s", command, result.all())
		}
	}
}

func TestRego(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	folder := kit.copy(t)
	result := kit.run(t, folder, kit.env(), "set -e\n"+kit.snippet(t, "opa test"))
	if result.code != 0 || !strings.Contains(result.stdout, "PASS:") || !strings.Contains(result.stdout, ", 0 failures") {
		t.Error(result.all())
	}
	if result := kit.run(t, folder, kit.env(), "terraform fmt -check -diff -recursive ."); result.code != 0 {
		t.Error(result.all())
	}
}

const (
	required = `terraform {
		required_providers {
			runpod = {
				source = "` + tfmirror.Source + `"
			}
		}
	}
	`
	month = `
	data "runpod_pod_billing" "month" {
		bucket_size     = "month"
		last_n          = 1
		grouping        = "podId"
		include_records = false
	}
	`
	inCheck = `check "spend" {` + month + `
		assert {
			condition     = data.runpod_pod_billing.month.total_amount < 1
			error_message = "Over the budget."
		}
	}
	`
	apply    = "terraform -chdir=terraform init && terraform -chdir=terraform apply -auto-approve"
	deferred = "data.runpod_pod_billing.month is not known yet: Terraform reads it during apply. " +
		"Give it arguments that are known while planning, such as last_n instead of timestamp(), and no depends_on."
)

func inModules() map[string]string {
	return map[string]string{
		"main.tf": `module "team" {
			source   = "./team"
			for_each = toset(["a.b", "c"])
		}`,
		"team/main.tf": `module "billing" {
			source = "./billing"
			count  = 1
		}`,
		"team/billing/main.tf": required + month,
	}
}

// now is the stand-in's time.
func now() time.Time { return time.Date(2026, time.November, 20, 15, 0, 0, 0, time.UTC) }

// steady is an account with two pods that cost the same every day: 425 USD from
// the first of November until now.
func steady() fakeapi.Account {
	account := fakeapi.Account{Pods: []fakeapi.Pod{{ID: "trainer", GPUType: "NVIDIA H100 80GB HBM3"}, {ID: "notebook", GPUType: "NVIDIA A40"}}}
	for day := now().Add(-3 * time.Hour); day.Month() == time.November; day = day.AddDate(0, 0, -1) {
		account.Charges = append(account.Charges,
			fakeapi.Charge{Time: day, PodID: "trainer", GPU: 19.75, Disk: 0.25},
			fakeapi.Charge{Time: day, PodID: "notebook", GPU: 1.25})
	}
	return account
}

// withSpike adds 700 USD yesterday.
func withSpike(account fakeapi.Account) fakeapi.Account {
	account.Charges = append(account.Charges, fakeapi.Charge{Time: now().AddDate(0, 0, -1), PodID: "trainer", GPU: 700})
	return account
}

// startAPI starts the stand-in and returns the environment that leads the
// provider to it.
func startAPI(t *testing.T, account fakeapi.Account, faults []fakeapi.Fault) []string {
	t.Helper()
	const key = "policy-test-key"
	api := fakeapi.New(key, now, account)
	api.RetireV1() // v2 takes last_n as it is, and so the stand-in's clock counts
	api.Script(faults...)
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return []string{
		"RUNPOD_API_KEY=" + key,
		"RUNPOD_REST_API_URL=" + server.URL + "/v1",
		"RUNPOD_REST_V2_API_URL=" + server.URL + "/v2",
	}
}

// kit is examples/policy, and what it takes to run it.
type kit struct {
	root   string // of the repository
	readme string
	mirror tfmirror.Mirror
}

// newKit makes sure that all tools are there.
func newKit(t *testing.T) *kit {
	t.Helper()
	mirror, err := tfmirror.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	k := &kit{root: repositoryRoot(t), mirror: mirror}
	k.readme = read(t, filepath.Join(k.folder(), "README.md"))
	for _, tool := range []string{"sh", "terraform", "opa", "conftest"} {
		if result := k.run(t, k.root, k.env(), "command -v "+tool); result.code != 0 {
			missing := t.Skipf
			if os.Getenv("REQUIRE_TOOLS") != "" {
				missing = t.Fatalf
			}
			missing("%s is neither in bin nor on the path; make policy-check installs opa and conftest, and runs this", tool)
		}
	}
	return k
}

func repositoryRoot(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs(".")
	for err == nil {
		if _, err = os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if parent := filepath.Dir(folder); errors.Is(err, fs.ErrNotExist) && parent != folder {
			folder, err = parent, nil
		}
	}
	t.Fatalf("looking for the repository's root: %v", err)
	return ""
}

func (k *kit) folder() string { return filepath.Join(k.root, "examples", "policy") }

func (k *kit) buildProvider(t *testing.T) {
	t.Helper()
	if err := k.mirror.Build(t.Context(), k.root); err != nil {
		t.Fatal(err)
	}
}

// copy copies the kit's own files to a new folder. What someone who tried the
// kit has left in examples/policy stays there.
func (k *kit) copy(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"billing.rego", "policy.rego", "policy_test.rego", "data.yaml", "policies.hcl", "terraform/main.tf"} {
		write(t, folder, map[string]string{name: read(t, filepath.Join(k.folder(), name))})
	}
	return folder
}

// env is the mirror's environment, with bin on the path.
func (k *kit) env() []string {
	return append(k.mirror.Environ(),
		"PATH="+filepath.Join(k.root, "bin")+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"TF_IN_AUTOMATION=1", "TF_INPUT=0", "NO_COLOR=1")
}

// snippet is the one example of the README that has the text.
func (k *kit) snippet(t *testing.T, text string) string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(k.readme, -1) {
		if strings.Contains(match[1], text) {
			found = append(found, match[1])
		}
	}
	if len(found) != 1 {
		t.Fatalf("the README has %d examples with %q, and not one", len(found), text)
	}
	return found[0]
}

// hcpQuery is the query in policies.hcl.
func (k *kit) hcpQuery(t *testing.T) string {
	t.Helper()
	match := regexp.MustCompile(`query\s*=\s*"([a-z.]+)"`).FindStringSubmatch(read(t, filepath.Join(k.folder(), "policies.hcl")))
	if match == nil {
		t.Fatal("policies.hcl has no query")
	}
	return match[1]
}

type result struct {
	stdout, stderr string
	code           int
}

func (r result) all() string {
	return fmt.Sprintf("exit code %d\n%s\n%s", r.code, r.stdout, r.stderr)
}

// run runs a script as someone would who pastes it. Its exit code is that of its
// last command.
func (k *kit) run(t *testing.T, folder string, environment []string, script string) result {
	t.Helper()
	var stdout, stderr strings.Builder
	command := exec.CommandContext(t.Context(), "sh", "-c", script) //nolint:gosec // from the README, or from above
	command.Dir, command.Env = folder, environment
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", script, err)
	}
	// Not every tool knows NO_COLOR.
	plain := func(text string) string { return regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(text, "") }
	return result{plain(stdout.String()), plain(stderr.String()), command.ProcessState.ExitCode()}
}

func checkExitCode(t *testing.T, got result, denied []string) {
	t.Helper()
	if want := min(len(denied), 1); got.code != want {
		t.Errorf("exit code is %d, and not %d:\n%s", got.code, want, got.all())
	}
}

func checkOPA(t *testing.T, got result, denied []string) {
	t.Helper()
	checkExitCode(t, got, denied)
	want := strings.Join(denied, "\n")
	if len(denied) == 0 {
		want = "true" // data.main.pass
	}
	if strings.TrimSpace(got.stdout) != want {
		t.Errorf("opa eval: want\n%s\ngot\n%s", want, got.all())
	}
}

func checkConftest(t *testing.T, got result, denied []string) {
	t.Helper()
	checkExitCode(t, got, denied)
	// Apart from what it denies, conftest prints how many rules it asked: at
	// least one, or it has not found the policy.
	var failures []string
	for line := range strings.Lines(got.stdout) {
		if message, ok := strings.CutPrefix(line, "FAIL - plan.json - main - "); ok {
			failures = append(failures, strings.TrimSpace(message))
		}
	}
	if !slices.Equal(failures, denied) || strings.HasPrefix(strings.TrimSpace(got.stdout), "0 tests") {
		t.Errorf("conftest: want\n%s\ngot\n%s", strings.Join(denied, "\n"), got.all())
	}
}

func checkHCPTerraform(t *testing.T, got result, denied []string) {
	t.Helper()
	var messages []string
	if err := json.Unmarshal([]byte(got.stdout), &messages); err != nil {
		t.Fatalf("the query gives no list of texts: %v\n%s", err, got.all())
	}
	if !slices.Equal(messages, denied) {
		t.Errorf("HCP Terraform: want\n%q\ngot\n%q", denied, messages)
	}
}

// wrapForHCPTerraform writes the plan as HCP Terraform hands it over.
func wrapForHCPTerraform(t *testing.T, folder string) {
	t.Helper()
	plan := strings.TrimSpace(read(t, filepath.Join(folder, "plan.json")))
	write(t, folder, map[string]string{"hcp.json": `{"run": {"id": "run-1"}, "plan": ` + plan + `}`})
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path) //nolint:gosec // a file of the repository, or of a test's own folder
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// write writes files, named from the folder on.
func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPipelines: the jobs run the commands that the README gives, and every
// action is pinned by commit.
func TestPipelines(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, name := range []string{"github-actions.yml", "gitlab-ci.yml"} {
		job := read(t, filepath.Join(kit.folder(), "ci", name))
		commands := 0
		for line := range strings.Lines(job) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if tool, _, _ := strings.Cut(line, " "); slices.Contains([]string{"terraform", "opa", "conftest"}, tool) {
				commands++
				if !strings.Contains(kit.readme, line+"\n") {
					t.Errorf("%s runs %q, which the README does not have", name, line)
				}
			}
			if action, ok := strings.CutPrefix(line, "uses: "); ok && !regexp.MustCompile(`@[0-9a-f]{40} # v[0-9.]+$`).MatchString(action) {
				t.Errorf("%s uses %s, which is not pinned by commit", name, action)
			}
		}
		if commands < 4 {
			t.Errorf("%s runs %d commands", name, commands)
		}
	}
}
