package budget

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// Reading is what Assess computes from.
type Reading struct {
	Now time.Time // by the API's clock
	// Totals is what each day cost, by its start in UTC: every day from the first
	// that was read up to today, which is the last, also those without a charge.
	Totals map[time.Time]decimal.Decimal
	// Compute is how much of each total is for compute, which stops when pods stop. A
	// day that is not there has none.
	Compute map[time.Time]decimal.Decimal

	PodsRead bool  // reports whether Pods is known
	Pods     []Pod // the running pods of the scope
}

// Status is the status of a budget.
type Status string

// The statuses. The first that applies counts.
const (
	NoCharges Status = "no_charges" // nothing is reported for the period and the trailing days
	Over      Status = "over"       // more is spent than the amount
	AtRisk    Status = "at_risk"    // the forecast is more than the amount
	Within    Status = "within"
)

// Basis is the rule that a forecast is computed by.
type Basis string

// The bases. Average: each day to come costs as much as the last complete days did.
// Running: the pods that have been up for a day run to the end of the period.
const (
	Average Basis = "average"
	Running Basis = "running"
)

// Assessment is the state of a budget. Amounts are in USD.
type Assessment struct {
	Start, End time.Time                     // the period, half-open, in UTC
	HoursLeft  int                           // whole hours to End, 0 if it is over
	ByDay      map[time.Time]decimal.Decimal // what each day of the period up to today cost

	Spent        decimal.Decimal
	SpentPercent decimal.Decimal // of the amount
	Remaining    decimal.Decimal // negative once the budget is exceeded

	// ChargedThrough is the end of the last day with a charge, zero if none of the
	// days that were read has one.
	ChargedThrough time.Time
	// UnreportedDays is how many complete days there are after ChargedThrough. It is 0
	// if that is zero.
	UnreportedDays int

	// AveragePerDay is the average of the last complete days that are not late, rounded
	// half up to 6 decimals. It begins at the first of them with a charge, and is 0 if
	// none has one.
	AveragePerDay decimal.Decimal
	// CostPerHour is what the running pods cost, plus a 24th of what the last complete
	// day with a charge cost apart from compute. It is not valid if pods were not read.
	CostPerHour decimal.NullDecimal

	Forecast        decimal.Decimal // for the whole period: the greater of both rules
	ForecastBasis   Basis           // Running only if that rule gives more
	ForecastPercent decimal.Decimal // of the amount
	// ForecastAtCurrentRate is what the period comes to at CostPerHour. It is not valid
	// if pods were not read.
	ForecastAtCurrentRate decimal.NullDecimal
	Backtest              *Backtest // nil on the last day, and if the past is too short

	// ReachedOn is the day on which the amount was exceeded, or is going to be at the
	// pace of the forecast. It is zero if that is not in the period.
	ReachedOn time.Time
	Status    Status
	Summary   string // one line for people
}

// Assess computes the assessment. Its error is an *ArgumentError if the budget is
// invalid, now or ever: a project that has not begun, since nothing can have been
// spent on it; an excluded day that is neither among the days that were read nor in
// the period; excluded days that leave none to average. Any other error means that
// the reading is not what Days asks for.
func (b Budget) Assess(in Reading) (Assessment, error) {
	if err := b.Check(); err != nil {
		return Assessment{}, err
	}
	l, err := newLedger(in, b.ExcludeDays)
	if err != nil {
		return Assessment{}, err
	}
	period := b.span(l.date(l.today))
	if period.Start.After(l.date(l.today)) {
		return Assessment{}, &ArgumentError{"start_date", date(period.Start) + " is in the future, so nothing can have been spent. " +
			"Check the date, or add the budget when the project begins."}
	}
	o := outlook{ledger: l, start: l.day(period.Start), end: l.day(period.End), left: max(0, period.End.Sub(in.Now))}
	if o.start < 0 || l.today < b.TrailingDays {
		return Assessment{}, fmt.Errorf("the days from %s on are too few: the budget begins on %s and averages %d days",
			date(l.first), date(period.Start), b.TrailingDays)
	}
	if err := b.checkExcluded(calendar.Span{Start: l.first, End: l.date(max(o.end, l.today+1))}); err != nil {
		return Assessment{}, err
	}
	var unreported int
	unreported, o.late = l.lateness(in.Pods, in.Now)
	trailing, trailingEnd := max(0, l.today-o.late-b.TrailingDays), l.today-o.late
	if l.keptDays[trailing] == l.keptDays[trailingEnd] {
		return Assessment{}, &ArgumentError{"exclude_days", fmt.Sprintf("It leaves none of the days from %s to %s to average. "+
			"Exclude fewer days, or increase trailing_days.", date(l.date(trailing)), date(l.date(trailingEnd-1)))}
	}
	o.average, o.averageRest = l.average(trailing, trailingEnd)

	a := Assessment{
		Start: period.Start, End: period.End, HoursLeft: int(o.left / time.Hour), ByDay: map[time.Time]decimal.Decimal{},
		Spent: o.spent(), SpentPercent: percent(o.spent(), b.Amount), Remaining: b.Amount.Sub(o.spent()),
		UnreportedDays: unreported, AveragePerDay: o.average,
		Forecast: o.byAverage(), ForecastBasis: Average,
	}
	for day := o.start; day < min(o.end, l.today+1); day++ {
		a.ByDay[l.date(day)] = l.total[day]
	}
	lastCharge := l.lastCharge(l.today)
	if lastCharge >= 0 {
		a.ChargedThrough = l.date(lastCharge + 1)
	}
	if in.PodsRead {
		all, steady := pace(in.Pods, in.Now)
		if running := o.byRunning(steady); running.GreaterThan(a.Forecast) {
			a.Forecast, a.ForecastBasis = running, Running
		}
		perHour := all.Add(l.restPerHour())
		a.CostPerHour = decimal.NewNullDecimal(perHour)
		a.ForecastAtCurrentRate = decimal.NewNullDecimal(a.Spent.Add(during(o.left, perHour)))
	}
	a.ForecastPercent = percent(a.Forecast, b.Amount)
	a.Backtest = newBacktest(l.ratios(b.TrailingDays, o.daysToCome()), o.throughToday(), o.predicted(), a.Forecast)
	a.ReachedOn = o.reachedOn(b.Amount, a.Forecast)
	a.Status = Within
	switch {
	case lastCharge < min(o.start, trailing) && !b.AllowNoCharges:
		a.Status = NoCharges
	case a.Spent.GreaterThan(b.Amount):
		a.Status = Over
	case a.Forecast.GreaterThan(b.Amount):
		a.Status = AtRisk
	}
	a.Summary = b.summary(a)
	return a, nil
}
