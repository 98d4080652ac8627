package docstest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestBudgetPageExample recomputes the example on the page of runpod_budget from the
// charges of the sample account, and checks that the page has each number.
func TestBudgetPageExample(t *testing.T) {
	t.Parallel()
	sample := fakeapi.Sample(noon)
	total := func(from, days int) float64 { // of days of November
		return acctest.Spent(sample, on(from, 0), on(from+days, 0))
	}
	only := fakeapi.Account{}
	for _, c := range sample.Charges {
		only.Charges = append(only.Charges, fakeapi.Charge{Time: c.Time, GPU: c.GPU, CPU: c.CPU})
	}
	for _, c := range sample.Clusters {
		only.Clusters = append(only.Clusters, fakeapi.ClusterCharge{Time: c.Time, GPU: c.GPU})
	}
	compute := func(from, days int) float64 { return acctest.Spent(only, on(from, 0), on(from+days, 0)) }

	row := func(label string, from, days int) string {
		all, part := total(from, days), compute(from, days)
		return fmt.Sprintf("| %s | %.4f | %.4f | %.4f |\n", label, all, part, all-part)
	}
	want := []string{row("13 to 19 November", 13, 7), row("20 November, so far", 20, 1)}
	for day := 13; day < 20; day++ {
		want = append(want, row(on(day, 0).Format("2 January"), day, 1))
	}

	spent, week, rest := total(1, 20), total(13, 7), total(13, 7)-compute(13, 7)
	average, averageRest := week/7, rest/7
	byAverage := total(1, 19) + max(total(20, 1), average) + 10*average
	running, steady := 0.0, 0.0
	for _, pod := range sample.Pods {
		if pod.UptimeSeconds == nil {
			continue
		}
		running += pod.CostPerHour
		if *pod.UptimeSeconds >= 24*3600 {
			steady += pod.CostPerHour
		}
	}
	forecast := spent + 252*steady + 10*averageRest
	pace := (forecast - spent) / 11
	restYesterday := total(19, 1) - compute(19, 1)
	perHour := running + restYesterday/24
	var ratios []float64
	for day := on(20, 0).AddDate(0, 0, -120); !day.AddDate(0, 0, 10).After(on(19, 0)); day = day.AddDate(0, 0, 1) {
		first := day.AddDate(0, 0, -6)
		for first.Before(day) && acctest.Spent(sample, first, first.AddDate(0, 0, 1)) == 0 {
			first = first.AddDate(0, 0, 1)
		}
		next := day.AddDate(0, 0, 1)
		days := next.Sub(first).Hours() / 24
		if predicted := 10 * acctest.Spent(sample, first, next) / days; predicted > 0 {
			ratios = append(ratios, acctest.Spent(sample, next, next.AddDate(0, 0, 10))/predicted)
		}
	}
	slices.Sort(ratios)
	low, high := ratios[len(ratios)/10-1], ratios[len(ratios)*9/10-1]
	var errors []float64
	for _, ratio := range ratios {
		errors = append(errors, 100*math.Abs(ratio-1))
	}
	slices.Sort(errors)
	median := (errors[(len(errors)-1)/2] + errors[len(errors)/2]) / 2
	date := on(20, 0).Add(time.Duration((5000-spent)/pace) * 24 * time.Hour).Format("2 January")

	want = append(want,
		fmt.Sprintf("has spent %.4f USD in November", spent),
		fmt.Sprintf("The average is %.4f ÷ 7 = %.4f USD a day, of which %.4f ÷ 7 = %.4f USD is not for compute.",
			week, average, rest, averageRest),
		fmt.Sprintf("%.4f (1 to 19 November) + %.4f + 10 × %.4f = %.2f USD.", total(1, 19), total(20, 1), average, byAverage),
		fmt.Sprintf("11.92 + 11.92 + 2.69 + 0.06 = %.2f USD an hour", steady),
		fmt.Sprintf("%.4f + 252 × %.2f + 10 × %.4f = %.2f USD.", spent, steady, averageRest, forecast),
		fmt.Sprintf("So `forecast` is %.2f,", forecast),
		fmt.Sprintf("%.4f USD are left, and (%.4f − %.4f) ÷ 11 = %.4f USD a day would spend them in %.1f days: `reached_on` is %s.",
			5000-spent, forecast, spent, pace, (5000-spent)/pace, date),
		fmt.Sprintf("`cost_per_hour` is %.2f + %.4f ÷ 24 = %.6f USD, so `forecast_at_current_rate` is %.4f + 252 × %.6f = %.2f USD.",
			running, restYesterday, perHour, spent, perHour, spent+252*perHour),
		fmt.Sprintf("The account's past has %d forecasts of ten days.", len(ratios)),
		fmt.Sprintf("%.6f times the prediction, so `forecast_low` is %.4f + %.6f × %.4f = %.2f USD.",
			low, spent, low, 10*average, spent+low*10*average),
		fmt.Sprintf("The 72nd, %.6f times the prediction, gives %.2f USD, which is less than `forecast`, so `forecast_high` is %.2f USD. "+
			"The median error was %.1f%%.", high, spent+high*10*average, max(forecast, spent+high*10*average), median),
	)
	for _, part := range billing.Account().Parts {
		if part.Compute {
			want = append(want, "`"+part.Name+"`")
		}
	}
	page := readPage(t, "docs/data-sources/budget.md")
	for _, text := range want {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}
