package budget

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func TestRatios(t *testing.T) {
	t.Parallel()
	weeks := func(n int) (costs []string) { // 10 on five days, then 0 on two
		for range n {
			costs = append(costs, "10", "10", "10", "10", "10", "0", "0")
		}
		return append(costs, "0")
	}
	for _, test := range []struct {
		name            string
		costs           []string
		exclude         string
		trailing, ahead int
		n               int
		low, high       string // of the ratios, "" if there are none
	}{
		{name: "a steady account", costs: each(400, "10"), trailing: 7, ahead: 10, n: 110, low: "1", high: "1"},
		{name: "days before the account was used", costs: each(31, "10"), trailing: 7, ahead: 10, n: 20, low: "1", high: "1"},
		// the average begins at the first charge, so it is 10 where a week begins with the free days
		{name: "weeks", costs: weeks(50), trailing: 7, ahead: 14, n: 106, low: "0.714286", high: "1"},
		{name: "days of a week", costs: weeks(50), trailing: 7, ahead: 1, n: 119, low: "0", high: "1.4"},
		// a(d) is 20 before the shift; the last prediction of 10 days begins with it
		{name: "a level shift", costs: join(each(380, "20"), each(11, "60")), trailing: 7, ahead: 10, n: 110, low: "1", high: "3"},
		{name: "an excluded day", costs: each(400, "10"), exclude: "2026-11-10", trailing: 7, ahead: 9, n: 101, low: "1", high: "1"},
		{name: "the last day of a period", costs: each(400, "10"), trailing: 7, ahead: 0, n: 0},
		{name: "too far ahead", costs: each(400, "10"), trailing: 7, ahead: 120, n: 0},
		{name: "as far as possible", costs: each(400, "10"), trailing: 7, ahead: 119, n: 1, low: "1", high: "1"},
		{name: "no charges", costs: nil, trailing: 7, ahead: 10, n: 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var exclude []time.Time
			if test.exclude != "" {
				exclude = append(exclude, at(test.exclude))
			}
			l, err := newLedger(reading("2026-11-20 12:00", test.costs...), exclude)
			if err != nil {
				t.Fatal(err)
			}
			ratios := l.ratios(test.trailing, test.ahead)
			low, high := "", ""
			if len(ratios) > 0 {
				low, high = ratios[0].String(), ratios[len(ratios)-1].String()
			}
			if len(ratios) != test.n || low != test.low || high != test.high {
				t.Errorf("got %d, %s to %s, want %d, %s to %s", len(ratios), low, high, test.n, test.low, test.high)
			}
		})
	}
}

func TestNewBacktest(t *testing.T) {
	t.Parallel()
	upTo := func(n int) (ratios []decimal.Decimal) { // 0.1, 0.2, …
		for i := range n {
			ratios = append(ratios, decimal.New(int64(i+1), -1))
		}
		return ratios
	}
	for _, test := range []struct {
		name     string
		ratios   []decimal.Decimal
		forecast string
		want     string // count, error, low, high
	}{
		{"too few", upTo(13), "300", ""},
		{"ranks 2 and 13 of 14", upTo(14), "0", "14 35 120 230"}, // the middle two errors are 0.3 and 0.4
		{"ranks 2 and 18 of 20", upTo(20), "0", "20 50 120 280"},
		{"ranks 3 and 19 of 21", upTo(21), "0", "21 50 130 290"},
		{"never below the forecast", upTo(20), "280.01", "20 50 120 280.01"},
	} {
		got := ""
		if b := newBacktest(test.ratios, usd("100"), usd("100"), usd(test.forecast)); b != nil {
			got = fmt.Sprint(b.Count, " ", b.ErrorPercent, " ", b.Low, " ", b.High)
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	for want, ratios := range map[string][]string{"12.4": {"1.1234", "0.875"}, "12.3": {"0.875", "1.1225", "1.1225", "1.123456"}} {
		var all []decimal.Decimal
		for _, ratio := range ratios {
			all = append(all, usd(ratio))
		}
		if got := medianError(all); got.String() != want {
			t.Errorf("%s: got %s, want %s", ratios, got, want)
		}
	}
}
