package docstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

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
// The two days with charges before the 20th cost 7.46 on average, which would give
// 3 + 1 + 1.50 + 13.42 + 11 × 7.46 = 100.98. But pods for 26.59 USD an hour have been
// up for a day, and what is not for compute cost (0.25 + 4.86) / 2 a day, so the month is
// forecast to cost 19.30 + 252 × 26.59 + 10 × 2.555 = 6745.53. With the notebook, it is
// 19.30 + 252 × (26.98 + 4.86 / 24) = 6869.29.
func exampleAccount() fakeapi.Account {
	sample := fakeapi.Sample(noon)
	return fakeapi.Account{
		Pods: sample.Pods, ClusterNames: sample.ClusterNames, Endpoints: sample.Endpoints, Volumes: sample.Volumes,
		Charges: []fakeapi.Charge{
			{Time: on(0, 23), PodID: "train7h100x2k", GPU: 7},
			{Time: on(18, 10), PodID: "train7h100x2k", GPU: 1.25, Disk: 0.25},
			{Time: on(19, 11), PodID: "note4a40q9zk1", GPU: 0.44},
			{Time: on(19, 12), PodID: "batch8rtx4090", GPU: 0.12},
			{Time: on(19, 13), PodID: "halt5a6000m8v", Disk: 0.6},
			{Time: on(20, 9), PodID: "train7h100x2k", GPU: 0.1},
			{Time: on(20, 10), PodID: "proxy3cpu0fw7", CPU: 0.03},
		},
		Serverless: []fakeapi.ServerlessCharge{
			{Time: on(19, 14), EndpointID: "chat5slsep2w9q", GPU: 1.01, Fee: 0.5},
			{Time: on(20, 8), EndpointID: "embed8slsep4kt", CPU: 0.25},
		},
		PublicEndpoints: []fakeapi.PublicEndpointCharge{{Time: on(19, 10), Amount: 2}},
		NetworkVolumes: []fakeapi.NetworkVolumeCharge{
			{Time: on(1, 0), VolumeID: "dataset3vol", Standard: 3},
			{Time: on(5, 0), VolumeID: "weights6vol", HighPerformance: 1},
		},
		Clusters: []fakeapi.ClusterCharge{
			{Time: on(19, 0), ClusterID: "cluster2a100s", GPU: 8, Disk: 0.5, Networking: 0.25},
		},
	}
}

// on returns an hour of November 2026. Day 0 is the last of October.
func on(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC) }

// exampleSummary returns the summary of runpod_budget for exampleAccount, as JSON.
func exampleSummary(status, amount string) string {
	return fmt.Sprintf(`"%s: 19.30 USD of %s USD spent on the account in November 2026 (UTC). `+
		`Forecast: 6745.53 USD, if the pods that have been up for a day keep running. If everything keeps running: 6869.29 USD."`, status, amount)
}

// examplePods is the summary of runpod_pods for exampleAccount, as JSON.
const examplePods = `"5 pods run for 26.98 USD an hour: finetune-0 11.92, finetune-1 11.92, trainer 2.69, notebook 0.39, proxy 0.06"`

// exampleAudit is the summary of runpod_audit for exampleAccount. The findings are 0.60 USD
// of yesterday / 24, the cost of the notebook, and the list price of a worker.
const exampleAudit = "The account costs 28.19 USD an hour: pods 3.17, serverless 1.10, clusters 23.84, public endpoints 0.08. " +
	"4 findings: 1.52 USD an hour wasted, 1105.95 USD a month: chat (warm workers) 1.10, notebook (idle pod) 0.39, " +
	"experiment (stopped pod) 0.03, dataset (unmounted volume) 0.00."

