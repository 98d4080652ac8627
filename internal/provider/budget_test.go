package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// The requests of a budget for the account and the month.
const (
	sentDays = "/v2/billing?bucketSize=day&lastN=127"
	sentPods = "/v2/pods?includeClusterPods=true&limit=1000"
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

// TestBudget covers the arguments. The expected numbers are calculated by hand.
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
			dataSource: "runpod_budget", arguments: `amount = 5000`, sent: sentDays + "\n" + sentPods,
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
		"a name and an excluded day": {
			dataSource: "runpod_budget", arguments: "amount = 5000\nname = \"R&D\"\nexclude_days = [\"2026-11-13\", \"2026-11-30\"]",
			sent: sentDays + "\n" + sentPods,
			want: map[string]knownvalue.Check{
				"spent": number(t, "76"), "average_per_day": number(t, "10"), "forecast": number(t, "182"), // 72 + 11 * 10
				"summary": text("R&D: Within budget: 76.00 USD of 5000.00 USD spent on the account in November 2026 (UTC). " +
					"Forecast: 182.00 USD, at an average of 10.00 USD a day."),
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
	})
}

// late has cost 200 USD a day since October, on a pod that runs on, but nothing is
// reported since the 17th.
func late() fakeapi.Account {
	a := fakeapi.Account{
		Pods:          []fakeapi.Pod{{ID: "train", GPUType: "NVIDIA A40", CostPerHour: 8.33, CreatedAt: at("2026-10-01")}},
		ReportedUntil: at("2026-11-17"),
	}
	for day := at("2026-10-01"); day.Before(noon); day = day.AddDate(0, 0, 1) {
		a.Charges = append(a.Charges, fakeapi.Charge{Time: day, PodID: "train", GPU: 200})
	}
	return a
}

// grown has cost 10 USD a day since October. A pod for 5 USD an hour has been up for
// two days, and has cost 1 USD a day for its disk. A pod of a cluster, for 1 USD an
// hour, has just been started.
func grown() fakeapi.Account {
	a := fakeapi.Account{Pods: []fakeapi.Pod{
		{ID: "train", GPUType: "NVIDIA A40", CostPerHour: 5, CreatedAt: at("2026-11-18T12:00:00Z"), UptimeSeconds: new(int64(48 * 3600))},
		{ID: "node", GPUType: "NVIDIA A40", CostPerHour: 1, Cluster: "duo", CreatedAt: at("2026-11-01"), UptimeSeconds: new(int64(3600))},
	}}
	for day := at("2026-10-01"); day.Before(noon); day = day.AddDate(0, 0, 1) {
		a.Serverless = append(a.Serverless, fakeapi.ServerlessCharge{Time: day, EndpointID: "chat", GPU: 10})
	}
	a.Charges = []fakeapi.Charge{
		charge("2026-11-18T12:00:00Z", "train", 60, 0, 1), charge("2026-11-19", "train", 120, 0, 1), charge("2026-11-20", "train", 60, 0, 1),
	}
	return a
}

