package budget

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"regexp"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// series returns the costs by day. They are given oldest first, and end today.
func series(today string, costs ...string) map[time.Time]decimal.Decimal {
	byDay := map[time.Time]decimal.Decimal{}
	for i, cost := range costs {
		byDay[at(today).AddDate(0, 0, i+1-len(costs))] = usd(cost)
	}
	return byDay
}

// each returns a cost n times.
func each(n int, cost string) []string {
	costs := make([]string, n)
	for i := range costs {
		costs[i] = cost
	}
	return costs
}

func join(parts ...[]string) (all []string) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

func TestAssess(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		amount   string
		period   calendar.BucketSize
		trailing int
		today    string
		costs    []string
		want     string // spent, remaining, average, forecast, status
		window   string
	}{
		{"the first day of a month", "310", calendar.Month, 7, "2026-12-01", join(each(30, "10"), []string{"4"}),
			"4 306 10 310 within", "2026-12-01 2027-01-01"},
		{"the last day of a month", "300", calendar.Month, 7, "2026-11-30", join(each(29, "10"), []string{"4"}),
			"294 6 10 300 within", "2026-11-01 2026-12-01"},
		{"the last day of a month, overspent", "300", calendar.Month, 7, "2026-11-30", join(each(29, "10"), []string{"10.000001"}),
			"300.000001 -0.000001 10 300.000001 over", "2026-11-01 2026-12-01"},
		{"exactly the amount is spent", "300", calendar.Month, 7, "2026-11-30", each(31, "10"), "300 0 10 300 within", "2026-11-01 2026-12-01"},
		{"a forecast above the amount", "309.99", calendar.Month, 7, "2026-12-01", each(31, "10"), "10 299.99 10 310 at_risk", "2026-12-01 2027-01-01"},
		{"a leap February", "290", calendar.Month, 7, "2028-02-10", join(each(30, "10"), []string{"5"}), "95 195 10 290 within", "2028-02-01 2028-03-01"},
		{"a leap day", "290", calendar.Month, 7, "2028-02-29", join(each(30, "10"), []string{"5"}), "285 5 10 290 within", "2028-02-01 2028-03-01"},
		{"a common February", "280", calendar.Month, 7, "2026-02-10", each(31, "10"), "100 180 10 280 within", "2026-02-01 2026-03-01"},
		{"the last day of a year", "3660", calendar.Year, 7, "2028-12-31", each(366, "10"), "3660 0 10 3660 within", "2028-01-01 2029-01-01"},
		{"the first day of a year", "3650", calendar.Year, 7, "2027-01-01", each(366, "10"), "10 3640 10 3650 within", "2027-01-01 2028-01-01"},
		{"a week on its Monday", "70", calendar.Week, 7, "2026-11-23", each(8, "10"), "10 60 10 70 within", "2026-11-23 2026-11-30"},
		{"a week on its Sunday", "70", calendar.Week, 7, "2026-11-29", each(8, "10"), "70 0 10 70 within", "2026-11-23 2026-11-30"},
		{"a week across the end of a year", "70", calendar.Week, 7, "2026-12-31", each(8, "10"), "40 30 10 70 within", "2026-12-28 2027-01-04"},
		{"a day below the average", "10", calendar.Day, 7, "2026-11-20", join(each(7, "10"), []string{"2"}), "2 8 10 10 within", "2026-11-20 2026-11-21"},
		{"a day above the average", "11", calendar.Day, 7, "2026-11-20", join(each(7, "10"), []string{"11"}), "11 0 10 11 within",
			"2026-11-20 2026-11-21"},
		{"today above the average", "400", calendar.Month, 7, "2026-11-29", join(each(29, "10"), []string{"100"}), "380 20 10 390 within",
			"2026-11-01 2026-12-01"},
		{"a new account with one day of history", "1000", calendar.Month, 7, "2026-11-20", join(each(29, "0"), []string{"30", "1"}),
			"31 969 30 360 within", "2026-11-01 2026-12-01"},
		{"an account created today", "1000", calendar.Month, 7, "2026-11-20", join(each(30, "0"), []string{"30"}), "30 970 0 30 within",
			"2026-11-01 2026-12-01"},
		{"days without charges count after the first charge", "1000", calendar.Month, 7, "2026-11-20",
			join(each(25, "0"), []string{"12", "0", "0", "0", "0"}, []string{"0"}), "12 988 2.4 38.4 within", "2026-11-01 2026-12-01"},
		{"an old charge before the trailing days", "1000", calendar.Month, 2, "2026-11-20", join([]string{"90", "0", "0", "0"}), "90 910 0 90 within",
			"2026-11-01 2026-12-01"},
		{"credits", "10", calendar.Month, 7, "2026-11-20", join(each(23, "0"), each(7, "-1"), []string{"-2"}),
			"-9 19 -1 -18 within", "2026-11-01 2026-12-01"},
		{"a credit, back within the amount", "100", calendar.Month, 7, "2026-11-30", join(each(29, "10"), []string{"-200"}), "90 10 10 300 at_risk",
			"2026-11-01 2026-12-01"},
		{"no charges at all", "0.01", calendar.Month, 7, "2026-11-20", each(31, "0"), "0 0.01 0 0 within", "2026-11-01 2026-12-01"},
		{"a third of a dollar a day", "100", calendar.Day, 3, "2026-11-20", []string{"0.5", "0.25", "0.25", "0"}, "0 100 0.333333 0.333333 within",
			"2026-11-20 2026-11-21"},
		{"half a millionth is rounded up", "1", calendar.Day, 2, "2026-11-20", []string{"0.000001", "0.000002", "0"}, "0 1 0.000002 0.000002 within",
			"2026-11-20 2026-11-21"},
		{"half a millionth of a credit is rounded up", "1", calendar.Day, 2, "2026-11-20", []string{"-0.000001", "-0.000002", "0"},
			"0 1 -0.000001 0 within", "2026-11-20 2026-11-21"},
		{"less than half a millionth is rounded down", "1", calendar.Day, 2, "2026-11-20", []string{"0.0000009", "0", "0"}, "0 1 0 0 within",
			"2026-11-20 2026-11-21"},
		{"many digits stay exact", "1", calendar.Day, 1, "2026-11-20", []string{"0.1", "1.4341899856226519"},
			"1.4341899856226519 -0.4341899856226519 0.1 1.4341899856226519 over", "2026-11-20 2026-11-21"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			byDay := series(test.today, test.costs...)
			a, err := Budget{Amount: usd(test.amount), Period: test.period, Subject: "the account", TrailingDays: test.trailing}.Assess(byDay)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintln(a.Spent, a.Remaining, a.AveragePerDay, a.Forecast, a.Status); got != test.want+"\n" {
				t.Errorf("got %swant %s", got, test.want)
			}
			if got := a.Start.Format(time.DateOnly) + " " + a.End.Format(time.DateOnly); got != test.window {
				t.Errorf("got %s, want %s", got, test.window)
			}
			for day := range byDay {
				if _, found := a.ByDay[day]; found == day.Before(a.Start) {
					t.Errorf("%s is there: %t", calendar.Format(day), found)
				}
			}
		})
	}
	if _, err := (Budget{Amount: usd("1"), Period: calendar.Day, Subject: "the account", TrailingDays: 7}).Assess(nil); err == nil {
		t.Error("no days are assessed")
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		period         calendar.BucketSize
		trailing, want int
	}{
		{calendar.Day, 1, 2}, {calendar.Day, 7, 8}, {calendar.Week, 5, 7}, {calendar.Month, 7, 31}, {calendar.Month, 31, 32}, {calendar.Year, 90, 366},
	} {
		if got := (Budget{Period: test.period, TrailingDays: test.trailing}).Days(); got != test.want {
			t.Errorf("%s, %d days: got %d, want %d", test.period, test.trailing, got, test.want)
		}
	}
}