// TestExamples applies each example folder unchanged, with the provider installed
// by "terraform init". Names of the tests begin with the folder.
func TestExamples(t *testing.T) {
	t.Parallel()
	// The name of a pod cannot mention people or add links to a message.
	mentioning := exampleAccount()
	mentioning.Pods[1].Name = "<!channel> @team [x](https://example.com) `c`" // the notebook, which is idle
	guardOutputs := map[string]string{
		"budget":        exampleSummary("Within budget", "6745.53"),
		"adds_per_hour": `0`,
		"budget_status": `"within"`,
		"audit":         `"` + exampleAudit + `"`,
		"cost_per_hour": `28.188333`,
		"findings": `["experiment: It is stopped, but was billed 0.60 USD yesterday.",` +
			`"notebook: All of its GPUs were below 5 percent at the moment of the read.",` +
			`"chat: It keeps at least 1 of its workers running, also without requests.",` +
			`"dataset: No pod and no serverless endpoint mounts it."]`,
		"forecast": `6745.53`,
		"spent":    `19.3`,
		// The API adds the parts of pods in floating point.
		"spent_by_group":      `{"clusters":8.75,"network_volumes":4,"pods":2.7900000000000001,"public_endpoints":2,"serverless":1.76}`,
		"spent_by_group_text": `"clusters 8.75, network_volumes 4.00, pods 2.79, public_endpoints 2.00, serverless 1.76"`,
		"threshold_forecast":  `100`,
		"threshold_spent":     `0`,
		"wasted_per_month":    `1105.95`,
		"yesterday":           `13.42`,
	}
	for name, test := range map[string]struct {
		account *fakeapi.Account // nil: exampleAccount
		env     map[string]string
		outputs map[string]string // as JSON; "@name": a golden file; "~": a regular expression
		warns   []string
	}{
		"provider": {
			outputs: map[string]string{
				"now":               `"` + exampleAudit + `"`,
				"pod_cost_per_hour": `5.98`,
				"spent":             `19.3`,
			},
			warns: []string{"19.30 USD of 5000.00 USD spent"},
		},
		"data-sources/runpod_billing": {
			outputs: map[string]string{
				"last_month":             `7`,
				"last_month_disk":        `"0.00"`,
				"month_to_date":          `19.3`,
				"month_to_date_by_group": `{"clusters":"8.75","network_volumes":"4.00","pods":"2.79","public_endpoints":"2.00","serverless":"1.76"}`,
				"yesterday":              `{"week_before":"0.21","yesterday":"13.42"}`, // 1.50 / 7
			},
		},
		"data-sources/runpod_pod_billing": {
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
		"data-sources/runpod_serverless_billing": {
			outputs: map[string]string{
				"chat_peak":                 `1.51`,
				"month_to_date_by_endpoint": `{"chat5slsep2w9q":1.51,"embed8slsep4kt":0.25}`,
				"month_to_date_by_part":     `{"cpu":0.25,"disk":0,"fee":0.5,"gpu":1.01}`,
			},
		},
		"data-sources/runpod_public_endpoint_billing": {
			outputs: map[string]string{
				"public_endpoints_by_day": `{"2026-11-13T00:00:00Z":0,"2026-11-14T00:00:00Z":0,"2026-11-15T00:00:00Z":0,"2026-11-16T00:00:00Z":0,` +
					`"2026-11-17T00:00:00Z":0,"2026-11-18T00:00:00Z":0,"2026-11-19T00:00:00Z":2}`,
			},
		},
		"data-sources/runpod_network_volume_billing": {
			outputs: map[string]string{
				"month_to_date_by_storage": `{"high_performance":1,"standard":3}`,
				"month_to_date_by_volume":  `{"dataset3vol":3,"weights6vol":1}`,
			},
		},
		"data-sources/runpod_cluster_billing": {
			outputs: map[string]string{
				"month_to_date_by_cluster": `{"cluster2a100s":8.75}`,
				"month_to_date_by_part":    `{"disk":0.5,"gpu":8,"networking":0.25}`,
			},
		},
		"data-sources/runpod_pods": {
			outputs: map[string]string{
				"burn_limit":    `50`,
				"cost_per_hour": `26.98`,
				"cost_per_hour_by_gpu_type": `{"NVIDIA A100-SXM4-80GB":23.84,"NVIDIA A40":0.39,"NVIDIA H100 80GB HBM3":2.69,` +
					`"NVIDIA RTX A6000":0,"cpu":0.06}`,
				"h100_cost_per_hour": `2.69`,
				"idle":               `{"notebook (note4a40q9zk1)":0.39}`,
				"running": `{"finetune-0 (node0a100sxm4)":11.92,"finetune-1 (node1a100sxm4)":11.92,"notebook (note4a40q9zk1)":0.39,` +
					`"proxy (proxy3cpu0fw7)":0.06,"trainer (train7h100x2k)":2.69}`,
				"stopped": `{"experiment (halt5a6000m8v)":110}`,
				"summary": examplePods,
			},
		},
		"data-sources/runpod_pods, without pods": {
			account: new(fakeapi.Account{}),
			outputs: map[string]string{
				"burn_limit": `50`, "cost_per_hour": `0`, "cost_per_hour_by_gpu_type": `{}`, "h100_cost_per_hour": `0`, "idle": `{}`,
				"running": `{}`, "stopped": `{}`, "summary": `"No pods run"`,
			},
		},
		"data-sources/runpod_prices": {
			outputs: map[string]string{"cost_per_hour": `{"notebook":0.4,"trainer":5.98}`},
		},
		"data-sources/runpod_audit": {
			account: new(fakeapi.Sample(noon)),
			outputs: map[string]string{
				"audit": `"The account costs 28.22 USD an hour: pods 3.17, serverless 1.11, network volumes 0.09, clusters 23.84, ` +
					`public endpoints 0.01. 4 findings: 1.57 USD an hour wasted, 1146.67 USD a month: chat (warm workers) 1.10, ` +
					`notebook (idle pod) 0.39, dataset (unmounted volume) 0.05, experiment (stopped pod) 0.03."`,
				"wasted": `["experiment (halt5a6000m8v): 0.03 USD an hour. It is stopped, but was billed 0.79 USD yesterday.",` +
					`"notebook (note4a40q9zk1): 0.39 USD an hour. All of its GPUs were below 5 percent at the moment of the read.",` +
					`"chat (chat5slsep2w9q): 1.10 USD an hour. It keeps at least 1 of its workers running, also without requests.",` +
					`"dataset (dataset3vol): 0.05 USD an hour. No pod and no serverless endpoint mounts it."]`,
				"wasted_per_month": `1146.66721`,
			},
			warns: []string{"3 findings: 0.47 USD an hour wasted, 343.67 USD a month: notebook (idle pod) 0.39, dataset (unmounted volume) 0.05, " +
				"experiment (stopped pod) 0.03."},
		},
		"data-sources/runpod_balance": {
			account: new(fakeapi.Sample(noon)),
			outputs: map[string]string{
				"balance": `"The balance is 1284.37 USD, which lasts 46 hours at 27.49 USD an hour. When it ends, 4 pods would be ` +
					`terminated with their data: experiment, notebook, proxy, trainer."`,
				"pods_that_lose_data": `{"experiment (halt5a6000m8v)":120,"notebook (note4a40q9zk1)":80,"proxy (proxy3cpu0fw7)":10,` +
					`"trainer (train7h100x2k)":200}`,
			},
			warns: []string{"The balance is 1284.37 USD, which lasts 46 hours"},
		},
		"data-sources/runpod_budget": {
			outputs: map[string]string{
				// 26.30 + 3156 × 26.59 + 131 × 2.555; the week from the 16th: 1.50 + 1.16 + 0.13 + 60 × 2.75 + 2 × 0.425;
				// 26.30 - 0.38 + 42 × 7.46.
				"budgets": `~"grant":"Grant: Budget at risk: 26.30 USD of 30000.00 USD spent .* 1 October 2026 to 31 March 2027 .*` +
					` Forecast: 84279.05 USD, if the pods .*` +
					`"pods_this_week":"Within budget: 2.79 USD of 1500.00 USD spent on pods .*16 November 2026.*` +
					` Forecast: 168.64 USD, if the pods that have been up for a day keep running."` +
					`.*"quarter":"Within budget: 26.30 USD of 12000.00 USD spent on the account in Q4 2026.*` +
					` Forecast: 339.24 USD, at an average of 7.46 USD a day."` +
					`.*"serverless_today":"Within budget: 0.25 USD of 50.00 USD spent on serverless .*20 November 2026.*` +
					` Forecast: 1.51 USD, at an average of 1.51 USD a day."`,
				"thresholds": `{"100%":"forecast","50%":"forecast","80%":"forecast"}`,
			},
			warns: []string{ // each check has the same text
				"Budget at risk: 19.30 USD of 5000.00 USD spent on the account in November 2026 (UTC).",
				"If everything keeps running: 6869.29 USD.",
			},
		},
		"budget, at risk": {
			env: map[string]string{"TF_VAR_monthly_budget": "6745.52"},
			outputs: map[string]string{
				"budget": exampleSummary("Budget at risk", "6745.52"),
			},
			warns: []string{"Budget at risk: 19.30 USD of 6745.52 USD spent on the account in November 2026 (UTC)."},
		},
		"cost-guard, within its limits": {
			env: map[string]string{
				"TF_VAR_monthly_budget": "6745.53", "TF_VAR_wasted_above": "1105.95",
				"TF_VAR_expected": `["trainer","notebook","proxy","experiment","finetune-0","node1a100sxm4","finetune","chat","embed","dataset",` +
					`"weights6vol"]`,
			},
			outputs: guardOutputs,
		},
		"cost-guard, over every limit that warns": {
			env: map[string]string{
				"TF_VAR_monthly_budget": "100", "TF_VAR_spike_above": "5", "TF_VAR_wasted_above": "1105.94",
				"TF_VAR_expected": `["trainer","finetune-0","finetune-1","finetune","chat","weights"]`,
			},
			outputs: changed(guardOutputs, map[string]string{
				"budget":        exampleSummary("Budget at risk", "100.00"),
				"budget_status": `"at_risk"`,
			}),
			warns: []string{
				"Budget at risk: 19.30 USD of 100.00 USD spent on the account in November 2026 (UTC).",
				"Yesterday cost 13.42 USD, more than 2 times the daily average of the week before (0.21 USD).",
				"These are not in expected: dataset, embed, experiment, notebook, proxy.",
				exampleAudit,
			},
		},
		"cost-guard, with accepted findings": {
			env: map[string]string{"TF_VAR_monthly_budget": "6745.53", "TF_VAR_idle_below": "0",
				"TF_VAR_accepted": `{chat5slsep2w9q="2026-11-20",halt5a6000m8v="2026-11-30",` +
					`dataset3vol="2026-11-19"}`},
			outputs: changed(guardOutputs, map[string]string{
				"audit": `"` + strings.Split(exampleAudit, " 4 findings")[0] + ` 1 finding: 0.00 USD an hour wasted, 0.00 USD a month: ` +
					`dataset (unmounted volume) 0.00."`,
				"findings":         `["dataset: No pod and no serverless endpoint mounts it. It was ignored until 2026-11-19."]`,
				"wasted_per_month": `0`,
			}),
		},
		"cost-guard, without charges or pods": {
			account: new(fakeapi.Account{}),
			env:     map[string]string{"TF_VAR_allow_no_charges": "true"},
			outputs: map[string]string{
				"threshold_forecast": `0`, "threshold_spent": `0`, "adds_per_hour": `0`,
				"budget": `"Within budget: 0.00 USD of 5000.00 USD spent on the account in November 2026 (UTC). ` +
					`Forecast: 0.00 USD, at an average of 0.00 USD a day."`,
				"audit":               `"Nothing costs money now."`,
				"budget_status":       `"within"`,
				"cost_per_hour":       `0`,
				"findings":            `[]`,
				"forecast":            `0`,
				"spent":               `0`,
				"spent_by_group":      `{"clusters":0,"network_volumes":0,"pods":0,"public_endpoints":0,"serverless":0}`,
				"spent_by_group_text": `"clusters 0.00, network_volumes 0.00, pods 0.00, public_endpoints 0.00, serverless 0.00"`,
				"wasted_per_month":    `0`,
				"yesterday":           `0`,
			},
		},
		"alerts": {
			account: &mentioning,
			env:     map[string]string{"TF_VAR_monthly_budget": "10000"},
			outputs: map[string]string{
				"message": `~\\n- channel team x\(https:example\.com\) c \(note4a40q9zk1\): All of its GPUs`,
				"metrics": "@metrics.prom",
				"status":  `"waste over the limit"`,
			},
			warns: []string{"The account costs 28.19 USD an hour:"},
		},
		"cost-report": {
			account: new(fakeapi.Sample(noon)),
			outputs: map[string]string{"report": "@cost-report.md", "status": `"at_risk"`},
		},
		"cost-report, without charges": {
			account: new(fakeapi.Account{}),
			outputs: map[string]string{"report": "@cost-report-empty.md", "status": `"no_charges"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.account == nil {
				test.account = new(exampleAccount())
			}
			e := acctest.New(t, noon, *test.account)
			maps.Copy(e.Vars, test.env)
			folder, _, _ := strings.Cut(name, ", ")
			printed, got := apply(t, e, folder)
			for _, warning := range test.warns {
				if !acctest.Wrapped(warning).MatchString(printed) {
					t.Errorf("missing the warning %q:\n%s", warning, printed)
				}
			}
			if got := strings.Count(printed, "Warning:"); got != len(test.warns) {
				t.Errorf("%d warnings, want %d:\n%s", got, len(test.warns), printed)
			}
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
	for name, test := range map[string]struct { // by folder
		at, above string
		env       map[string]string
		want      string
	}{
		"budget": {
			at: "monthly_budget=19.3", above: "monthly_budget=19.29",
			want: "Over budget: 19.30 USD of 19.29 USD spent on the account in November 2026 (UTC).",
		},
		"cost-guard, hard limit": {
			at: "hard_limit=19.3", above: "hard_limit=19.29",
			want: "The account has cost 19.30 USD this month, over the hard limit of 19.29 USD.",
		},
		"cost-guard, planned": { // 6745.53 + 252 × (2 × 1.39 + 2.99)
			at: "hard_limit=8199.57", above: "hard_limit=8199.56",
			env: map[string]string{"TF_VAR_planned": `{a={gpu_type_id="NVIDIA A100 80GB PCIe",gpu_count=2},` +
				`h={gpu_type_id="NVIDIA H100 80GB HBM3",gpu_count=1}}`},
			want: "The plan adds 5.77 USD an hour: a 2.78, h 2.99. With that, the month comes to 8199.57 USD, over the hard limit of 8199.56 USD.",
		},
		"data-sources/runpod_pods": {
			at: "burn_limit=26.98", above: "burn_limit=26.97",
			want: strings.Trim(examplePods, `"`) + ". The limit is 26.97 USD an hour.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, exampleAccount())
			maps.Copy(e.Vars, test.env)
			name, _, _ := strings.Cut(name, ", ")
			folder := install(t, e, example(t, name))
			expect(t, folder, 0, "", "plan", "-input=false", "-var="+test.at)
			expect(t, folder, 1, test.want, "plan", "-input=false", "-var="+test.above)
		})
	}
}

