package provider_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const examples = "../../examples"

// afterV1 is an API as it is after v1's end. v2 takes last_n as it is, so that
// the stand-in's clock counts, and not that of this machine.
func afterV1(t *testing.T, account fakeapi.Account) *world {
	t.Helper()
	w := newWorld(t, noon, account)
	w.api.RetireV1()
	return w
}

// exampleAccount is account with the pod ids that the examples have.
func exampleAccount() fakeapi.Account {
	ids := map[string]string{"train": "train7h100x2k", "note": "note4a40q9zk1", "proxy": "proxy3cpu0fw7", "gone": "batch8rtx4090"}
	account := account()
	for i := range account.Pods {
		account.Pods[i].ID = ids[account.Pods[i].ID]
	}
	for i := range account.Charges {
		account.Charges[i].PodID = ids[account.Charges[i].PodID]
	}
	return account
}

// TestExamples applies each folder of examples as it stands, with the provider
// installed by "terraform init".
func TestExamples(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		folder  string
		checks  bool // it has check blocks
		account fakeapi.Account
		env     map[string]string
		outputs map[string]string // as JSON; "@": the golden file of that name
		warns   []string
	}{
		"provider": {folder: "provider"},
		"data-sources": {
			folder:  "data-sources/runpod_pod_billing",
			checks:  true,
			account: exampleAccount(),
			outputs: map[string]string{
				"month_to_date":             `2.195`,
				"month_to_date_by_pod":      `{"batch8rtx4090":0.125,"note4a40q9zk1":0.44,"proxy3cpu0fw7":0.03,"train7h100x2k":1.6}`,
				"month_to_date_by_gpu_type": `{"NVIDIA A40":0.44,"NVIDIA H100 80GB HBM3":1.6,"unattributed":0.155}`,
				"h100_by_week":              `{"2026-10-26T00:00:00Z":7,"2026-11-16T00:00:00Z":1.6}`,
				"one_pod_by_day":            `{"2026-11-18":"1.50","2026-11-20":"0.10"}`,
				"october":                   `7`,
				"projected":                 `"5.14"`, // 2.195, and ten times a seventh of 1.5 + 0.565
				"unexpected_pods":           `{"batch8rtx4090":"0.12"}`,
			},
			warns: []string{"GPU type unknown for pods that are gone"},
		},
		"cost-guard within its limits": {
			folder:  "cost-guard",
			checks:  true,
			account: account(),
			outputs: map[string]string{
				"api_version":   `"v2"`,
				"month_to_date": `2.195`,
				"spend_by_pod":  `{"gone":0.125,"note":0.44,"proxy":0.03,"train":1.6}`,
				"yesterday":     `0.565`,
			},
		},
		"cost-guard over all that warn": {
			folder:  "cost-guard",
			checks:  true,
			account: account(),
			env:     map[string]string{"TF_VAR_monthly_budget": "2.1", "TF_VAR_pod_limit": "0.4", "TF_VAR_spike_above": "0.5"},
			outputs: map[string]string{
				"api_version":   `"v2"`,
				"month_to_date": `2.195`,
				"spend_by_pod":  `{"gone":0.125,"note":0.44,"proxy":0.03,"train":1.6}`,
				"yesterday":     `0.565`,
			},
			warns: []string{
				"Pods cost 2.20 USD this month, over the budget of 2.1 USD.",
				"Over the limit of 0.4 USD per pod and month: note with 0.44 USD, train with 1.60 USD.",
				"Yesterday cost 0.56 USD, more than 2 times the daily average of the week before.",
			},
		},
		"cost-guard without charges": {
			folder: "cost-guard",
			checks: true,
			outputs: map[string]string{
				"api_version": `"v2"`, "month_to_date": `0`, "spend_by_pod": `{}`, "yesterday": `0`,
			},
			warns: []string{"No charges are reported for this month yet."},
		},
		"cost-report": {
			folder:  "cost-report",
			account: fakeapi.Sample(noon),
			outputs: map[string]string{"report": "@cost-report.md", "total": `1018.2950970103092441`},
			warns:   []string{"GPU type unknown for pods that are gone"},
		},
		"cost-report without charges": {
			folder:  "cost-report",
			outputs: map[string]string{"report": "@cost-report-empty.md", "total": `0`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.checks {
				needVersion(t, "1.5.0", "1.6.0")
			}
			w := afterV1(t, test.account)
			for variable, value := range test.env {
				w.env[variable] = value
			}
			c := w.inFolder(t, filesOf(t, filepath.Join(examples, test.folder)))
			printed, code := c.run(t, "apply", "-auto-approve", "-input=false")
			if code != 0 {
				t.Fatalf("exit code %d:\n%s", code, printed)
			}
			for _, warning := range test.warns {
				if !wrapped(warning).MatchString(printed) {
					t.Errorf("no warning %q:\n%s", warning, printed)
				}
			}
			if len(test.warns) == 0 && strings.Contains(printed, "Warning:") {
				t.Errorf("an unexpected warning:\n%s", printed)
			}
			got := c.outputs(t)
			for output, want := range test.outputs {
				if file, ok := strings.CutPrefix(want, "@"); ok {
					checkGolden(t, file, got[output])
				} else if got[output] != want {
					t.Errorf("%s is %s, want %s", output, got[output], want)
				}
				delete(got, output)
			}
			for output, value := range got {
				t.Errorf("%s is %s, which nothing here expects", output, value)
			}
		})
	}
}

