package budget

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// reading returns a reading of 400 days up to today. The costs are oldest first and
// end today; earlier days are 0. Everything that they cost is for compute.
func reading(now string, costs ...string) Reading {
	moment, err := time.Parse("2006-01-02 15:04", now)
	if err != nil {
		panic(err)
	}
	in := Reading{Now: moment, Totals: map[time.Time]decimal.Decimal{}, Compute: map[time.Time]decimal.Decimal{}}
	today := moment.Truncate(24 * time.Hour)
	for back := range 400 {
		cost := decimal.Zero
		if back < len(costs) {
			cost = usd(costs[len(costs)-1-back])
		}
		in.Totals[today.AddDate(0, 0, -back)], in.Compute[today.AddDate(0, 0, -back)] = cost, cost
	}
	return in
}

// with returns the reading with running pods.
func (in Reading) with(pods ...Pod) Reading {
	in.PodsRead, in.Pods = true, pods
	return in
}

// pod returns a running pod.
func pod(costPerHour string, hoursUp int) Pod {
	return Pod{CostPerHour: usd(costPerHour), UptimeSeconds: decimal.NewNullDecimal(whole(hoursUp * 3600))}
}

// each returns a cost n times.
func each(n int, cost string) []string { return slices.Repeat([]string{cost}, n) }

func join(parts ...[]string) []string { return slices.Concat(parts...) }

