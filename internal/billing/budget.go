package billing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Budget is a limit for what one scope may cost in the running period.
type Budget struct {
	Amount       decimal.Decimal // USD, above 0
	Period       BucketSize      // Day, Week, Month or Year, in UTC
	Kind         Kind            // whose charges count; its Scope is the budget's
	TrailingDays int             // complete days that the average is taken of
}

// Periods lists what a budget's period may be.
func Periods() []BucketSize { return []BucketSize{Day, Week, Month, Year} }

// Status is how a budget stands.
type Status string

// The statuses: the forecast is within the budget; it is above it; what was
// spent already is.
const (
	Within Status = "within"
	AtRisk Status = "at_risk"
	Over   Status = "over"
)

// Assessment is how a budget stands. All amounts are in USD.
type Assessment struct {
	Start, End time.Time // the running period, half-open, in UTC
	Spent      decimal.Decimal
	Remaining  decimal.Decimal // negative once the budget is exceeded
	// AveragePerDay is over the last complete days, from the first of them with a
	// charge, rounded half up to 6 decimals. 0 if none has one.
	AveragePerDay decimal.Decimal
	Forecast      decimal.Decimal // for the whole period
	Status        Status
	Summary       string // one line for people
	ByDay         map[time.Time]decimal.Decimal
}

// Budget assesses a budget. It asks for the days of the period and of the
// average at once, with lastN, so that today is what the API says it is. Its
// errors are those of Charges.
func (r Reader) Budget(ctx context.Context, b Budget) (Assessment, error) {
	longest := map[BucketSize]int{Day: 1, Week: 7, Month: 31, Year: 366}
	days := max(longest[b.Period], b.TrailingDays+1)
	charges, err := r.Charges(ctx, Query{Kind: b.Kind, Window: Window{BucketSize: Day, LastN: days, IncludeCurrent: true}})
	if err != nil {
		return Assessment{}, err
	}
	return b.Assess(charges.ByTime)
}

// Assess works the assessment out of what each day cost. byDay has every day
// from the first that matters to today, which is the last one.
func (b Budget) Assess(byDay map[time.Time]decimal.Decimal) (Assessment, error) {
	days := slices.SortedFunc(maps.Keys(byDay), time.Time.Compare)
	if len(days) == 0 {
		return Assessment{}, errors.New("there are no days to assess a budget by")
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

// averagePerDay starts at the first day with a charge, so that an account that
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

// divideHalfUp divides exactly and rounds half up: towards positive infinity,
// also for credits.
func divideHalfUp(sum decimal.Decimal, n int64, places int32) decimal.Decimal {
	// floor((2·sum·10^places + n) / 2n), since x rounded half up is floor(x + 1/2)
	numerator := sum.Shift(places).Mul(decimal.NewFromInt(2)).Add(decimal.NewFromInt(n))
	quotient, rest := numerator.QuoRem(decimal.NewFromInt(2*n), 0)
	if rest.IsNegative() { // QuoRem truncates towards zero
		quotient = quotient.Sub(decimal.NewFromInt(1))
	}
	return quotient.Shift(-places)
}

// summary contains no time of day, so that it changes only when the money does.
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

// periodName is the period with its preposition.
func (b Budget) periodName(start time.Time) string {
	return start.Format(cmp.Or(map[BucketSize]string{
		Day: "on 2 January 2006", Week: "in the week from 2 January 2006", Month: "in January 2006", Year: "in 2006",
	}[b.Period], time.RFC3339))
}
