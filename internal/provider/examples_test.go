package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const examples = "../../examples"

// firstOfMonth is before anything can have been charged for the month.
var firstOfMonth = time.Date(2026, time.December, 1, 0, 10, 0, 0, time.UTC)

// exampleAccount has the sample's pods and few charges, so that every amount can
// be calculated by hand.
//
//	            pods   serverless  public  volumes  clusters  total
//	October     7.00                                          7.00
//	1 November                             3.00               3.00
//	5 November                             1.00               1.00
//	18          1.50                                          1.50
//	19          1.16   1.51        2.00             8.75      13.42
//	20          0.13   0.25                                   0.38
//	November    2.79   1.76        2.00    4.00     8.75      19.30
//
// The two days with charges before the 20th cost 7.46 on average, so the month is
// forecast to cost 3 + 1 + 1.50 + 13.42 + 11 × 7.46 = 100.98.
func exampleAccount() fakeapi.Account {
	at := func(text string) time.Time { return charge(text, "", 0, 0, 0).Time }
	return fakeapi.Account{
		Pods: fakeapi.Sample(noon).Pods,
		Charges: []fakeapi.Charge{
			charge("2026-10-31T23:00:00Z", "train7h100x2k", 7, 0, 0),
			charge("2026-11-18T10:00:00Z", "train7h100x2k", 1.25, 0, 0.25),
			charge("2026-11-19T11:00:00Z", "note4a40q9zk1", 0.44, 0, 0),
			charge("2026-11-19T12:00:00Z", "batch8rtx4090", 0.12, 0, 0),
			charge("2026-11-19T13:00:00Z", "halt5a6000m8v", 0, 0, 0.6),
			charge("2026-11-20T09:00:00Z", "train7h100x2k", 0.1, 0, 0),
			charge("2026-11-20T10:00:00Z", "proxy3cpu0fw7", 0, 0.03, 0),
		},
		Serverless: []fakeapi.ServerlessCharge{
			{Time: at("2026-11-19T14:00:00Z"), EndpointID: "chat5slsep2w9q", GPU: 1.01, Fee: 0.5},
			{Time: at("2026-11-20T08:00:00Z"), EndpointID: "embed8slsep4kt", CPU: 0.25},
		},
		PublicEndpoints: []fakeapi.PublicEndpointCharge{{Time: at("2026-11-19T10:00:00Z"), Amount: 2}},
		NetworkVolumes: []fakeapi.NetworkVolumeCharge{
			{Time: at("2026-11-01T00:00:00Z"), VolumeID: "dataset3vol", Standard: 3},
			{Time: at("2026-11-05T00:00:00Z"), VolumeID: "weights6vol", HighPerformance: 1},
		},
		Clusters: []fakeapi.ClusterCharge{
			{Time: at("2026-11-19T00:00:00Z"), ClusterID: "cluster2a100s", GPU: 8, Disk: 0.5, Networking: 0.25},
		},
	}
}

// exampleSummary returns the summary of runpod_budget for exampleAccount, as JSON.
func exampleSummary(status, amount string) string {
	return fmt.Sprintf(`"%s: 19.30 USD of %s USD spent on the account in November 2026 (UTC). `+
		`Forecast: 100.98 USD, at an average of 7.46 USD a day."`, status, amount)
}

