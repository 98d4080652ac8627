package provider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// spender spends 10 USD on each of the last seven complete days, 2 more on pods on
// the first of them, and 4 today.
func spender() fakeapi.Account {
	a := fakeapi.Account{}
	for _, day := range []string{"2026-11-13", "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"} {
		a.Serverless = append(a.Serverless, fakeapi.ServerlessCharge{Time: at(day), EndpointID: "chat", GPU: 10})
	}
	a.Charges = []fakeapi.Charge{charge("2026-11-13T10:00:00Z", "train", 2, 0, 0)}
	a.PublicEndpoints = []fakeapi.PublicEndpointCharge{{Time: at("2026-11-20"), Amount: 4}}
	return a
}

// TestBudget covers every argument and every result. The expected numbers are
// calculated by hand.
func TestBudget(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, spender())
	days := func(from string, amounts map[string]string) knownvalue.Check {
		return series(t, "day", from, "2026-11-21", amounts)
	}
	tens := map[string]string{"2026-11-20T00:00:00Z": "4"}
	for _, day := range []string{"13", "14", "15", "16", "17", "18", "19"} {
		tens["2026-11-"+day+"T00:00:00Z"] = "10"
	}
	tens["2026-11-13T00:00:00Z"] = "12"
	e.runAll(t, map[string]reading{
		"amount only": {
			dataSource: "runpod_budget", arguments: `amount = 5000`,
			sent: "/v2/billing?bucketSize=day&lastN=127\n/v2/pods?includeClusterPods=true&limit=1000",
			want: map[string]knownvalue.Check{
				"period": text("month"), "scope": text("account"), "trailing_days": number(t, "7"),
				"start_time": text("2026-11-01T00:00:00Z"), "end_time": text("2026-12-01T00:00:00Z"),
				"spent": number(t, "76"), "remaining": number(t, "4924"),
				"average_per_day": number(t, "10.285714"),  // 72 / 7
				"forecast":        number(t, "185.142854"), // 72 + 11 * the average
				"status":          text("within"),
				"summary": text("Within budget: 76.00 USD of 5000.00 USD spent on the account in November 2026 (UTC). " +
					"Forecast: 185.14 USD, at an average of 10.29 USD a day."),
				"amount_by_day": days("2026-11-01", tens),
			},
		},
		"at risk": {
			dataSource: "runpod_budget", sent: "/v2/billing?bucketSize=day&lastN=127\n/v2/pods?includeClusterPods=true&limit=1000",
			arguments: `
				amount        = 185.14
				period        = "month"
				scope         = "account"
				trailing_days = 7
				timeouts      = { read = "1m" }
			`,
			want: map[string]knownvalue.Check{
				"status": text("at_risk"), "remaining": number(t, "109.14"), "forecast": number(t, "185.142854"),
				"summary": text("Budget at risk: 76.00 USD of 185.14 USD spent on the account in November 2026 (UTC). " +
					"Forecast: 185.14 USD, at an average of 10.29 USD a day."),
			},
		},
		"equal to the forecast": {
			dataSource: "runpod_budget", arguments: `amount = 185.142854`,
			sent: "/v2/billing?bucketSize=day&lastN=127\n/v2/pods?includeClusterPods=true&limit=1000",
			want: map[string]knownvalue.Check{"status": text("within")},
		},
		"over": {
			dataSource: "runpod_budget", arguments: `amount = 75.99`,
			sent: "/v2/billing?bucketSize=day&lastN=127\n/v2/pods?includeClusterPods=true&limit=1000",
			want: map[string]knownvalue.Check{
				"status": text("over"), "remaining": number(t, "-0.01"), "spent": number(t, "76"),
				"summary": text("Over budget: 76.00 USD of 75.99 USD spent on the account in November 2026 (UTC). " +
					"Forecast: 185.14 USD, at an average of 10.29 USD a day. If everything keeps running: 181.00 USD."),
			},
		},
		"exactly spent": {
			dataSource: "runpod_budget", arguments: "amount = 76\nperiod = \"year\"",
			sent: "/v2/billing?bucketSize=day&lastN=366\n/v2/pods?includeClusterPods=true&limit=1000",
			want: map[string]knownvalue.Check{
				"status": text("at_risk"), "remaining": number(t, "0"), "spent": number(t, "76"),
				"start_time": text("2026-01-01T00:00:00Z"), "end_time": text("2027-01-01T00:00:00Z"),
				"forecast":      number(t, "503.999988"), // 72 + 42 * 10.285714
				"amount_by_day": days("2026-01-01", tens),
			},
		},
		"today": { // today's spend only counts if it is above the average
			dataSource: "runpod_budget", arguments: "amount = 10\nperiod = \"day\"\nscope = \"public_endpoints\"\ntrailing_days = 90",
			sent: "/v2/billing/endpoints?bucketSize=day&lastN=210",
			want: map[string]knownvalue.Check{
				"status": text("within"), "spent": number(t, "4"), "average_per_day": number(t, "0"), "forecast": number(t, "4"),
				"start_time": text("2026-11-20T00:00:00Z"), "end_time": text("2026-11-21T00:00:00Z"), "trailing_days": number(t, "90"),
				"amount_by_day": numbers(t, map[string]string{"2026-11-20T00:00:00Z": "4"}),
				"summary": text("Within budget: 4.00 USD of 10.00 USD spent on public endpoints on 20 November 2026 (UTC). " +
					"Forecast: 4.00 USD, at an average of 0.00 USD a day."),
			},
		},
		"this week": {
			dataSource: "runpod_budget", arguments: "amount = 70\nperiod = \"week\"\nscope = \"serverless\"\ntrailing_days = 1",
			sent: "/v2/billing/serverless?bucketSize=day&lastN=121",
			want: map[string]knownvalue.Check{
				"status": text("within"), "spent": number(t, "40"), "average_per_day": number(t, "10"), "forecast": number(t, "70"),
				"start_time": text("2026-11-16T00:00:00Z"), "end_time": text("2026-11-23T00:00:00Z"),
				"amount_by_day": days("2026-11-16", map[string]string{
					"2026-11-16T00:00:00Z": "10", "2026-11-17T00:00:00Z": "10", "2026-11-18T00:00:00Z": "10", "2026-11-19T00:00:00Z": "10",
				}),
			},
		},
		"pods": { // the only charge was a week ago
			dataSource: "runpod_budget", arguments: "amount = 1.5\nscope = \"pods\"\ntrailing_days = 3",
			sent: "/v2/billing/pods?bucketSize=day&lastN=123\n/v2/pods?includeClusterPods=true&limit=1000",
			want: map[string]knownvalue.Check{
				"status": text("over"), "spent": number(t, "2"), "average_per_day": number(t, "0"), "forecast": number(t, "2"),
			},
		},
		"network volumes": {dataSource: "runpod_budget", arguments: "amount = 0.01\nscope = \"network_volumes\"",
			sent: "/v2/billing/network-volumes?bucketSize=day&lastN=127",
			want: map[string]knownvalue.Check{"status": text("no_charges"), "spent": number(t, "0"), "forecast": number(t, "0")}},
		"clusters": {
			dataSource: "runpod_budget", arguments: "amount = 0.01\nscope = \"clusters\"",
			sent: "/v2/billing/clusters?bucketSize=day&lastN=127\n/v2/pods?includeClusterPods=true&limit=1000",
			want: map[string]knownvalue.Check{"status": text("no_charges"), "spent": number(t, "0"), "amount_by_day": days("2026-11-01", nil)},
		},
	})
}

