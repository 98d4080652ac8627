package budget

import (
	"time"

	"github.com/shopspring/decimal"
)

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
