package budget

import (
	"testing"
	"time"
)

func TestPeriod(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		period           Period
		day              string
		start, end, name string
	}{
		{Day, "2028-02-29", "2028-02-29", "2028-03-01", "on 29 February 2028"},
		{Week, "2026-11-22", "2026-11-16", "2026-11-23", "in the week from 16 November 2026"},
		{Week, "2027-01-01", "2026-12-28", "2027-01-04", "in the week from 28 December 2026"},
		{Month, "2026-11-30", "2026-11-01", "2026-12-01", "in November 2026"},
		{Quarter, "2026-01-01", "2026-01-01", "2026-04-01", "in Q1 2026"},
		{Quarter, "2026-06-30", "2026-04-01", "2026-07-01", "in Q2 2026"},
		{Quarter, "2026-08-31", "2026-07-01", "2026-10-01", "in Q3 2026"},
		{Quarter, "2026-12-31", "2026-10-01", "2027-01-01", "in Q4 2026"},
		{Year, "2028-12-31", "2028-01-01", "2029-01-01", "in 2028"},
	} {
		for _, moment := range []time.Duration{0, 24*time.Hour - 1} {
			span := test.period.span(at(test.day).Add(moment))
			if !span.Start.Equal(at(test.start)) || !span.End.Equal(at(test.end)) || test.period.name(span.Start) != test.name {
				t.Errorf("%s of %s: got %s, %s", test.period, test.day, span, test.period.name(span.Start))
			}
		}
	}
}