// TestAssess goes through periods, accounts and moments. The expected numbers are
// calculated by hand.
func TestAssess(t *testing.T) {
	t.Parallel()
	project := func(first, last string) Budget { return Budget{FirstDay: at(first), LastDay: at(last)} }
	for _, test := range []struct {
		name           string
		budget         Budget
		trailing       int // default 7
		amount         string
		in             Reading
		spent, average string
		forecast       string
		basis          Basis // default Average
		status         Status
		start, end     string
	}{
		{
			name: "the first hour of a month", budget: Budget{Period: Month}, amount: "310", in: reading("2026-12-01 00:00", each(31, "10")...),
			spent: "10", average: "10", forecast: "310", status: Within, start: "2026-12-01", end: "2027-01-01",
		},
		{
			name: "the last hour of a month", budget: Budget{Period: Month}, amount: "300",
			in:    reading("2026-11-30 23:59", join(each(29, "10"), each(1, "4"))...),
			spent: "294", average: "10", forecast: "300", status: Within, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "a cent less than the forecast", budget: Budget{Period: Month}, amount: "309.99",
			in:    reading("2026-12-01 12:00", each(31, "10")...),
			spent: "10", average: "10", forecast: "310", status: AtRisk, start: "2026-12-01", end: "2027-01-01",
		},
		{
			name: "a millionth more than the amount", budget: Budget{Period: Month}, amount: "300",
			in:    reading("2026-11-30 12:00", join(each(29, "10"), each(1, "10.000001"))...),
			spent: "300.000001", average: "10", forecast: "300.000001", status: Over, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "exactly the amount", budget: Budget{Period: Month}, amount: "300", in: reading("2026-11-30 12:00", each(30, "10")...),
			spent: "300", average: "10", forecast: "300", status: Within, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "a leap February", budget: Budget{Period: Month}, amount: "290",
			in:    reading("2028-02-10 12:00", join(each(30, "10"), each(1, "5"))...),
			spent: "95", average: "10", forecast: "290", status: Within, start: "2028-02-01", end: "2028-03-01",
		},
		{
			name: "the first day of a year", budget: Budget{Period: Year}, amount: "3649", in: reading("2027-01-01 12:00", each(400, "10")...),
			spent: "10", average: "10", forecast: "3650", status: AtRisk, start: "2027-01-01", end: "2028-01-01",
		},
		{
			name: "a quarter of 91 days", budget: Budget{Period: Quarter}, amount: "910", in: reading("2028-03-31 12:00", each(400, "10")...),
			spent: "910", average: "10", forecast: "910", status: Within, start: "2028-01-01", end: "2028-04-01",
		},
		{
			name: "a week on its Monday", budget: Budget{Period: Week}, amount: "70", in: reading("2026-11-23 12:00", each(8, "10")...),
			spent: "10", average: "10", forecast: "70", status: Within, start: "2026-11-23", end: "2026-11-30",
		},
		{
			name: "a project of 400 days on its last", budget: project("2025-10-17", "2026-11-20"), amount: "4000",
			in:    reading("2026-11-20 12:00", each(400, "10")...),
			spent: "4000", average: "10", forecast: "4000", status: Within, start: "2025-10-17", end: "2026-11-21",
		},
		{ // it ended yesterday, and its last two days are late
			name: "a project that is over, but not reported yet", budget: project("2026-11-09", "2026-11-19"), amount: "99",
			in:    reading("2026-11-20 12:00", join(each(20, "10"), each(3, "0"))...),
			spent: "90", average: "10", forecast: "110", status: AtRisk, start: "2026-11-09", end: "2026-11-20",
		},
		{
			name: "an account that is two days old", budget: Budget{Period: Month}, amount: "1000",
			in:    reading("2026-11-20 12:00", "30", "40", "1"),
			spent: "71", average: "35", forecast: "455", status: Within, start: "2026-11-01", end: "2026-12-01",
		},
		{ // 4 of 7 days are 210, and today is above the average
			name: "bursts", budget: Budget{Period: Month}, amount: "5000",
			in:    reading("2026-11-20 12:00", join(each(12, "0"), []string{"210", "0", "210", "0", "210", "0", "210", "250"})...),
			spent: "1090", average: "120", forecast: "2290", status: Within, start: "2026-11-01", end: "2026-12-01",
		},
		{ // the average is (6 * 20 + 660) / 7; the pod costs 27.5 * 252
			name: "a level shift upward", budget: Budget{Period: Month}, amount: "5000",
			in:    reading("2026-11-20 12:00", join(each(25, "20"), []string{"660", "330"})...).with(pod("27.5", 36)),
			spent: "1350", average: "111.428571", forecast: "8280", basis: Running, status: AtRisk, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "a level shift downward", budget: Budget{Period: Month}, amount: "5000",
			in:    reading("2026-11-20 12:00", join(each(25, "660"), []string{"20", "10"})...).with(pod("0.5", 36)),
			spent: "11910", average: "568.571429", forecast: "18154.285719", status: Over, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "a plan paid up front", budget: Budget{Period: Month, ExcludeDays: []time.Time{at("2026-11-15")}}, amount: "1290",
			in:    reading("2026-11-20 12:00", join(each(25, "10"), []string{"1000"}, each(5, "10"))...),
			spent: "1190", average: "10", forecast: "1290", status: Within, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "many digits", budget: Budget{Period: Day}, trailing: 1, amount: "1",
			in:    reading("2026-11-20 12:00", "0.1", "1.4341899856226519"),
			spent: "1.4341899856226519", average: "0.1", forecast: "1.4341899856226519", status: Over, start: "2026-11-20", end: "2026-11-21",
		},
		{ // a third of a dollar
			name: "a quotient with many digits", budget: Budget{Period: Day}, trailing: 3, amount: "1",
			in:    reading("2026-11-20 12:00", "0.5", "0.25", "0.25", "0"),
			spent: "0", average: "0.333333", forecast: "0.333333", status: Within, start: "2026-11-20", end: "2026-11-21",
		},
		{ // 16 * 200 so far, then 14 days at the average
			name: "days that are late", budget: Budget{Period: Month}, amount: "5500",
			in:    reading("2026-11-20 12:00", join(each(30, "200"), each(4, "0"))...).with(pod("8.33", 500)),
			spent: "3200", average: "200", forecast: "6000", status: AtRisk, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "no charges", budget: Budget{Period: Month}, amount: "5000", in: reading("2026-11-20 12:00"),
			spent: "0", average: "0", forecast: "0", status: NoCharges, start: "2026-11-01", end: "2026-12-01",
		},
		{
			name: "no charges, allowed, but pods run", budget: Budget{Period: Month, AllowNoCharges: true}, amount: "5000",
			in:    reading("2026-11-20 12:00").with(pod("20", 24)),
			spent: "0", average: "0", forecast: "5040", basis: Running, status: AtRisk, start: "2026-11-01", end: "2026-12-01",
		},
		{ // the charge is on the first of the trailing days, before the two late ones
			name: "a charge on the trailing days only", budget: Budget{Period: Day}, amount: "5000",
			in:    reading("2026-11-20 12:00", join([]string{"7"}, each(9, "0"))...),
			spent: "0", average: "1", forecast: "1", status: Within, start: "2026-11-20", end: "2026-11-21",
		},
		{
			name: "a charge before the trailing days", budget: Budget{Period: Day}, amount: "5000",
			in:    reading("2026-11-20 12:00", join([]string{"7"}, each(10, "0"))...),
			spent: "0", average: "0", forecast: "0", status: NoCharges, start: "2026-11-20", end: "2026-11-21",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := test.budget
			b.Amount, b.TrailingDays = usd(test.amount), 7
			if test.trailing > 0 {
				b.TrailingDays = test.trailing
			}
			basis := Average
			if test.basis != "" {
				basis = test.basis
			}
			a, err := b.Assess(test.in)
			if err != nil {
				t.Fatal(err)
			}
			remaining := usd(test.amount).Sub(usd(test.spent))
			got := fmt.Sprint(a.Spent, " ", a.Remaining, " ", a.AveragePerDay, " ", a.Forecast, " ", a.ForecastBasis, " ", a.Status)
			if want := fmt.Sprint(test.spent, " ", remaining, " ", test.average, " ", test.forecast, " ", basis, " ", test.status); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if date(a.Start) != test.start || date(a.End) != test.end {
				t.Errorf("got %s to %s, want %s to %s", a.Start, a.End, test.start, test.end)
			}
			for day, total := range test.in.Totals {
				amount, found := a.ByDay[day]
				if found != (!day.Before(a.Start) && day.Before(a.End)) || found && !amount.Equal(total) {
					t.Errorf("%s: %s, %t", date(day), amount, found)
				}
			}
		})
	}
}

