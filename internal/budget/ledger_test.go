package budget

import (
	"testing"
	"time"
)

// TestAverage averages the five days before 20 November.
func TestAverage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		costs       []string
		compute     string // of 19 November, otherwise everything is
		exclude     []string
		total, rest string
	}{
		{name: "every day", costs: []string{"1", "2", "3", "4", "5", "100"}, compute: "2", total: "3", rest: "0.6"},
		{name: "from the first charge", costs: []string{"0", "0", "3", "0", "6", "100"}, compute: "6", total: "3", rest: "0"},
		{name: "no charge", costs: []string{"7", "0", "0", "0", "0", "0", "100"}, compute: "0", total: "0", rest: "0"},
		{
			name: "without two days", costs: []string{"1", "2", "3", "4", "5", "100"}, compute: "6", exclude: []string{"2026-11-15", "2026-11-16"},
			total: "4", rest: "-0.333333",
		},
		{ // the free days after the excluded one say nothing
			name: "the first charge is excluded", costs: []string{"900", "0", "0", "4", "6", "100"}, compute: "5", exclude: []string{"2026-11-15"},
			total: "5", rest: "0.5",
		},
		{
			name: "all charges are excluded", costs: []string{"0", "0", "0", "900", "0", "100"}, compute: "0", exclude: []string{"2026-11-18"},
			total: "0", rest: "0",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := reading("2026-11-20 12:00", test.costs...)
			in.Compute[at("2026-11-19")] = usd(test.compute)
			var excluded []time.Time
			for _, day := range test.exclude {
				excluded = append(excluded, at(day))
			}
			l, err := newLedger(in, excluded)
			if err != nil {
				t.Fatal(err)
			}
			if total, rest := l.average(l.today-5, l.today); total.String() != test.total || rest.String() != test.rest {
				t.Errorf("got %s and %s, want %s and %s", total, rest, test.total, test.rest)
			}
		})
	}
}