func TestBudgetSummary(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		period  calendar.BucketSize
		subject string
		amount  string
		want    string
	}{
		{calendar.Month, "the account", "5000", "Within budget: 19.53 USD of 5000.00 USD spent on the account in November 2026 (UTC). Forecast: 28.87 " +
			"USD, at an average of 0.93 USD a day."},
		{calendar.Day, "pods", "0.006", "Over budget: 1.00 USD of 0.01 USD spent on pods on 20 November 2026 (UTC). Forecast: 1.00 USD, at an average " +
			"of 0.93 USD a day."},
		{calendar.Week, "network volumes", "6", "Budget at risk: 4.53 USD of 6.00 USD spent on network volumes in the week from 16 November 2026 " +
			"(UTC). Forecast: 6.40 USD, at an average of 0.93 USD a day."},
		{calendar.Year, "public endpoints", "30", "Over budget: 30.53 USD of 30.00 USD spent on public endpoints in 2026 (UTC). Forecast: 68.80 USD, " +
			"at an average of 0.93 USD a day."},
		{calendar.Year, "serverless", "100", "Within budget: 30.53 USD of 100.00 USD spent on serverless in 2026 (UTC). Forecast: 68.80 USD, at an " +
			"average of 0.93 USD a day."},
		{calendar.Day, "clusters", "1", "Within budget: 1.00 USD of 1.00 USD spent on clusters on 20 November 2026 (UTC). Forecast: 1.00 USD, at an " +
			"average of 0.93 USD a day."},
	} {
		costs := each(31, "1")
		costs[28] = "0.5333333333"
		a, err := Budget{Amount: usd(test.amount), Period: test.period, Subject: test.subject, TrailingDays: 7}.Assess(series("2026-11-20", costs...))
		if err != nil {
			t.Fatal(err)
		}
		if a.Summary != test.want {
			t.Errorf("got  %s\nwant %s", a.Summary, test.want)
		}
		if regexp.MustCompile(`\d:\d|\n|\.\d\d\d`).MatchString(a.Summary) {
			t.Errorf("a time of day, a line break or a part of a cent: %s", a.Summary)
		}
	}
}

