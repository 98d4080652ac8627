package budget

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// reachedOn returns the day on which the amount was exceeded, or is going to be at
// the pace of the forecast. It returns the zero time if the forecast is within the
// amount, or if only late charges of a project that is over exceed it.
func (o outlook) reachedOn(amount, forecast decimal.Decimal) time.Time {
	spent := o.spent()
	switch {
	case forecast.LessThanOrEqual(amount):
		return time.Time{}
	case spent.GreaterThan(amount):
		day := o.start
		for o.sum(o.start, day+1).LessThanOrEqual(amount) {
			day++
		}
		return o.date(day)
	case o.end <= o.today:
		return time.Time{}
	}
	// (amount - spent) / ((forecast - spent) / days), without rounding in between
	days := money.Floor(amount.Sub(spent).Mul(whole(o.daysToCome()+1)), forecast.Sub(spent))
	return o.date(o.today + int(days.IntPart()))
}
