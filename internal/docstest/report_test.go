package docstest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestMoments applies the report where clocks and calendars turn, since it compares
// months and days. The provider runs in a process of its own with this machine's
// clock, which must not matter: only the API's does.
func TestMoments(t *testing.T) {
	t.Parallel()
	for _, now := range acctest.Moments() {
		t.Run(now.Format("2006-01-02T1504"), func(t *testing.T) {
			t.Parallel()
			sample := fakeapi.Sample(now)
			_, outputs := apply(t, acctest.New(t, now, sample), "cost-report")
			spent := acctest.Spent(sample, time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC), now)
			want := fmt.Sprintf("## Runpod: %.2f of 5000.00 USD in %s", spent, now.Format("January 2006"))
			if got := outputs["report"]; !strings.Contains(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
			const nothing = "No day of the month is complete yet, so there is nothing to compare with last month."
			if got := outputs["report"]; strings.Contains(got, nothing) != (now.Day() == 1) {
				t.Errorf("got %s, want %q on the first day only", got, nothing)
			}
		})
	}
}

// TestReport checks what the report says of accounts that differ from the sample's.
func TestReport(t *testing.T) {
	t.Parallel()
	charged := func(day int, amount float64) fakeapi.Account {
		return fakeapi.Account{Charges: []fakeapi.Charge{{Time: on(day, 1), PodID: "pod1", GPU: amount}}}
	}
	// Days that are not complete in both months are not compared.
	months := func(october, november float64) fakeapi.Account {
		return fakeapi.Account{Charges: []fakeapi.Charge{
			{Time: on(1, 1).AddDate(0, -1, 0), PodID: "pod1", GPU: october},
			{Time: on(20, 0).AddDate(0, -1, 0), PodID: "pod1", GPU: 1},
			{Time: on(19, 23), PodID: "pod1", GPU: november},
			{Time: on(20, 0), PodID: "pod1", GPU: 2},
		}}
	}
	for name, test := range map[string]struct {
		account fakeapi.Account
		now     time.Time // zero: noon
		budget  string
		fault   fakeapi.Fault
		want    []string
	}{
		"at risk": {account: exampleAccount(), budget: "6745", want: []string{
			"> [!WARNING]\n> **Budget at risk:** the month is forecast to end 0.53 USD over it, " +
				"if the pods that have been up for a day keep running. It is reached on 2026-11-30.\n",
		}},
		"over": {account: exampleAccount(), budget: "19", want: []string{"> [!CAUTION]\n> **Over budget** by 0.30 USD.\n"}},

		"days without a report": {account: charged(16, 1), want: []string{
			"**Within budget.**\n", "Nothing is reported since 17 November.\n",
		}},
		"a month without a report yet": {account: charged(30, 1), now: on(30, 24), want: []string{
			"## Runpod: nothing charged yet in December 2026\n", "Runpod reports no charges for this month yet. They arrive late,",
		}},

		"a little less than in the month before": {account: months(100, 99.7), want: []string{
			"The first 19 days of the month: 99.70 USD, compared with 100.00 USD over the same days of last month (**±0%**).",
		}},
		"less than in the month before": {account: months(100, 99.4), want: []string{"(**-1%**)."}},
		"nothing charged the month before": {account: months(0, 5), want: []string{
			"5.00 USD, compared with 0.00 USD over the same days of last month.",
		}},

		// The bars fill the chart: the budget is a line only if it is at most twice as high
		// as the highest one.
		"a budget twice as high": {account: charged(18, 20), budget: "1200", want: []string{
			`title "USD a day (line: budget per day)"`, "y-axis 0 --> 40\n", "\n    line [",
		}},
		"a budget far above cents": {account: charged(18, 0.031), budget: "90000", want: []string{
			`title "USD a day (budget: 3000.00 a day)"`, "y-axis 0 --> 0.04\n",
			", 0.03, 0.00, 0.00]\n```\n", // the bars, and nothing below
		}},
		"a budget below the bars": {account: charged(18, 700.2), budget: "30", want: []string{
			`title "USD a day (line: budget per day)"`, "y-axis 0 --> 701\n", "\n    line [",
		}},

		// The part of the account's bill without a group: 27.10 minus the groups' 19.30.
		"unattributed": {
			account: exampleAccount(),
			fault: fakeapi.Fault{
				Match: func(r *http.Request) bool {
					return r.URL.Path == "/v2/billing" && r.URL.Query().Get("bucketSize") == "month"
				},
				Times: fakeapi.Always,
				Edit: func(body string) string {
					return strings.ReplaceAll(body, `"totalAmount":19.3,`, `"totalAmount":27.1,`)
				},
			},
			want: []string{"| Not attributed by Runpod to any of these | 7.80 |"},
		},

		// A pod's name cannot break the tables or add links or mentions.
		"names": {
			account: fakeapi.Account{Pods: []fakeapi.Pod{
				{ID: "pod1", Name: "a | b <b>[x](https://example.com) @team `c` naïve_1", CostPerHour: 1, GPUType: "NVIDIA A40"},
				{ID: "pod2", Name: "|", CostPerHour: 0.5},
			}},
			want: []string{
				"| a  b bxhttps:example.com team c naïve_1 | 1 × NVIDIA A40 | 1.00 |", "| pod2 | 2 vCPU | 0.50 |",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.now.IsZero() {
				test.now = noon
			}
			e := acctest.New(t, test.now, test.account)
			if test.budget != "" {
				e.Vars["TF_VAR_monthly_budget"] = test.budget
			}
			if test.fault.Edit != nil {
				e.API.Script(test.fault)
			}
			_, outputs := apply(t, e, "cost-report")
			report := decode(t, outputs["report"])
			for _, want := range test.want {
				if !strings.Contains(report, want) {
					t.Errorf("missing %q:\n%s", want, report)
				}
			}
		})
	}
}