// TestAssessAgainstRationals compares hundreds of budgets with a second
// implementation, in which days are numbers and amounts are rationals.
func TestAssessAgainstRationals(t *testing.T) {
	t.Parallel()
	for seed := range uint64(600) {
		random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a reproducible test
		today := int(at("2023-12-01").Unix()/86400) + random.IntN(2000)
		period, trailing := Periods()[random.IntN(4)], 1+random.IntN(90)
		days := max(map[calendar.BucketSize]int{calendar.Day: 1, calendar.Week: 7, calendar.Month: 31, calendar.Year: 366}[period], trailing+1)
		byDay, costs := map[time.Time]decimal.Decimal{}, map[int]*big.Rat{}
		born := random.IntN(days + 10)
		for back := range days {
			text := "0"
			if back < born && random.IntN(4) > 0 {
				text = fmt.Sprint(random.Float64() * []float64{0.00001, 1, 5000, -3}[random.IntN(4)])
			}
			cost, _ := new(big.Rat).SetString(text)
			costs[today-back] = cost
			byDay[time.Unix(int64(today-back)*86400, 0).UTC()] = usd(text)
		}
		amount := fmt.Sprintf("%d.%02d", 1+random.IntN(100_000), random.IntN(100))
		got, err := Budget{Amount: usd(amount), Period: period, Subject: "the account", TrailingDays: trailing}.Assess(byDay)
		if err != nil {
			t.Fatal(err)
		}
		limit, _ := new(big.Rat).SetString(amount)
		want := assessRationals(costs, today, limit, period, trailing)
		if text := rationals(got.Spent, got.Remaining, got.AveragePerDay, got.Forecast) + string(got.Status); text != want {
			t.Errorf("seed %d, %s, %d days: got %s, want %s", seed, period, trailing, text, want)
		}
	}
}

func rationals(numbers ...decimal.Decimal) (text string) {
	for _, number := range numbers {
		text += number.Rat().RatString() + " "
	}
	return text
}

// assessRationals is the second implementation. It numbers days from 1 January
// 1970, a Thursday.
func assessRationals(costs map[int]*big.Rat, today int, amount *big.Rat, period calendar.BucketSize, trailing int) string {
	inPeriod := func(day int) bool {
		a, b := time.Unix(int64(day)*86400, 0).UTC(), time.Unix(int64(today)*86400, 0).UTC()
		switch period {
		case calendar.Day:
			return day == today
		case calendar.Week:
			return (day+3)/7 == (today+3)/7
		case calendar.Month:
			return a.Format("200601") == b.Format("200601")
		}
		return a.Year() == b.Year()
	}
	spent, complete, sum, counted, begun := new(big.Rat), new(big.Rat), new(big.Rat), int64(0), false
	for day := today - 400; day <= today; day++ {
		cost := costs[day]
		if cost == nil {
			continue
		}
		if inPeriod(day) {
			spent.Add(spent, cost)
			if day != today {
				complete.Add(complete, cost)
			}
		}
		if day != today && day >= today-trailing {
			if begun = begun || cost.Sign() != 0; begun {
				sum.Add(sum, cost)
				counted++
			}
		}
	}
	average := new(big.Rat)
	if counted > 0 {
		average.Quo(sum, big.NewRat(counted, 1))
		millionths := new(big.Rat).Add(new(big.Rat).Mul(average, big.NewRat(1_000_000, 1)), big.NewRat(1, 2))
		floor := new(big.Int).Div(millionths.Num(), millionths.Denom()) // Euclidean division rounds towards minus infinity
		average.SetFrac(floor, big.NewInt(1_000_000))
	}
	forecast := new(big.Rat).Set(complete)
	if costs[today].Cmp(average) > 0 {
		forecast.Add(forecast, costs[today])
	} else {
		forecast.Add(forecast, average)
	}
	for day := today + 1; inPeriod(day); day++ {
		forecast.Add(forecast, average)
	}
	status := Within
	if forecast.Cmp(amount) > 0 {
		status = AtRisk
	}
	if spent.Cmp(amount) > 0 {
		status = Over
	}
	remaining := new(big.Rat).Sub(amount, spent)
	return fmt.Sprintf("%s %s %s %s %s", spent.RatString(), remaining.RatString(), average.RatString(), forecast.RatString(), status)
}

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func usd(text string) decimal.Decimal { return decimal.RequireFromString(text) }
