package docstest

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestReportAmounts compares the report's amounts with sums of the sample account's
// charges that use none of the provider's or the API's sums.
func TestReportAmounts(t *testing.T) {
	t.Parallel()
	report, err := os.ReadFile("testdata/cost-report.md")
	if err != nil {
		t.Fatal(err)
	}
	date := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	sample := fakeapi.Sample(noon)
	spent := acctest.Spent(sample, date(time.November, 1), noon)
	thisMonth := acctest.Spent(sample, date(time.November, 1), date(time.November, 20))
	lastMonth := acctest.Spent(sample, date(time.October, 1), date(time.October, 20))
	average := acctest.Spent(sample, date(time.November, 13), date(time.November, 20)) / 7
	const forecast = "9540.88" // the guide shows how it is computed
	for _, want := range []string{
		fmt.Sprintf("## Runpod: %.2f of 5000.00 USD in November 2026", spent),
		fmt.Sprintf("The first 19 days of the month: %.2f USD, compared with %.2f USD over the same days of last month (**%+.0f%%**).",
			thisMonth, lastMonth, 100*(thisMonth-lastMonth)/lastMonth),
		fmt.Sprintf("| %.2f USD | "+forecast+" USD | 5000.00 USD | %.2f USD |", spent, average),
	} {
		if !strings.Contains(string(report), want) {
			t.Errorf("missing %q", want)
		}
	}
}

// TestMoments applies the examples that compare months, days and hours where clocks
// and calendars turn. The provider runs in a process of its own with this machine's
// clock, which must not matter: only the API's does.
func TestMoments(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.5.0", "1.6.0")
	for _, now := range acctest.Moments() {
		sample := fakeapi.Sample(now)
		spent := acctest.Spent(sample, time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC), now)
		for name, want := range map[string]string{
			"cost-report": fmt.Sprintf("## Runpod: %.2f of 5000.00 USD in %s", spent, now.Format("January 2006")),
			"cost-guard":  fmt.Sprintf(": %.2f USD of 5000.00 USD spent on the account in %s", spent, now.Format("January 2006")),
		} {
			t.Run(name+" "+now.Format("2006-01-02T1504"), func(t *testing.T) {
				t.Parallel()
				_, outputs := apply(t, acctest.New(t, now, sample), name)
				if got := outputs["report"] + outputs["budget"]; !strings.Contains(got, want) {
					t.Errorf("got %s, want %s", got, want)
				}
			})
		}
	}
}

// TestReportStatus checks that a budget at risk or exceeded is an alert at the top
// of the report.
func TestReportStatus(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ budget, status, want string }{
		"at risk": {"6745", "at_risk", "> [!WARNING]\n> **Budget at risk:** the month is forecast to end 0.53 USD over it, " +
			"if the pods that have been up for a day keep running. It is reached on 2026-11-30.\n"},
		"over": {"19", "over", "> [!CAUTION]\n> **Over budget** by 0.30 USD.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, exampleAccount())
			e.Vars["TF_VAR_monthly_budget"] = test.budget
			_, outputs := apply(t, e, "cost-report")
			report := decode(t, outputs["report"])
			if outputs["status"] != `"`+test.status+`"` || !strings.Contains(report, test.want) {
				t.Errorf("status %s, want %s and %q:\n%s", outputs["status"], test.status, test.want, report)
			}
		})
	}
}

// TestReportChange checks how the report compares the month with the one before,
// also where the change is less than half a percent.
func TestReportChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		october, november float64
		want              string
	}{
		"a little less":    {100, 99.7, "99.70 USD, compared with 100.00 USD over the same days of last month (**±0%**)."},
		"less":             {100, 99.4, "(**-1%**)."},
		"nothing in March": {0, 5, "5.00 USD, compared with 0.00 USD over the same days of last month."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, outputs := apply(t, acctest.New(t, noon, fakeapi.Account{Charges: []fakeapi.Charge{
				{Time: on(5, 1).AddDate(0, -1, 0), PodID: "pod1", GPU: test.october},
				{Time: on(5, 1), PodID: "pod1", GPU: test.november},
			}}), "cost-report")
			if report := decode(t, outputs["report"]); !strings.Contains(report, test.want) {
				t.Errorf("missing %q:\n%s", test.want, report)
			}
		})
	}
}