// TestBudgetsShareRequests checks that budgets with the same scope and window share
// one request for days and one for pods.
func TestBudgetsShareRequests(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, spender())
	server := e.configured(t, nil)
	for amount, want := range map[int]string{10: "over", 100: "at_risk", 1000: "within"} {
		state := stateOf(t, server, "runpod_budget", map[string]tftypes.Value{"amount": whole(amount)})
		if got := shown(t, state["status"]); got != want {
			t.Errorf("%d: %s, want %s", amount, got, want)
		}
	}
	if got := len(e.API.Requests()); got != 2 {
		t.Errorf("%d requests, want 2: %s", got, e.Sent())
	}
}

// checkedBudget is a budget in a check block, as in the documentation.
const checkedBudget = `
	check "budget" {
		data "runpod_budget" "month" {
			amount = 100
		}
		assert {
			condition     = data.runpod_budget.month.status == "within"
			error_message = data.runpod_budget.month.summary
		}
	}
`

// TestBudgetInACheck checks that a check block warns with the summary, or with the
// error if the read fails. A failed read sets no status.
func TestBudgetInACheck(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.5.0", "1.6.0")
	for name, test := range map[string]struct {
		fault fakeapi.Fault
		want  string
		sent  int
	}{
		"at risk": {want: "Budget at risk: 76.00 USD of 100.00 USD spent on the account in November 2026 (UTC).", sent: 2},
		"denied":  {fault: fakeapi.Fault{Status: 403, Times: fakeapi.Always}, want: "Runpod denied access", sent: 2},
		"incomplete": {fault: edited("/v2/billing", `"recordCount":`, `"recordCount":1`)[0],
			want: "Runpod's answer is incomplete or contradicts itself", sent: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, noon, spender())
			e.API.Script(test.fault)
			folder := e.Folder(t, map[string]string{"main.tf": acctest.Required + checkedBudget})
			printed, code := folder.Run(t, "plan", "-input=false", "-out=plan")
			if code != 0 || !strings.Contains(printed, "Warning:") || !acctest.Wrapped(test.want).MatchString(printed) {
				t.Errorf("exit code %d, want a warning %q:\n%s", code, test.want, printed)
			}
			if got := len(e.API.Requests()); got != test.sent {
				t.Errorf("%d requests, want %d", got, test.sent)
			}
			plan, _ := folder.Run(t, "show", "-json", "plan")
			if !json.Valid([]byte(plan)) || strings.Contains(plan, `"status":"within"`) {
				t.Errorf("the plan contains the status \"within\":\n%s", plan)
			}
		})
	}
}