// TestBudgetForecast covers every result, since most depend on pods and on the past.
// The expected numbers are calculated by hand.
func TestBudgetForecast(t *testing.T) {
	t.Parallel()
	numbersOf := func(spent, spentPercent, average, perHour, forecast, percent, atCurrentRate string) map[string]string {
		return map[string]string{
			"spent": spent, "spent_percent": spentPercent, "average_per_day": average, "cost_per_hour": perHour,
			"forecast": forecast, "forecast_percent": percent, "forecast_at_current_rate": atCurrentRate,
		}
	}
	past := func(low, high, errorPercent, count string) map[string]string {
		return map[string]string{"forecast_low": low, "forecast_high": high, "forecast_error_percent": errorPercent, "backtests": count}
	}
	tooShort := past("~", "~", "~", "~")
	for _, test := range []struct {
		name      string
		account   fakeapi.Account
		arguments string
		sent      string
		numbers   map[string]string
		past      map[string]string
		counts    string // record_count, unreported_days, hours_left
		texts     string // status, forecast_basis, charged_through, reached_on
		summary   string
	}{
		{ // 3200 spent, 3 late days, today and 10 days at 200
			name: "late days", account: late(), arguments: `amount = 5500`, sent: sentDays + "\n" + sentPods,
			numbers: numbersOf("3200", "58.2", "200", "8.33", "6000", "109.1", "5299.16"),
			past:    past("6000", "6000", "0", "40"), // of 1 October to 9 November
			counts:  "47 3 252", texts: "at_risk average 2026-11-17T00:00:00Z 2026-11-29",
			summary: "Budget at risk: 3200.00 USD of 5500.00 USD spent on the account in November 2026 (UTC). " +
				"Forecast: 6000.00 USD (6000.00 to 6000.00 USD), at an average of 200.00 USD a day. " +
				"Nothing is reported for the 3 days from 17 November 2026.",
		},
		{ // the average is that of 11 to 17 November, 1200 / 7, as two of the three days are late; 3200 + 13 * 171.428571
			name: "late days, without pods", account: late(), arguments: "amount = 5500\nname = \"GPUs\"\ninclude_running = false", sent: sentDays,
			numbers: numbersOf("3200", "58.2", "171.428571", "~", "5428.571423", "98.7", "~"),
			past:    past("5428.571423", "5428.571423", "0", "40"),
			counts:  "47 3 252", texts: "within average 2026-11-17T00:00:00Z ~",
			summary: "GPUs: Within budget: 3200.00 USD of 5500.00 USD spent on the account in November 2026 (UTC). " +
				"Forecast: 5428.57 USD (5428.57 to 5428.57 USD), at an average of 171.43 USD a day. " +
				"Nothing is reported for the 3 days from 17 November 2026.",
		},
		{ // 9400 + (3 + 1 + 5) * 200; 9400 + 132 * 8.33; the amount was reached with the 46th day
			name: "a project", account: late(), sent: sentDays + "\n" + sentPods,
			arguments: "amount = 9199.99\nstart_date = \"2026-10-01\"\nend_date = \"2026-11-25\"",
			numbers:   numbersOf("9400", "102.2", "200", "8.33", "11200", "121.7", "10499.56"),
			past:      past("11200", "11200", "0", "45"),
			counts:    "47 3 132", texts: "over average 2026-11-17T00:00:00Z 2026-11-15",
			summary: "Over budget: 9400.00 USD of 9199.99 USD spent on the account from 1 October 2026 to 25 November 2026 (UTC). " +
				"Forecast: 11200.00 USD (11200.00 to 11200.00 USD), at an average of 200.00 USD a day. " +
				"If everything keeps running: 10499.56 USD. Nothing is reported for the 3 days from 17 November 2026.",
		},
		{ // 443 + 252 * 5 + 10 * 72 / 7; 443 + 252 * (6 + 11 / 24); by the average 372 + 71 + 10 * 36
			name: "a pod that has been up for two days", account: grown(), arguments: `amount = 2000`, sent: sentDays + "\n" + sentPods,
			numbers: numbersOf("443", "22.2", "36", "6.458333", "1805.85714", "90.3", "2070.499916"),
			past:    past("803", "1805.85714", "0", "40"),
			counts:  "51 0 252", texts: "within running 2026-11-21T00:00:00Z ~",
			summary: "Within budget: 443.00 USD of 2000.00 USD spent on the account in November 2026 (UTC). " +
				"Forecast: 1805.86 USD (803.00 to 1805.86 USD), if the pods that have been up for a day keep running. " +
				"If everything keeps running: 2070.50 USD.",
		},
		{ // 243 + 252 * 5 + 10 * 1; 243 + 252 * (5 + 1 / 24)
			name: "only pods", account: grown(), arguments: "amount = 2000\nscope = \"pods\"",
			sent:    "/v2/billing/pods?bucketSize=day&lastN=127\n" + sentPods,
			numbers: numbersOf("243", "12.2", "91", "5.041667", "1513", "75.7", "1513.500084"),
			past:    tooShort, counts: "3 0 252", texts: "within running 2026-11-21T00:00:00Z ~",
			summary: "Within budget: 243.00 USD of 2000.00 USD spent on pods in November 2026 (UTC). " +
				"Forecast: 1513.00 USD, if the pods that have been up for a day keep running.",
		},
		{ // a cluster that has just been started is not billed yet
			name: "only clusters", account: grown(), arguments: "amount = 250\nscope = \"clusters\"",
			sent:    "/v2/billing/clusters?bucketSize=day&lastN=127\n" + sentPods,
			numbers: numbersOf("0", "0", "0", "1", "0", "0", "252"),
			past:    tooShort, counts: "0 0 252", texts: "no_charges average ~ ~",
			summary: "No charges reported: 0.00 USD of 250.00 USD spent on clusters in November 2026 (UTC). " +
				"Check that the API key is for the right account. If nothing has been used yet, set allow_no_charges = true. " +
				"If everything keeps running: 252.00 USD.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := map[string]knownvalue.Check{"summary": text(test.summary)}
			for _, numbers := range []map[string]string{test.numbers, test.past} {
				for attribute, value := range numbers {
					want[attribute] = knownvalue.Null()
					if value != "~" {
						want[attribute] = number(t, value)
					}
				}
			}
			for i, attribute := range []string{"record_count", "unreported_days", "hours_left"} {
				want[attribute] = number(t, strings.Fields(test.counts)[i])
			}
			for i, attribute := range []string{"status", "forecast_basis", "charged_through", "reached_on"} {
				want[attribute] = text(strings.TrimPrefix(strings.Fields(test.texts)[i], "~"))
			}
			newEnv(t, noon, test.account).runAll(t, map[string]reading{
				"budget": {dataSource: "runpod_budget", arguments: test.arguments, sent: test.sent, want: want},
			})
		})
	}
}

// TestBudgetsShareRequests checks that budgets with the same scope and window share
// one request for days, and the list of pods with runpod_pods, in one plan.
func TestBudgetsShareRequests(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, spender())
	printed, code := e.Folder(t, map[string]string{"main.tf": acctest.Required + `
		data "runpod_budget" "all" {
			for_each = { over = 10, at_risk = 100, within = 1000 }
			amount   = each.value
		}
		data "runpod_budget" "quarter" {
			amount = 10
			period = "quarter"
		}
		data "runpod_pods" "now" {}
		output "right" { value = alltrue([for status, budget in data.runpod_budget.all : status == budget.status]) }
	`}).Run(t, "plan", "-no-color")
	if code != 0 || !strings.Contains(printed, "right = true") {
		t.Errorf("exit code %d:\n%s", code, printed)
	}
	if got := e.Sent(); len(e.API.Requests()) != 2 || got != sentDays+"\n"+sentPods {
		t.Errorf("%d requests, want 2: %s", len(e.API.Requests()), got)
	}
}