// TestExamplesOnV1: the same on v1, by the stand-in's clock. v1 has the GPU types
// of pods that are gone; all else is the same.
func TestExamplesOnV1(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	report, err := os.ReadFile("testdata/cost-report.md")
	if err != nil {
		t.Fatal(err)
	}
	v1Report := strings.NewReplacer(
		"| none, or unknown | 100.43 | 9.9 % |\n| NVIDIA A40 | 37.36 | 3.7 % |\n",
		"| NVIDIA GeForce RTX 4090 | 80.66 | 7.9 % |\n| NVIDIA A40 | 37.36 | 3.7 % |\n| none, or unknown | 19.77 | 1.9 % |\n",
		"Read from API v2", "Read from API v1",
	).Replace(string(report))
	for name, test := range map[string]struct {
		folder  string
		account fakeapi.Account
		outputs map[string]knownvalue.Check
	}{
		"cost-guard": {"cost-guard", account(), map[string]knownvalue.Check{
			"api_version":   text("v1"),
			"month_to_date": number(t, "2.195"),
			"spend_by_pod":  numbers(t, map[string]string{"gone": "0.125", "note": "0.44", "proxy": "0.03", "train": "1.6"}),
			"yesterday":     number(t, "0.565"),
		}},
		"cost-report": {"cost-report", fakeapi.Sample(noon), map[string]knownvalue.Check{"report": text(v1Report)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var checks []statecheck.StateCheck
			for output, want := range test.outputs {
				checks = append(checks, statecheck.ExpectKnownOutputValue(output, want))
			}
			w := newWorld(t, noon, test.account)
			resource.UnitTest(t, resource.TestCase{Steps: []resource.TestStep{{
				ProtoV6ProviderFactories: w.factories(),
				ConfigDirectory:          config.StaticDirectory(filepath.Join(examples, test.folder)),
				ConfigStateChecks:        checks,
			}}})
		})
	}
}

// TestHardLimit: the precondition of examples/cost-guard stops a plan, and the
// same amount as the limit does not.
func TestHardLimit(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	w := afterV1(t, account())
	c := w.inFolder(t, filesOf(t, filepath.Join(examples, "cost-guard")))
	if printed, code := c.run(t, "plan", "-var=hard_limit=2.194"); code != 1 ||
		!wrapped("Pods cost 2.20 USD this month, over the hard limit of 2.194 USD. Nothing is changed.").MatchString(printed) {
		t.Errorf("exit code %d:\n%s", code, printed)
	}
	if printed, code := c.run(t, "plan", "-var=hard_limit=2.195"); code != 0 {
		t.Errorf("exit code %d:\n%s", code, printed)
	}
}

