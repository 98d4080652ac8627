package budget

import (
	"errors"
	"testing"
	"time"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		period         Period
		first, last    string // "" if they are not set
		exclude        []string
		argument, want string // argument and reason, "" if it is valid
	}{
		{name: "a period", period: Quarter, exclude: []string{"2026-11-01", "2026-11-02"}},
		{name: "a project of one day", first: "2026-11-20", last: "2026-11-20"},
		{name: "the longest project", first: "2026-01-01", last: "2036-01-08"},
		{
			name: "a day longer", first: "2026-01-01", last: "2036-01-09",
			argument: "end_date", want: "2026-01-01 to 2036-01-09 is 3661 days; the maximum is 3660.",
		},
		{
			name: "an end before the start", first: "2026-11-20", last: "2026-11-19",
			argument: "end_date", want: "2026-11-19 is before start_date 2026-11-20.",
		},
		{name: "no start", last: "2026-11-19", argument: "start_date", want: "It must be set, because end_date is."},
		{name: "no end", first: "2026-11-19", argument: "end_date", want: "It must be set, because start_date is."},
		{
			name: "a period and dates", period: Month, first: "2026-11-19", last: "2026-11-20",
			argument: "period", want: "It cannot be set together with start_date and end_date.",
		},
		{name: "the 1960s", first: "1969-12-31", last: "1970-01-01", argument: "start_date", want: "1969-12-31 is before the year 1970."},
		{
			name: "a day excluded twice", period: Month, exclude: []string{"2026-11-01", "2026-11-02", "2026-11-01"},
			argument: "exclude_days", want: "2026-11-01 is there twice. Remove one of them.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := Budget{Period: test.period}
			if test.first != "" {
				b.FirstDay = at(test.first)
			}
			if test.last != "" {
				b.LastDay = at(test.last)
			}
			for _, day := range test.exclude {
				b.ExcludeDays = append(b.ExcludeDays, at(day))
			}
			err := b.Check()
			got, _ := errors.AsType[*ArgumentError](err)
			if got == nil {
				got = &ArgumentError{}
			}
			if got.Argument != test.argument || got.Reason != test.want || (err != nil) != (test.want != "") {
				t.Errorf("got %v, want %s: %s", err, test.argument, test.want)
			}
		})
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		period      Period
		first, last string
		trailing    int
		want        int
	}{
		{name: "a day", period: Day, trailing: 1, want: 121},
		{name: "a month", period: Month, trailing: 7, want: 127},
		{name: "a quarter with the longest average", period: Quarter, trailing: 90, want: 210},
		{name: "a year", period: Year, trailing: 90, want: 366},
		{name: "a new project", first: "2026-11-01", last: "2027-11-01", trailing: 7, want: 127},
		{name: "a project of 400 days on its last", first: "2025-10-17", last: "2026-11-20", trailing: 7, want: 402},
		{name: "a project that is over", first: "2025-10-17", last: "2025-10-18", trailing: 7, want: 402},
		{name: "a project in the future", first: "2026-11-21", last: "2026-11-22", trailing: 7, want: 127},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := Budget{Period: test.period, TrailingDays: test.trailing}
			if test.first != "" {
				b.FirstDay, b.LastDay = at(test.first), at(test.last)
			}
			for _, moment := range []time.Duration{0, 12 * time.Hour, 24*time.Hour - 1} {
				if got := b.Days(at("2026-11-20").Add(moment)); got != test.want {
					t.Errorf("%s after midnight: got %d, want %d", moment, got, test.want)
				}
			}
		})
	}
}
