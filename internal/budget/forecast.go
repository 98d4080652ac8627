package budget

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// outlook is what the forecasts are made from.
type outlook struct {
	*ledger
	period     calendar.Span
	start, end int           // the days of the period
	left       time.Duration // from now to its end
	unreported int           // complete days after the last charge
	late       int           // how many days up to yesterday are late rather than free
	trailing   int           // the first of the days that are averaged; the last is that before the late ones
	// average and averageRest are what one of those days cost, in total and without
	// compute.
	average, averageRest decimal.Decimal
}

// outlook checks a reading and averages its trailing days. Its errors are those of
// Assess.
func (b Budget) outlook(in Reading) (outlook, error) {
	l, err := newLedger(in, b.ExcludeDays)
	if err != nil {
		return outlook{}, err
	}
	period := b.span(l.date(l.today))
	if period.Start.After(l.date(l.today)) {
		return outlook{}, &ArgumentError{"start_date", date(period.Start) + " is in the future, so nothing can have been spent. " +
			"Check the date, or add the budget when the project begins."}
	}
	o := outlook{ledger: l, period: period, start: l.day(period.Start), end: l.day(period.End), left: max(0, period.End.Sub(in.Now))}
	if o.start < 0 || l.today < b.TrailingDays {
		return outlook{}, fmt.Errorf("the days from %s on are too few: the budget begins on %s and averages %d days",
			date(l.first), date(period.Start), b.TrailingDays)
	}
	if err := b.checkExcluded(calendar.Span{Start: l.first, End: l.date(max(o.end, l.today+1))}); err != nil {
		return outlook{}, err
	}
	o.unreported, o.late = l.lateness(in.Pods, in.Now)
	end := l.today - o.late
	o.trailing = max(0, end-b.TrailingDays)
	if l.kept(o.trailing, end) == 0 {
		return outlook{}, &ArgumentError{"exclude_days", fmt.Sprintf("It leaves none of the days from %s to %s to average. "+
			"Exclude fewer days, or increase trailing_days.", date(l.date(o.trailing)), date(l.date(end-1)))}
	}
	o.average, o.averageRest = l.average(o.trailing, end)
	return o, nil
}

// spent returns what the days of the period up to today cost.
func (o outlook) spent() decimal.Decimal { return o.sum(o.start, min(o.end, o.today+1)) }

// daysToCome returns how many whole days of the period follow today.
func (o outlook) daysToCome() int { return max(0, o.end-o.today-1) }

// settled returns what is spent, with late days of the period at the average.
func (o outlook) settled() decimal.Decimal {
	late := max(0, min(o.end, o.today)-max(o.start, o.today-o.late))
	return o.spent().Add(o.average.Mul(whole(late)))
}

// throughToday returns what the days up to today come to by the average, which today
// costs if it has cost less so far.
func (o outlook) throughToday() decimal.Decimal {
	if o.end <= o.today {
		return o.settled()
	}
	sofar := o.total[o.today]
	return o.settled().Sub(sofar).Add(decimal.Max(sofar, o.average))
}

// predicted returns what the average predicts for the days to come.
func (o outlook) predicted() decimal.Decimal { return o.average.Mul(whole(o.daysToCome())) }

// byAverage returns the forecast of the average.
func (o outlook) byAverage() decimal.Decimal { return o.throughToday().Add(o.predicted()) }

// byRunning returns the forecast if pods that cost steady per hour run to the end,
// and everything that is not compute costs its average.
func (o outlook) byRunning(steady decimal.Decimal) decimal.Decimal {
	return o.settled().Add(during(o.left, steady)).Add(o.averageRest.Mul(whole(o.daysToCome())))
}