// TestHardStopWithoutCharges checks that silence stops a plan too.
func TestHardStopWithoutCharges(t *testing.T) {
	t.Parallel()
	folder := install(t, acctest.New(t, noon, fakeapi.Account{}), example(t, "budget"))
	printed := expect(t, folder, 1, "Error: Resource precondition failed", "plan", "-input=false")
	if !acctest.Wrapped("Nothing is changed.").MatchString(printed) {
		t.Errorf("does not say that nothing is changed:\n%s", printed)
	}
}

// TestGuardFiles checks that each guard works on its own, as main.tf says. Each is a
// module of one configuration.
func TestGuardFiles(t *testing.T) {
	t.Parallel()
	all := example(t, "cost-guard")
	files := map[string]string{}
	for guard, needed := range map[string]string{"budget": "", "burn": "", "spike": "", "waste": "", "planned": "budget"} {
		if !strings.Contains(all["main.tf"], guard+".tf") {
			t.Errorf("main.tf does not list %s.tf", guard)
		}
		files["main.tf"] += fmt.Sprintf("module %q { source = \"./%[1]s\" }\n", guard)
		for _, name := range []string{"main", guard, needed} {
			if name != "" {
				files[guard+"/"+name+".tf"] = all[name+".tf"]
			}
		}
	}
	expect(t, install(t, acctest.New(t, noon, exampleAccount()), files), 0, "", "plan", "-input=false")
}

