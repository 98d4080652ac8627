package billing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Budget limits what one scope may cost in the current period.
type Budget struct {
	Amount       decimal.Decimal // USD, greater than 0
	Period       BucketSize      // Day, Week, Month or Year, in UTC
	Kind         Kind            // whose charges count; its Scope is the budget's
	TrailingDays int             // complete days to average over
}

// Periods lists the possible periods of a budget.
func Periods() []BucketSize { return []BucketSize{Day, Week, Month, Year} }

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

// Budget assesses a budget. One request with lastN covers the period and the days
// of the average, so that the API's clock decides which day is today. Its errors
// are those of Charges.
func (r Reader) Budget(ctx context.Context, b Budget) (Assessment, error) {
	longest := map[BucketSize]int{Day: 1, Week: 7, Month: 31, Year: 366}
	days := max(longest[b.Period], b.TrailingDays+1)
	charges, err := r.Charges(ctx, Query{Kind: b.Kind, Window: Window{BucketSize: Day, LastN: days, IncludeCurrent: true}, utcDays: true})
	if err != nil {
		return Assessment{}, err
	}
	return b.Assess(charges.ByTime)
}

// Assess computes the assessment from what each day cost. byDay has every day from
// the first that matters up to today.
func (b Budget) Assess(byDay map[time.Time]decimal.Decimal) (Assessment, error) {
	days := make([]time.Time, 0, len(byDay)) // not from maps.Keys: see DESIGN.md on the binary's size
	for day := range byDay {
		days = append(days, day)
	}
	slices.SortFunc(days, time.Time.Compare)
	if len(days) == 0 {
		return Assessment{}, errors.New("there are no days from which to assess a budget")
	}
	today := days[len(days)-1]
	a := Assessment{Start: b.Period.start(today), End: b.Period.end(today), ByDay: map[time.Time]decimal.Decimal{}}
	for _, day := range days {
		if !day.Before(a.Start) {
			a.ByDay[day] = byDay[day]
			a.Spent = a.Spent.Add(byDay[day])
		}
	}
	a.Remaining = b.Amount.Sub(a.Spent)
	a.AveragePerDay = averagePerDay(byDay, days[max(0, len(days)-1-b.TrailingDays):len(days)-1])

	daysToCome := int64(Day.count(Day.plus(today, 1), a.End))
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
		status, cents(a.Spent), cents(b.Amount), b.scopeName(), b.periodName(a.Start), cents(a.Forecast), cents(a.AveragePerDay))
}

func (b Budget) scopeName() string {
	if b.Kind.Scope == Account().Scope {
		return "the account"
	}
	return strings.ReplaceAll(b.Kind.Scope, "_", " ")
}

// periodName returns the period with its preposition.
func (b Budget) periodName(start time.Time) string {
	return start.Format(cmp.Or(map[BucketSize]string{
		Day: "on 2 January 2006", Week: "in the week from 2 January 2006", Month: "in January 2006", Year: "in 2006",
	}[b.Period], time.RFC3339))
}