// TestReportSize checks that the largest report fits into a comment of GitHub's, and
// that its last rows add up the rest.
func TestReportSize(t *testing.T) {
	t.Parallel()
	var account fakeapi.Account
	name := strings.Repeat("ß", 41)
	for i := range 1000 {
		pod := fakeapi.Pod{ID: fmt.Sprintf("stopped%07d", i), Name: name, Status: "EXITED", GPUType: "NVIDIA A40", PersistentDiskGB: 20}
		account.Pods = append(account.Pods, pod)
		account.Charges = append(account.Charges, fakeapi.Charge{Time: on(19, 1), PodID: pod.ID, Disk: 0.25})
	}
	for i := range 400 {
		account.Pods = append(account.Pods, fakeapi.Pod{
			ID: fmt.Sprintf("running%07d", i), Name: name, GPUType: "NVIDIA A40", CostPerHour: 0.5, Cluster: fmt.Sprintf("cluster%d", i/4),
		})
	}
	for i := range 120 {
		endpoint, volume := fmt.Sprintf("endpoint%06d", i), fmt.Sprintf("volume%08d", i)
		account.Clusters = append(account.Clusters, fakeapi.ClusterCharge{Time: on(19, 1), ClusterID: fmt.Sprintf("cluster%d", i), GPU: 2})
		account.Endpoints = append(account.Endpoints, fakeapi.Endpoint{ID: endpoint, Name: name})
		account.Serverless = append(account.Serverless, fakeapi.ServerlessCharge{Time: on(19, 1), EndpointID: endpoint, GPU: 3})
		account.Volumes = append(account.Volumes, fakeapi.NetworkVolume{ID: volume, Name: name})
		account.NetworkVolumes = append(account.NetworkVolumes, fakeapi.NetworkVolumeCharge{Time: on(19, 1), VolumeID: volume, Standard: 0.05})
	}
	e := acctest.New(t, noon, account)
	e.Vars["TF_VAR_rows"] = "100"
	_, outputs := apply(t, e, "cost-report")
	report := decode(t, outputs["report"])
	if got := utf8.RuneCountInString(report); got > 65_000 {
		t.Errorf("the report has %d characters", got)
	}
	kinds := slices.DeleteFunc(billing.Kinds(), func(kind billing.Kind) bool { return !resourceID(kind) })
	if got := strings.Count(report, " | Id | USD this month |\n"); got != len(kinds) {
		t.Errorf("the report has %d tables of resources, want %d: the account lacks charges of a kind", got, len(kinds))
	}
	name = strings.Repeat("ß", 40)
	for _, want := range []string{
		"| stopped pod | " + name + " | 7.60 | It is stopped, but was billed 0.25 USD yesterday. |\n| 1020 more | | ",
		"| " + name + " | 1 × NVIDIA A40 | 0.50 |  | 2026-01-01 |\n| 300 more | | 150.00 | | |\n", // running
		"| cluster0 | `cluster0` | 2.00 |\n", "| *terminated* | `cluster119` | 2.00 |\n",
		" | 2.00 |\n| 20 more | | 40.00 |\n",                                    // clusters
		"| " + name + " | `stopped0000099` | 0.25 |\n| 900 more | | 225.00 |\n", // pods
	} {
		if !strings.Contains(report, want) {
			t.Errorf("missing %q:\n%s", want, report)
		}
	}
}