// TestExamples applies each example folder unchanged, with the provider installed
// by "terraform init".
func TestExamples(t *testing.T) {
	t.Parallel()
	const (
		preconditions = "1.2.0"
		checks        = "1.5.0"
	)
	guardOutputs := map[string]string{
		"budget":         exampleSummary("Within budget", "101.00"),
		"cost_per_hour":  `"26.98"`,
		"idle_pods":      `[]`,
		"running":        `["finetune-0: 11.92","finetune-1: 11.92","trainer: 2.69","notebook: 0.39","proxy: 0.06"]`,
		"spent_by_group": `{"clusters":"8.75","network_volumes":"4.00","pods":"2.79","public_endpoints":"2.00","serverless":"1.76"}`,
		"stopped_pods":   `["experiment: 0.60"]`,
		"yesterday":      `"13.42"`,
	}
	for name, test := range map[string]struct {
		folder  string
		needs   string // minimum version of Terraform; "": any
		account fakeapi.Account
		now     time.Time // zero: noon
		env     map[string]string
		outputs map[string]string // as JSON; "@name": a golden file; "~": a regular expression
		warns   []string
	}{
		"provider": {folder: "provider"},
		"runpod_billing": {
			folder:  "data-sources/runpod_billing",
			account: exampleAccount(),
			outputs: map[string]string{
				"last_month":             `7`,
				"last_month_disk":        `"0.00"`,
				"month_to_date":          `19.3`,
				"month_to_date_by_group": `{"clusters":"8.75","network_volumes":"4.00","pods":"2.79","public_endpoints":"2.00","serverless":"1.76"}`,
				"yesterday":              `{"week_before":"0.21","yesterday":"13.42"}`, // 1.50 / 7
			},
		},
		"runpod_pod_billing": {
			folder:  "data-sources/runpod_pod_billing",
			account: exampleAccount(),
			outputs: map[string]string{
				"h100_unattributed":         `0.12`,
				"h100_by_week":              `{"2026-10-26T00:00:00Z":7,"2026-11-02T00:00:00Z":0,"2026-11-09T00:00:00Z":0,"2026-11-16T00:00:00Z":1.6}`,
				"month_to_date":             `2.79`,
				"month_to_date_by_gpu_type": `{"NVIDIA A40":0.44,"NVIDIA H100 80GB HBM3":1.6,"NVIDIA RTX A6000":0.6,"cpu":0.03,"unattributed":0.12}`,
				"month_to_date_by_name": `{"experiment (halt5a6000m8v)":"0.60","notebook (note4a40q9zk1)":"0.44","proxy (proxy3cpu0fw7)":"0.03",` +
					`"terminated (batch8rtx4090)":"0.12","trainer (train7h100x2k)":"1.60"}`,
				"month_to_date_by_pod": `{"batch8rtx4090":0.12,"halt5a6000m8v":0.6,"note4a40q9zk1":0.44,"proxy3cpu0fw7":0.03,"train7h100x2k":1.6}`,
				"october":              `7`,
				"one_pod_by_day":       `{"2026-11-18":{"disk":"0.25","total":"1.50"},"2026-11-20":{"disk":"0.00","total":"0.10"}}`,
			},
		},
		"runpod_serverless_billing": {
			folder:  "data-sources/runpod_serverless_billing",
			account: exampleAccount(),
			outputs: map[string]string{
				"chat_peak":                 `1.51`,
				"month_to_date_by_endpoint": `{"chat5slsep2w9q":1.51,"embed8slsep4kt":0.25}`,
				"month_to_date_by_part":     `{"cpu":0.25,"disk":0,"fee":0.5,"gpu":1.01}`,
			},
		},
		"runpod_public_endpoint_billing": {
			folder:  "data-sources/runpod_public_endpoint_billing",
			account: exampleAccount(),
			outputs: map[string]string{
				"public_endpoints_by_day": `{"2026-11-13T00:00:00Z":0,"2026-11-14T00:00:00Z":0,"2026-11-15T00:00:00Z":0,"2026-11-16T00:00:00Z":0,` +
					`"2026-11-17T00:00:00Z":0,"2026-11-18T00:00:00Z":0,"2026-11-19T00:00:00Z":2}`,
			},
		},
		"runpod_network_volume_billing": {
			folder:  "data-sources/runpod_network_volume_billing",
			account: exampleAccount(),
			outputs: map[string]string{
				"month_to_date_by_storage": `{"high_performance":1,"standard":3}`,
				"month_to_date_by_volume":  `{"dataset3vol":3,"weights6vol":1}`,
			},
		},
		"runpod_cluster_billing": {
			folder:  "data-sources/runpod_cluster_billing",
			account: exampleAccount(),
			outputs: map[string]string{
				"month_to_date_by_cluster": `{"cluster2a100s":8.75}`,
				"month_to_date_by_part":    `{"disk":0.5,"gpu":8,"networking":0.25}`,
			},
		},
		"runpod_pods": {
			folder:  "data-sources/runpod_pods",
			needs:   preconditions,
			account: exampleAccount(),
			outputs: map[string]string{
				"burn_limit":    `50`,
				"cost_per_hour": `26.98`,
				"cost_per_hour_by_gpu_type": `{"NVIDIA A100-SXM4-80GB":23.84,"NVIDIA A40":0.39,"NVIDIA H100 80GB HBM3":2.69,` +
					`"NVIDIA RTX A6000":0,"cpu":0.06}`,
				"idle": `{"notebook (note4a40q9zk1)":0.39}`,
				"running": `{"finetune-0 (node0a100sxm4)":11.92,"finetune-1 (node1a100sxm4)":11.92,"notebook (note4a40q9zk1)":0.39,` +
					`"proxy (proxy3cpu0fw7)":0.06,"trainer (train7h100x2k)":2.69}`,
				"stopped": `{"experiment (halt5a6000m8v)":110}`,
			},
		},
		"runpod_budget": {
			folder:  "data-sources/runpod_budget",
			needs:   checks,
			account: exampleAccount(),
			outputs: map[string]string{
				// The week from the 16th: 1.50 + 1.16 + 0.13, and two more days at 1.33.
				"budgets": `~"pods_this_week":"Within budget: 2.79 USD of 1500.00 USD spent on pods .*16 November 2026.*` +
					` Forecast: 6.65 USD, at an average of 1.33 USD a day."` +
					`.*"serverless_today":"Within budget: 0.25 USD of 50.00 USD spent on serverless .*20 November 2026.*` +
					` Forecast: 1.51 USD, at an average of 1.51 USD a day."`,
			},
		},
		"budget within": {
			folder:  "budget",
			needs:   checks,
			account: exampleAccount(),
			env:     map[string]string{"TF_VAR_monthly_budget": "100.98"},
			outputs: map[string]string{
				"budget": exampleSummary("Within budget", "100.98"),
			},
		},
		"budget at risk": {
			folder:  "budget",
			needs:   checks,
			account: exampleAccount(),
			env:     map[string]string{"TF_VAR_monthly_budget": "100.97"},
			outputs: map[string]string{
				"budget": exampleSummary("Budget at risk", "100.97"),
			},
			warns: []string{"Budget at risk: 19.30 USD of 100.97 USD spent on the account in November 2026 (UTC)."},
		},
		"cost-guard within its limits": {
			folder:  "cost-guard",
			needs:   checks,
			account: exampleAccount(),
			env: map[string]string{
				"TF_VAR_monthly_budget": "101", "TF_VAR_idle_above": "1", "TF_VAR_stopped_above": "0.6",
				"TF_VAR_expected_pods": `["trainer","notebook","proxy","experiment","finetune-0","node1a100sxm4"]`,
			},
			outputs: guardOutputs,
		},
		"cost-guard over every limit that warns": {
			folder:  "cost-guard",
			needs:   checks,
			account: exampleAccount(),
			env: map[string]string{
				"TF_VAR_monthly_budget": "100", "TF_VAR_spike_above": "5", "TF_VAR_expected_pods": `["trainer","finetune-0","finetune-1"]`,
			},
			outputs: changed(guardOutputs, map[string]string{
				"budget":    exampleSummary("Budget at risk", "100.00"),
				"idle_pods": `["notebook"]`,
			}),
			warns: []string{
				"Budget at risk: 19.30 USD of 100.00 USD spent on the account in November 2026 (UTC).",
				"Yesterday cost 13.42 USD, more than 2 times the daily average of the week before (0.21 USD).",
				"Pods that are not in expected_pods: experiment, notebook, proxy.",
				"GPU pods that were idle at the moment of the read: notebook (0.39 USD an hour). One sample does not prove much: plan again " +
					"in ten minutes.",
				"Disks of stopped pods are still billed. Yesterday: experiment (0.60 USD).",
			},
		},
		"cost-guard without charges or pods": {
			folder: "cost-guard",
			needs:  checks,
			outputs: map[string]string{
				"budget": `"Within budget: 0.00 USD of 5000.00 USD spent on the account in November 2026 (UTC). ` +
					`Forecast: 0.00 USD, at an average of 0.00 USD a day."`,
				"cost_per_hour":  `"0.00"`,
				"idle_pods":      `[]`,
				"running":        `[]`,
				"spent_by_group": `{"clusters":"0.00","network_volumes":"0.00","pods":"0.00","public_endpoints":"0.00","serverless":"0.00"}`,
				"stopped_pods":   `[]`,
				"yesterday":      `"0.00"`,
			},
		},
		"cost-report": {
			folder:  "cost-report",
			account: fakeapi.Sample(noon),
			outputs: map[string]string{"report": "@cost-report.md", "status": `"within"`},
		},
		"cost-report without charges": {
			folder:  "cost-report",
			outputs: map[string]string{"report": "@cost-report-empty.md", "status": `"within"`},
		},
		"cost-report on the first of a month": {
			folder:  "cost-report",
			account: exampleAccount(),
			now:     firstOfMonth,
			env:     map[string]string{"TF_VAR_rows": "2"},
			outputs: map[string]string{"report": "@cost-report-first.md", "status": `"within"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.needs != "" {
				needVersion(t, test.needs, "1.6.0")
			}
			now := noon
			if !test.now.IsZero() {
				now = test.now
			}
			w := newWorld(t, now, test.account)
			maps.Copy(w.env, test.env)
			c := w.inFolder(t, filesOf(t, filepath.Join(examples, test.folder)))
			printed, code := c.run(t, "apply", "-auto-approve", "-input=false")
			if code != 0 {
				t.Fatalf("exit code %d:\n%s", code, printed)
			}
			for _, warning := range test.warns {
				if !wrapped(warning).MatchString(printed) {
					t.Errorf("missing the warning %q:\n%s", warning, printed)
				}
			}
			if got := strings.Count(printed, "Warning:"); got != len(test.warns) {
				t.Errorf("%d warnings, want %d:\n%s", got, len(test.warns), printed)
			}
			got := c.outputs(t)
			for output, want := range test.outputs {
				matches := got[output] == want
				if file, ok := strings.CutPrefix(want, "@"); ok {
					checkGolden(t, file, got[output])
					matches = true
				}
				if pattern, ok := strings.CutPrefix(want, "~"); ok {
					matches = regexp.MustCompile(pattern).MatchString(got[output])
				}
				if !matches {
					t.Errorf("%s is %s, want %s", output, got[output], want)
				}
				delete(got, output)
			}
			for output, value := range got {
				t.Errorf("unexpected output %s = %s", output, value)
			}
		})
	}
}

func changed(values, changes map[string]string) map[string]string {
	values = maps.Clone(values)
	maps.Copy(values, changes)
	return values
}

// TestHardStops checks that a precondition stops a plan, but not if the amount
// equals the limit.
func TestHardStops(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	for name, test := range map[string]struct {
		folder, at, above string
		want              string
	}{
		"budget": {
			folder: "budget", at: "monthly_budget=19.3", above: "monthly_budget=19.29",
			want: "Over budget: 19.30 USD of 19.29 USD spent on the account in November 2026 (UTC).",
		},
		"cost-guard, hard limit": {
			folder: "cost-guard", at: "hard_limit=19.3", above: "hard_limit=19.29",
			want: "The account has cost 19.30 USD this month, over the hard limit of 19.29 USD.",
		},
		"cost-guard, burn limit": {
			folder: "cost-guard", at: "burn_limit=26.98", above: "burn_limit=26.97",
			want: "Pods cost 26.98 USD an hour now, over the limit of 26.97 USD. Most expensive: finetune-0 (11.92 USD), " +
				"finetune-1 (11.92 USD), trainer (2.69 USD), notebook (0.39 USD), proxy (0.06 USD).",
		},
		"runpod_pods": {
			folder: "data-sources/runpod_pods", at: "burn_limit=26.98", above: "burn_limit=26.97",
			want: "Running pods cost 26.98 USD an hour, over the limit of 26.97 USD.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newWorld(t, noon, exampleAccount()).inFolder(t, filesOf(t, filepath.Join(examples, test.folder)))
			if printed, code := c.run(t, "plan", "-input=false", "-var="+test.at); code != 0 {
				t.Errorf("%s: exit code %d:\n%s", test.at, code, printed)
			}
			if printed, code := c.run(t, "plan", "-input=false", "-var="+test.above); code != 1 || !wrapped(test.want).MatchString(printed) {
				t.Errorf("%s: exit code %d, want 1 and %q:\n%s", test.above, code, test.want, printed)
			}
		})
	}
}

// TestBudgetPage checks the data source's page, which shows a guard that warns and
// a hard stop in one configuration.
func TestBudgetPage(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	for name, test := range map[string]struct {
		cost float64 // per day of the month, except today
		code int
		want string
	}{
		"at risk": {cost: 200, want: "Warning: Check block assertion failed"},
		"over":    {cost: 300, code: 1, want: "Error: Resource precondition failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var account fakeapi.Account
			for day := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC); day.Before(noon.AddDate(0, 0, -1)); day = day.AddDate(0, 0, 1) {
				account.PublicEndpoints = append(account.PublicEndpoints, fakeapi.PublicEndpointCharge{Time: day, Amount: test.cost})
			}
			c := newWorld(t, noon, account).inFolder(t, filesOf(t, filepath.Join(examples, "data-sources/runpod_budget")))
			if printed, code := c.run(t, "plan", "-input=false"); code != test.code || !strings.Contains(printed, test.want) {
				t.Errorf("exit code %d, want %d and %q:\n%s", code, test.code, test.want, printed)
			}
		})
	}
}

// TestGuardFiles checks that each guard works on its own, as main.tf says.
func TestGuardFiles(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	all := filesOf(t, filepath.Join(examples, "cost-guard"))
	for _, guard := range []string{"budget.tf", "burn.tf", "spike.tf", "pod_guards.tf"} {
		t.Run(guard, func(t *testing.T) {
			t.Parallel()
			if all[guard] == "" || !strings.Contains(all["main.tf"], guard) {
				t.Fatalf("main.tf does not list %s", guard)
			}
			c := newWorld(t, noon, exampleAccount()).inFolder(t, map[string]string{
				"main.tf": all["main.tf"], "pods/main.tf": all["pods/main.tf"], guard: all[guard],
			})
			if printed, code := c.run(t, "plan", "-input=false"); code != 0 {
				t.Errorf("exit code %d:\n%s", code, printed)
			}
		})
	}
}

// TestGates runs the commands documented in the examples' test files, unchanged.
func TestGates(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.7.0", "1.8.0") // mock_provider
	const (
		budget     = "budget/tests/budget.tftest.hcl"
		guards     = "cost-guard/tests/account.tftest.hcl"
		self       = "cost-guard/selftest/guards.tftest.hcl"
		testOnce   = "terraform test"
		testTwice  = "gate"
		quietGuard = "TF_VAR_idle_above=1 TF_VAR_stopped_above=1"
	)
	lastDay := exampleAccount() // its last charge is just before the month
	lastDay.Charges = append(lastDay.Charges, charge("2026-11-30T23:00:00Z", "train7h100x2k", 2.69, 0, 0))
	for name, test := range map[string]struct {
		file, command string
		env           string
		account       fakeapi.Account
		now           time.Time // zero: noon
		noKey         bool
		elsewhere     bool // run in an empty folder
		code          int
		want          []string
	}{
		"budget, within": {
			file: budget, command: testOnce, account: exampleAccount(),
			want: []string{"Success! 1 passed"},
		},
		"budget, at risk": {
			file: budget, command: testOnce, env: "TF_VAR_monthly_budget=100", account: exampleAccount(),
			code: 1, want: []string{"Budget at risk: 19.30 USD of 100.00 USD"},
		},
		"budget, over": {
			file: budget, command: testOnce, env: "TF_VAR_monthly_budget=19", account: exampleAccount(),
			code: 1, want: []string{"Over budget: 19.30 USD of 19.00 USD"},
		},
		"budget, empty account": {
			file: budget, command: testOnce,
			want: []string{"Success! 1 passed"},
		},
		"budget, empty month": {
			file: budget, command: testOnce, account: lastDay, now: firstOfMonth,
			want: []string{"Success! 1 passed"},
		},
		"budget, no key": {
			file: budget, command: testOnce, noKey: true,
			code: 1, want: []string{"Missing Runpod API key"},
		},
		"budget, wrong folder": {
			file: budget, command: testOnce, elsewhere: true,
			code: 1, want: []string{"Success! 0 passed"},
		},

		"guards, within": {
			file: guards, command: testOnce, env: quietGuard, account: exampleAccount(),
			want: []string{"Success! 1 passed"},
		},
		"guards, budget": {
			file: guards, command: testOnce, env: quietGuard + " TF_VAR_monthly_budget=100", account: exampleAccount(),
			code: 1, want: []string{"Budget at risk: 19.30 USD of 100.00 USD"},
		},
		"guards, burn": {
			file: guards, command: testOnce, env: quietGuard + " TF_VAR_burn_limit=20", account: exampleAccount(),
			code: 1, want: []string{"Pods cost 26.98 USD an hour now"},
		},
		"guards, empty account": {
			file: guards, command: testOnce,
			want: []string{"Success! 1 passed"},
		},
		"guards, empty month": {
			file: guards, command: testOnce, env: quietGuard, account: lastDay, now: firstOfMonth,
			want: []string{"Success! 1 passed"},
		},
		"guards, no key": {
			file: guards, command: testOnce, noKey: true,
			code: 1, want: []string{"Missing Runpod API key"},
		},
		"guards, wrong folder": {
			file: guards, command: testOnce, elsewhere: true,
			code: 1, want: []string{"Success! 0 passed"},
		},
		"guards, idle twice": {
			file: guards, command: testTwice, env: "TF_VAR_stopped_above=1", account: exampleAccount(),
			code: 1, want: []string{"notebook (0.39 USD an hour)", "asked again"},
		},
		"guards, within once": {
			file: guards, command: testTwice, env: quietGuard, account: exampleAccount(),
			want: []string{"Success! 1 passed"},
		},

		"selftest": {
			file: self, command: testOnce, noKey: true,
			want: []string{"Success! 13 passed"},
		},
		"selftest, wrong folder": {
			file: self, command: testOnce, elsewhere: true, noKey: true,
			code: 1, want: []string{"Success! 0 passed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := filesOf(t, filepath.Join(examples, filepath.Dir(filepath.Dir(test.file))))
			script := documented(t, files[strings.SplitN(test.file, "/", 2)[1]], test.command)
			if test.elsewhere {
				files = map[string]string{}
			}
			now := noon
			if !test.now.IsZero() {
				now = test.now
			}
			w := newWorld(t, now, test.account)
			if test.noKey {
				delete(w.env, "RUNPOD_API_KEY")
			}
			for set := range strings.FieldsSeq(test.env) {
				name, value, _ := strings.Cut(set, "=")
				w.env[name] = value
			}
			c := w.inFolder(t, files)
			stubs := `terraform() { "` + os.Getenv("TF_ACC_TERRAFORM_PATH") + `" "$@"; }; sleep() { echo "asked again"; }` + "\n"
			printed, code := c.shell(t, stubs+script)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !wrapped(want).MatchString(printed) {
					t.Errorf("missing %q", want)
				}
			}
			if t.Failed() {
				t.Logf("%s\n%s", script, printed)
			}
			if test.noKey && w.sent() != "" {
				t.Errorf("sent %s", w.sent())
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

// shell runs a script in the folder and returns its output and exit code.
func (c *cli) shell(t *testing.T, script string) (output string, code int) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: bash is not on the path")
	}
	command := exec.CommandContext(t.Context(), bash, "-c", script) //nolint:gosec // the examples' own commands
	command.Dir, command.Env = c.folder, c.env
	printed, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(printed), command.ProcessState.ExitCode()
}

// TestReportAmounts compares the report's amounts with sums of the sample account's
// charges that use none of the provider's or the API's sums.
func TestReportAmounts(t *testing.T) {
	t.Parallel()
	report, err := os.ReadFile("testdata/cost-report.md")
	if err != nil {
		t.Fatal(err)
	}
	date := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	spent := spentBetween(date(time.November, 1), noon)
	thisMonth := spentBetween(date(time.November, 1), date(time.November, 20))
	lastMonth := spentBetween(date(time.October, 1), date(time.October, 20))
	average := spentBetween(date(time.November, 13), date(time.November, 20)) / 7
	for _, want := range []string{
		fmt.Sprintf("## Runpod: %.2f of 5000.00 USD in November 2026", spent),
		fmt.Sprintf("The first 19 days of the month: %.2f USD, compared with %.2f USD over the same days of last month (**%+.0f%%**).",
			thisMonth, lastMonth, 100*(thisMonth-lastMonth)/lastMonth),
		fmt.Sprintf("| %.2f USD | %.2f USD | 5000.00 USD | %.2f USD |",
			spent, thisMonth+max(spent-thisMonth, average)+10*average, average),
	} {
		if !strings.Contains(string(report), want) {
			t.Errorf("missing %q", want)
		}
	}
}

func spentBetween(start, end time.Time) (sum float64) {
	add := func(at time.Time, amounts ...float64) {
		for _, amount := range amounts {
			if !at.Before(start) && at.Before(end) {
				sum += amount
			}
		}
	}
	sample := fakeapi.Sample(noon)
	for _, c := range sample.Charges {
		add(c.Time, c.GPU, c.CPU, c.Disk)
	}
	for _, c := range sample.Serverless {
		add(c.Time, c.GPU, c.CPU, c.Disk, c.Fee)
	}
	for _, c := range sample.PublicEndpoints {
		add(c.Time, c.Amount)
	}
	for _, c := range sample.NetworkVolumes {
		add(c.Time, c.Standard, c.HighPerformance)
	}
	for _, c := range sample.Clusters {
		add(c.Time, c.GPU, c.Disk, c.Networking)
	}
	return sum
}

// TestReportStatus checks that a budget at risk or exceeded is an alert at the top
// of the report.
func TestReportStatus(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ budget, status, want string }{
		"at risk": {"100", "at_risk", "> [!WARNING]\n> **Budget at risk:** the month is forecast to end 0.98 USD over it.\n"},
		"over":    {"19", "over", "> [!CAUTION]\n> **Over budget** by 0.30 USD.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, noon, exampleAccount())
			w.env["TF_VAR_monthly_budget"] = test.budget
			c := w.inFolder(t, filesOf(t, filepath.Join(examples, "cost-report")))
			if printed, code := c.run(t, "apply", "-auto-approve", "-input=false"); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, printed)
			}
			outputs := c.outputs(t)
			var report string
			if err := json.Unmarshal([]byte(outputs["report"]), &report); err != nil {
				t.Fatal(err)
			}
			if outputs["status"] != `"`+test.status+`"` || !strings.Contains(report, test.want) {
				t.Errorf("status %s, want %s and %q:\n%s", outputs["status"], test.status, test.want, report)
			}
		})
	}
}

// TestReportUnattributed checks that the part of the account's bill without a group
// has its own row.
func TestReportUnattributed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, exampleAccount())
	w.api.Script(fakeapi.Fault{
		Match: func(r *http.Request) bool {
			return r.URL.Path == "/v2/billing" && r.URL.Query().Get("bucketSize") == "month"
		},
		Times: fakeapi.Always,
		Edit: func(body string) string {
			return regexp.MustCompile(`"totalAmount":[0-9.]+`).ReplaceAllString(body, `"totalAmount":27.1`)
		},
	})
	c := w.inFolder(t, filesOf(t, filepath.Join(examples, "cost-report")))
	if printed, code := c.run(t, "apply", "-auto-approve", "-input=false"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, printed)
	}
	// 27.10 minus the groups' 19.30.
	if report, want := c.outputs(t)["report"], "| Not attributed by Runpod to any of these | 7.80 |"; !strings.Contains(report, want) {
		t.Errorf("missing %q:\n%s", want, report)
	}
}

// TestReportNames checks that a pod's name cannot break the report's tables or add
// links or mentions.
func TestReportNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, fakeapi.Account{Pods: []fakeapi.Pod{
		{ID: "pod1", Name: "a | b <b>[x](https://example.com) @team `c` naïve_1", CostPerHour: 1, GPUType: "NVIDIA A40"},
		{ID: "pod2", Name: "|", CostPerHour: 0.5},
	}})
	c := w.inFolder(t, filesOf(t, filepath.Join(examples, "cost-report")))
	if printed, code := c.run(t, "apply", "-auto-approve", "-input=false"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, printed)
	}
	report := c.outputs(t)["report"]
	for _, want := range []string{
		`| a  b bxhttps:example.com team c naïve_1 | 1 × NVIDIA A40 | 1.00 |`,
		`| pod2 | 2 vCPU | 0.50 |`,
	} {
		if !strings.Contains(report, want) {
			t.Errorf("missing %q:\n%s", want, report)
		}
	}
}

// TestReportComment runs the commenting step of the report's workflow, with a gh
// that answers from a file, and checks that it posts one comment and then updates
// it.
func TestReportComment(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("skipped: %s is not on the path", tool)
		}
	}
	workflow, err := os.ReadFile(filepath.Join(examples, "cost-report/ci/github-actions.yml"))
	if err != nil {
		t.Fatal(err)
	}
	step := regexp.MustCompile(`(?s)- name: Comment\n.*?MARKER: (.*?)\n +run: \|\n(.*)`).FindSubmatch(workflow)
	if step == nil {
		t.Fatal("the workflow has no commenting step")
	}
	marker := string(step[1])
	const gh = `#!/bin/bash
case "$*" in
*--paginate*) jq -r "${@: -1}" comments.json ;;
*) echo "$@" >calls ;;
esac
`
	const post = "api --silent --method POST repos/o/r/issues/3/comments --field body=@comment.md\n"
	for name, test := range map[string]struct{ comments, want string }{
		"no comments": {`[]`, post},
		"only other comments": {
			`[{"id": 5, "user": {"type": "User"}, "body": "` + marker + `"}, {"id": 6, "user": {"type": "Bot"}, "body": "x"}]`,
			post,
		},
		"its own comment": {
			`[{"id": 6, "user": {"type": "Bot"}, "body": "x"}, {"id": 7, "user": {"type": "Bot"}, "body": "` + marker + `\n# old"}]`,
			"api --silent --method PATCH repos/o/r/issues/comments/7 --field body=@comment.md\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for file, content := range map[string]string{"gh": gh, "comments.json": test.comments, "report.md": "# new\n"} {
				if err := os.WriteFile(filepath.Join(folder, file), []byte(content), 0o700); err != nil { //nolint:gosec // gh must be executable
					t.Fatal(err)
				}
			}
			c := &cli{folder: folder, env: []string{
				"PATH=" + folder + string(os.PathListSeparator) + os.Getenv("PATH"),
				"COMMENTS=repos/o/r/issues/3/comments", "COMMENT=repos/o/r/issues/comments", "MARKER=" + marker,
			}}
			if printed, code := c.shell(t, "set -eo pipefail\n"+string(step[2])); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, printed)
			}
			for file, want := range map[string]string{"calls": test.want, "comment.md": marker + "\n# new\n"} {
				if got, err := os.ReadFile(filepath.Join(folder, file)); err != nil || string(got) != want { //nolint:gosec // in a temporary folder
					t.Errorf("%s has %q, want %q (%v)", file, got, want, err)
				}
			}
		})
	}
}

// filesOf returns the files in a folder, except those that Terraform leaves there.
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
		content, err := os.ReadFile(path) //nolint:gosec // a file of this repository
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// outputs returns the outputs after an apply, each as JSON.
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

// checkGolden compares a JSON string with a file in testdata.
// UPDATE_GOLDEN=1 go test ./internal/provider -run TestExamples updates it.
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