// TestTerraformTest runs the test files of examples/cost-guard as people do.
func TestTerraformTest(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.7.0", "1.8.0") // mock_provider
	for name, test := range map[string]struct {
		arguments []string
		noKey     bool
		code      int
		want      []string
	}{
		"made-up charges":     {[]string{"-test-directory=selftest"}, true, 0, []string{"9 passed, 0 failed"}},
		"the account, within": {[]string{"-test-directory=gate"}, false, 0, []string{"1 passed, 0 failed"}},
		"the account, over":   {[]string{"-test-directory=gate", "-var=monthly_budget=2"}, false, 1, []string{"0 passed, 1 failed", "Pods cost 2.20 USD this month, over the budget of 2 USD."}},
		"no charges to read":  {[]string{"-test-directory=gate"}, true, 1, []string{"0 passed, 1 failed", "Missing Runpod API key"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := afterV1(t, account())
			if test.noKey {
				delete(w.env, "RUNPOD_API_KEY")
			}
			c := w.inFolder(t, filesOf(t, filepath.Join(examples, "cost-guard")))
			printed, code := c.run(t, append([]string{"test"}, test.arguments...)...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !wrapped(want).MatchString(printed) {
					t.Errorf("no %q", want)
				}
			}
			if t.Failed() {
				t.Log(printed)
			}
			if test.noKey && w.sent() != "" {
				t.Errorf("sent %s", w.sent())
			}
		})
	}
}

// filesOf are the files below a folder, but for what Terraform leaves there.
func filesOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == ".terraform":
			return fs.SkipDir
		case entry.IsDir(), strings.HasPrefix(entry.Name(), ".terraform"), strings.Contains(entry.Name(), ".tfstate"):
			return nil
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path) //nolint:gosec // below a folder of this repository
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// outputs are the applied outputs as JSON, and texts as they are.
func (c *cli) outputs(t *testing.T) map[string]string {
	t.Helper()
	printed, code := c.run(t, "output", "-json")
	if code != 0 {
		t.Fatal(printed)
	}
	var values map[string]struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal([]byte(printed), &values); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	outputs := map[string]string{}
	for name, output := range values {
		var compact strings.Builder
		encoder := json.NewEncoder(&compact)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(output.Value); err != nil {
			t.Fatal(err)
		}
		outputs[name] = strings.TrimSuffix(compact.String(), "\n")
	}
	return outputs
}

// checkGolden holds a text that is given as JSON against a file in testdata.
// UPDATE_GOLDEN=1 go test ./internal/provider -run TestExamples writes it anew.
func checkGolden(t *testing.T, file, asJSON string) {
	t.Helper()
	var got string
	if err := json.Unmarshal([]byte(asJSON), &got); err != nil {
		t.Fatalf("%v: %s", err, asJSON)
	}
	golden := filepath.Join("testdata", file)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden) //nolint:gosec // named by the test
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the text differs from %s:\n%s", golden, difference(string(want), got))
	}
}

// binaryVersion is the version of the binary that the tests run.
var binaryVersion = sync.OnceValues(func() (*version.Version, error) {
	command := exec.CommandContext(context.Background(), os.Getenv("TF_ACC_TERRAFORM_PATH"), "version", "-json") //nolint:gosec // the binary under test
	command.Env = []string{"TF_CLI_CONFIG_FILE=" + os.DevNull, "CHECKPOINT_DISABLE=1"}
	printed, err := command.Output()
	if err != nil {
		return nil, err
	}
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(printed, &answer); err != nil {
		return nil, err
	}
	found, err := version.NewVersion(answer.Version)
	if err != nil {
		return nil, err
	}
	return found.Core(), nil
})

// needVersion skips a test of what older versions do not have.
func needVersion(t *testing.T, terraform, tofu string) {
	t.Helper()
	needTerraform(t)
	needed := terraform
	if strings.HasPrefix(filepath.Base(os.Getenv("TF_ACC_TERRAFORM_PATH")), "tofu") {
		needed = tofu
	}
	found, err := binaryVersion()
	if err != nil {
		t.Fatal(err)
	}
	if found.LessThan(version.Must(version.NewVersion(needed))) {
		t.Skipf("skipped: needs version %s of the binary, and this is %s", needed, found)
	}
}
