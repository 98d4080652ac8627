package budget

import (
	"time"

	"github.com/shopspring/decimal"
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
	o, err := b.outlook(in)
	if err != nil {
		return Assessment{}, err
	}
	a := Assessment{
		Start: o.period.Start, End: o.period.End, HoursLeft: int(o.left / time.Hour), ByDay: map[time.Time]decimal.Decimal{},
		Spent: o.spent(), SpentPercent: percent(o.spent(), b.Amount), Remaining: b.Amount.Sub(o.spent()),
		UnreportedDays: o.unreported, AveragePerDay: o.average,
		Forecast: o.byAverage(), ForecastBasis: Average,
	}
	for day := o.start; day < min(o.end, o.today+1); day++ {
		a.ByDay[o.date(day)] = o.total[day]
	}
	lastCharge := o.lastCharge(o.today)
	if lastCharge >= 0 {
		a.ChargedThrough = o.date(lastCharge + 1)
	}
	if in.PodsRead {
		all, steady := pace(in.Pods, in.Now)
		if running := o.byRunning(steady); running.GreaterThan(a.Forecast) {
			a.Forecast, a.ForecastBasis = running, Running
		}
		perHour := all.Add(o.restPerHour())
		a.CostPerHour = decimal.NewNullDecimal(perHour)
		a.ForecastAtCurrentRate = decimal.NewNullDecimal(a.Spent.Add(during(o.left, perHour)))
	}
	a.ForecastPercent = percent(a.Forecast, b.Amount)
	a.Backtest = newBacktest(o.ratios(b.TrailingDays, o.daysToCome()), o.throughToday(), o.predicted(), a.Forecast)
	a.ReachedOn = o.reachedOn(b.Amount, a.Forecast)
	a.Status = Within
	switch {
	case lastCharge < min(o.start, o.trailing) && !b.AllowNoCharges:
		a.Status = NoCharges
	case a.Spent.GreaterThan(b.Amount):
		a.Status = Over
	case a.Forecast.GreaterThan(b.Amount):
		a.Status = AtRisk
	}
	a.Summary = b.summary(a)
	return a, nil
}