// example returns the files of an example by their paths in it.
func example(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, file := range filesIn(t, "examples/"+folder) {
		files[strings.TrimPrefix(file, "examples/"+folder+"/")] = readPage(t, file)
	}
	return files
}

// apply applies an example, and returns what Terraform prints and the outputs, each
// as JSON.
func apply(t *testing.T, e *acctest.Env, name string) (printed string, outputs map[string]string) {
	t.Helper()
	folder := install(t, e, example(t, name))
	printed, code := folder.Run(t, "apply", "-auto-approve", "-input=false")
	if code != 0 {
		t.Fatalf("exit code %d:\n%s", code, printed)
	}
	encoded, code := folder.Run(t, "output", "-json")
	if code != 0 {
		t.Fatal(encoded)
	}
	var values map[string]struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal([]byte(encoded), &values); err != nil {
		t.Fatalf("%v: %s", err, encoded)
	}
	outputs = map[string]string{}
	for name, output := range values {
		var compact bytes.Buffer
		if err := json.Compact(&compact, output.Value); err != nil {
			t.Fatal(err)
		}
		outputs[name] = compact.String()
	}
	return printed, outputs
}

// checkGolden compares a JSON string with a file in testdata.
// UPDATE_GOLDEN=1 go test ./internal/docstest -run TestExamples updates it.
func checkGolden(t *testing.T, file, asJSON string) {
	t.Helper()
	got := decode(t, asJSON)
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
		t.Errorf("the text differs from %s:\n%s", golden, got)
	}
}

func decode(t *testing.T, asJSON string) (text string) {
	t.Helper()
	if err := json.Unmarshal([]byte(asJSON), &text); err != nil {
		t.Fatalf("%v: %s", err, asJSON)
	}
	return text
}
