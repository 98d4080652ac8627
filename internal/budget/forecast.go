package budget

import (
	"time"

	"github.com/shopspring/decimal"
)

// outlook is what both rules of the forecast need.
type outlook struct {
	*ledger
	start, end int           // the days of the period
	left       time.Duration // from now to its end
	late       int           // complete days up to yesterday that are late
	// average and averageRest are what a day costs, in total and without compute.
	average, averageRest decimal.Decimal
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