// TestAssessDerived covers the results that are derived from others.
func TestAssessDerived(t *testing.T) {
	t.Parallel()
	in := reading("2026-11-30 22:00", join(each(29, "20"), []string{"10"})...).with(pod("0.25", 2))
	in.Compute[at("2026-11-29")] = usd("19")
	a, err := Budget{Amount: usd("400"), Period: Month, TrailingDays: 7}.Assess(in)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(a.SpentPercent, " ", a.ForecastPercent, " ", a.HoursLeft, " ", date(a.ChargedThrough), " ", a.CostPerHour.Decimal, " ",
		a.ForecastAtCurrentRate.Decimal, " ", a.ForecastAtCurrentRate.Valid)
	// (29 * 20 + 10) / 400, 600 / 400, 2 hours, the end of today, 0.25 + 1/24, 590 + 2 * that
	if want := "147.5 150 2 2026-12-01 0.291667 590.583334 true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	in.PodsRead, in.Pods = false, nil
	a, err = Budget{Amount: usd("400"), Period: Month, TrailingDays: 7}.Assess(in)
	if err != nil || a.CostPerHour.Valid || a.ForecastAtCurrentRate.Valid {
		t.Errorf("without pods: got %v, %v, %v", a.CostPerHour, a.ForecastAtCurrentRate, err)
	}
}

func TestAssessErrors(t *testing.T) {
	t.Parallel()
	month := Budget{Period: Month}
	excluding := func(days ...string) Budget {
		b := month
		for _, day := range days {
			b.ExcludeDays = append(b.ExcludeDays, at(day))
		}
		return b
	}
	full := reading("2026-11-20 12:00", each(400, "10")...)
	without := func(day string) Reading {
		in := reading("2026-11-20 12:00", each(400, "10")...)
		delete(in.Totals, at(day))
		return in
	}
	for _, test := range []struct {
		name   string
		budget Budget
		in     Reading
		want   string // error, or argument: error
	}{
		{"no days", month, Reading{}, "there are no days from which to assess a budget"},
		{"a gap", month, without("2026-11-10"), "it is not known what 2026-11-10 cost"},
		{"no today", month, without("2026-11-20"), "the last day that was read is 2026-11-19, which is not today at 2026-11-20T12:00:00Z"},
		{
			"too few days", Budget{FirstDay: at("2025-10-16"), LastDay: at("2026-12-31")}, full,
			"the days from 2025-10-17 on are too few: the budget begins on 2025-10-16 and averages 7 days",
		},
		{
			"a project in the future", Budget{FirstDay: at("2026-11-21"), LastDay: at("2026-12-31")}, full,
			"start_date: 2026-11-21 is in the future, so nothing can have been spent. Check the date, or add the budget when the project begins.",
		},
		{
			"an excluded day before the days", excluding("2025-10-16"), full,
			"exclude_days: 2025-10-16 is not one of the days that this budget considers, 2025-10-17 to 2026-11-30. Remove it.",
		},
		{
			"an excluded day after the period", excluding("2026-12-01"), full,
			"exclude_days: 2026-12-01 is not one of the days that this budget considers, 2025-10-17 to 2026-11-30. Remove it.",
		},
		{
			"all days excluded", excluding("2026-11-13", "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"), full,
			"exclude_days: It leaves none of the days from 2026-11-13 to 2026-11-19 to average. Exclude fewer days, or increase trailing_days.",
		},
		{"the last day of the period", excluding("2026-11-30"), full, ""},
		{"six of seven", excluding("2026-11-13", "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18"), full, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.budget.Amount, test.budget.TrailingDays = usd("1"), 7
			_, err := test.budget.Assess(test.in)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if _, ok := errors.AsType[*ArgumentError](err); ok != regexp.MustCompile(`^(exclude_days|start_date): `).MatchString(test.want) {
				t.Errorf("got %T", err)
			}
		})
	}
}

// TestMidnight checks that an answer that took a moment too long is still that of
// the day that has just ended.
func TestMidnight(t *testing.T) {
	t.Parallel()
	in := reading("2026-11-30 12:00", each(31, "10")...).with(pod("1", 48))
	in.Now = at("2026-12-01").Add(time.Second)
	a, err := Budget{Amount: usd("300"), Period: Month, TrailingDays: 7}.Assess(in)
	if err != nil || !a.Spent.Equal(usd("300")) || !a.Forecast.Equal(usd("300")) || a.HoursLeft != 0 || date(a.Start) != "2026-11-01" {
		t.Errorf("got %+v, %v", a, err)
	}
}
