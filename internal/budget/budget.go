// Package budget computes the state of a budget: what was spent, a forecast and a
// status.
//
// [Budget.Assess] is a pure function of what each day cost, so that anybody can
// recompute its results. The package reads nothing and does not depend on Terraform.
package budget

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// Budget limits what something may cost in the current period.
type Budget struct {
	Amount       decimal.Decimal     // USD, greater than 0
	Period       calendar.BucketSize // Day, Week, Month or Year, in UTC
	Subject      string              // what the budget is for, such as "the account"
	TrailingDays int                 // complete days to average over
}

// Periods lists the possible periods of a budget.
func Periods() []calendar.BucketSize {
	return []calendar.BucketSize{calendar.Day, calendar.Week, calendar.Month, calendar.Year}
}

// Status is the status of a budget.
type Status string

// The statuses. Within: the forecast is within the budget. AtRisk: the forecast
// exceeds it. Over: the amount already spent exceeds it.
const (
	Within Status = "within"
	AtRisk Status = "at_risk"
	Over   Status = "over"
)

// Assessment is the state of a budget. All amounts are in USD.
type Assessment struct {
	Start, End time.Time // the current period, half-open, in UTC
	Spent      decimal.Decimal
	Remaining  decimal.Decimal // negative once the budget is exceeded
	// AveragePerDay is the average of the last complete days, starting at the first
	// of them with a charge, rounded half up to 6 decimals. It is 0 if none has a
	// charge.
	AveragePerDay decimal.Decimal
	Forecast      decimal.Decimal // for the whole period
	Status        Status
	Summary       string // one line for people
	ByDay         map[time.Time]decimal.Decimal
}

// Days returns how many days Assess needs, up to today: those of the longest period
// and those of the average.
func (b Budget) Days() int {
	longest := map[calendar.BucketSize]int{calendar.Day: 1, calendar.Week: 7, calendar.Month: 31, calendar.Year: 366}
	return max(longest[b.Period], b.TrailingDays+1)
}

// Assess computes the assessment from what each day cost. byDay has every day from
// the first that matters up to today.
func (b Budget) Assess(byDay map[time.Time]decimal.Decimal) (Assessment, error) {
	days := slices.SortedFunc(maps.Keys(byDay), time.Time.Compare)
	if len(days) == 0 {
		return Assessment{}, errors.New("there are no days from which to assess a budget")
	}
	today := days[len(days)-1]
	a := Assessment{Start: b.Period.Start(today), End: b.Period.End(today), ByDay: map[time.Time]decimal.Decimal{}}
	for _, day := range days {
		if !day.Before(a.Start) {
			a.ByDay[day] = byDay[day]
			a.Spent = a.Spent.Add(byDay[day])
		}
	}
	a.Remaining = b.Amount.Sub(a.Spent)
	a.AveragePerDay = averagePerDay(byDay, days[max(0, len(days)-1-b.TrailingDays):len(days)-1])

	daysToCome := int64(calendar.Day.Count(calendar.Day.Add(today, 1), a.End))
	a.Forecast = a.Spent.Sub(byDay[today]).
		Add(decimal.Max(byDay[today], a.AveragePerDay)).
		Add(a.AveragePerDay.Mul(decimal.NewFromInt(daysToCome)))

	a.Status = Within
	switch {
	case a.Spent.GreaterThan(b.Amount):
		a.Status = Over
	case a.Forecast.GreaterThan(b.Amount):
		a.Status = AtRisk
	}
	a.Summary = b.summary(a)
	return a, nil
}

// averagePerDay averages from the first day with a charge, so that an account that
// is two days old is not averaged over seven.
func averagePerDay(byDay map[time.Time]decimal.Decimal, days []time.Time) decimal.Decimal {
	first := slices.IndexFunc(days, func(day time.Time) bool { return !byDay[day].IsZero() })
	if first < 0 {
		return decimal.Zero
	}
	days = days[first:]
	sum := decimal.Zero
	for _, day := range days {
		sum = sum.Add(byDay[day])
	}
	return divideHalfUp(sum, int64(len(days)), 6)
}

// divideHalfUp divides exactly and rounds half up, towards positive infinity even
// for negative sums.
func divideHalfUp(sum decimal.Decimal, n int64, places int32) decimal.Decimal {
	// floor((2·sum·10^places + n) / 2n), since x rounded half up is floor(x + 1/2)
	numerator := sum.Shift(places).Mul(decimal.NewFromInt(2)).Add(decimal.NewFromInt(n))
	quotient, rest := numerator.QuoRem(decimal.NewFromInt(2*n), 0)
	if rest.IsNegative() { // QuoRem truncates towards zero
		quotient = quotient.Sub(decimal.NewFromInt(1))
	}
	return quotient.Shift(-places)
}

// summary contains no time of day, so that it changes only when the amounts or the
// period do.
func (b Budget) summary(a Assessment) string {
	status := map[Status]string{Within: "Within budget", AtRisk: "Budget at risk", Over: "Over budget"}[a.Status]
	return fmt.Sprintf("%s: %s USD of %s USD spent on %s %s (UTC). Forecast: %s USD, at an average of %s USD a day.",
		status, cents(a.Spent), cents(b.Amount), b.Subject, b.periodName(a.Start), cents(a.Forecast), cents(a.AveragePerDay))
}

// periodName returns the period with its preposition.
func (b Budget) periodName(start time.Time) string {
	return start.Format(cmp.Or(map[calendar.BucketSize]string{
		calendar.Day: "on 2 January 2006", calendar.Week: "in the week from 2 January 2006", calendar.Month: "in January 2006", calendar.Year: "in 2006",
	}[b.Period], time.RFC3339))
}

// cents formats an amount with two decimals.
func cents(amount decimal.Decimal) string { return amount.StringFixed(2) }
