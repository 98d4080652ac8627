package budget

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// minBacktests is how many backtests say something.
const minBacktests = 14

// Backtest is how wrong the average has been on the charges of the past. On each of
// the last days, it predicts as many days as are left of the period now.
type Backtest struct {
	Count        int             // predictions, at least 14
	ErrorPercent decimal.Decimal // the median error, without its sign
	// Low and High are what the period comes to if the average is as wrong as in the
	// worst tenth of the predictions at either end. High is at least the forecast.
	Low, High decimal.Decimal
}

// ratios returns what the days ahead of each past day cost, divided by what the
// average of the days up to it predicted, in ascending order. Excluded days are in
// neither.
func (l *ledger) ratios(trailing, ahead int) []decimal.Decimal {
	var ratios []decimal.Decimal
	if ahead == 0 {
		return nil
	}
	for end := max(trailing, l.today-backtestDays+1); end+ahead <= l.today; end++ {
		if l.kept(end-trailing, end+ahead) < trailing+ahead {
			continue
		}
		average, _ := l.average(end-trailing, end)
		if predicted := average.Mul(whole(ahead)); !predicted.IsZero() {
			ratios = append(ratios, money.Divide(l.sum(end, end+ahead), predicted, amountDecimals))
		}
	}
	slices.SortFunc(ratios, decimal.Decimal.Cmp)
	return ratios
}

// newBacktest returns nil if there are too few ratios. The forecast of the average
// is certain + predicted.
func newBacktest(ratios []decimal.Decimal, certain, predicted, forecast decimal.Decimal) *Backtest {
	if len(ratios) < minBacktests {
		return nil
	}
	scaled := func(tenths int) decimal.Decimal {
		rank := (tenths*len(ratios) + 9) / 10
		return certain.Add(ratios[rank-1].Mul(predicted))
	}
	return &Backtest{
		Count: len(ratios), ErrorPercent: medianError(ratios),
		Low: scaled(1), High: decimal.Max(scaled(9), forecast),
	}
}

// medianError returns the median of the distances from 1, in percent.
func medianError(ratios []decimal.Decimal) decimal.Decimal {
	var errors []decimal.Decimal
	for _, ratio := range ratios {
		errors = append(errors, ratio.Sub(decimal.NewFromInt(1)).Abs())
	}
	slices.SortFunc(errors, decimal.Decimal.Cmp)
	n := len(errors)
	return percent(errors[(n-1)/2].Add(errors[n/2]), whole(2))
}