// TestReportChart checks that the bars fill the chart: the budget is a line only if
// it is at most twice as high as the highest bar.
func TestReportChart(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		charge float64
		budget string
		title  string
		axis   string
		line   bool
	}{
		"a budget beside the bars": {charge: 20, budget: "300", title: "line: budget per day", axis: "0 --> 20", line: true},
		"a budget twice as high":   {charge: 20, budget: "1200", title: "line: budget per day", axis: "0 --> 40", line: true},
		"a budget far above cents": {charge: 0.031, budget: "90000", title: "budget: 3000.00 a day", axis: "0 --> 0.04"},
		"a budget below the bars":  {charge: 700.2, budget: "30", title: "line: budget per day", axis: "0 --> 701", line: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, fakeapi.Account{Charges: []fakeapi.Charge{{Time: on(18, 1), PodID: "pod1", GPU: test.charge}}})
			e.Vars["TF_VAR_monthly_budget"] = test.budget
			_, outputs := apply(t, e, "cost-report")
			report := decode(t, outputs["report"])
			for _, want := range []string{fmt.Sprintf("title %q\n", "USD a day ("+test.title+")"), "y-axis " + test.axis + "\n"} {
				if !strings.Contains(report, want) {
					t.Errorf("missing %q:\n%s", want, report)
				}
			}
			if got := strings.Contains(report, "\n    line ["); got != test.line {
				t.Errorf("the budget is a line: %t, want %t", got, test.line)
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
		account.Clusters = append(account.Clusters, fakeapi.ClusterCharge{Time: on(19, 1), ClusterID: fmt.Sprintf("cluster%d", i), GPU: 2})
	}
	for i := range 120 {
		id := fmt.Sprintf("endpoint%06d", i)
		account.Endpoints = append(account.Endpoints, fakeapi.Endpoint{ID: id, Name: name})
		account.Serverless = append(account.Serverless, fakeapi.ServerlessCharge{Time: on(19, 1), EndpointID: id, GPU: 3})
		id = fmt.Sprintf("volume%08d", i)
		account.Volumes = append(account.Volumes, fakeapi.NetworkVolume{ID: id, Name: name})
		account.NetworkVolumes = append(account.NetworkVolumes, fakeapi.NetworkVolumeCharge{Time: on(19, 1), VolumeID: id, Standard: 0.05})
	}
	e := acctest.New(t, noon, account)
	e.Vars["TF_VAR_rows"] = "100"
	_, outputs := apply(t, e, "cost-report")
	report := decode(t, outputs["report"])
	if got := utf8.RuneCountInString(report); got > 65_000 {
		t.Errorf("the report has %d characters", got)
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
			t.Errorf("missing %q", want)
		}
	}
	if t.Failed() {
		t.Log(report)
	}
}

// TestReportUnattributed checks that the part of the account's bill without a group
// has its own row.
func TestReportUnattributed(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, noon, exampleAccount())
	e.API.Script(fakeapi.Fault{
		Match: func(r *http.Request) bool {
			return r.URL.Path == "/v2/billing" && r.URL.Query().Get("bucketSize") == "month"
		},
		Times: fakeapi.Always,
		Edit: func(body string) string {
			return regexp.MustCompile(`"totalAmount":[0-9.]+`).ReplaceAllString(body, `"totalAmount":27.1`)
		},
	})
	_, outputs := apply(t, e, "cost-report")
	// 27.10 minus the groups' 19.30.
	if report, want := outputs["report"], "| Not attributed by Runpod to any of these | 7.80 |"; !strings.Contains(report, want) {
		t.Errorf("missing %q:\n%s", want, report)
	}
}

// TestReportNames checks that a pod's name cannot break the report's tables or add
// links or mentions.
func TestReportNames(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, noon, fakeapi.Account{Pods: []fakeapi.Pod{
		{ID: "pod1", Name: "a | b <b>[x](https://example.com) @team `c` naïve_1", CostPerHour: 1, GPUType: "NVIDIA A40"},
		{ID: "pod2", Name: "|", CostPerHour: 0.5},
	}})
	_, outputs := apply(t, e, "cost-report")
	report := outputs["report"]
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
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("skipped: jq is not on the path")
	}
	workflow, err := os.ReadFile("../../examples/cost-report/ci/github-actions.yml")
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
			path := t.TempDir()
			for file, content := range map[string]string{"gh": gh, "comments.json": test.comments, "report.md": "# new\n"} {
				if err := os.WriteFile(filepath.Join(path, file), []byte(content), 0o700); err != nil { //nolint:gosec // gh must be executable
					t.Fatal(err)
				}
			}
			folder := &acctest.Folder{Path: path, Env: []string{
				"PATH=" + path + string(os.PathListSeparator) + os.Getenv("PATH"),
				"COMMENTS=repos/o/r/issues/3/comments", "COMMENT=repos/o/r/issues/comments", "MARKER=" + marker,
			}}
			if printed, code := folder.Shell(t, "set -eo pipefail\n"+string(step[2])); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, printed)
			}
			for file, want := range map[string]string{"calls": test.want, "comment.md": marker + "\n# new\n"} {
				if got, err := os.ReadFile(filepath.Join(path, file)); err != nil || string(got) != want { //nolint:gosec // in a temporary folder
					t.Errorf("%s has %q, want %q (%v)", file, got, want, err)
				}
			}
		})
	}
}
