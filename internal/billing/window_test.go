package billing

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestLastBuckets computes windows of v1 from the clock.
func TestLastBuckets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		now      string
		size     BucketSize
		n        int
		complete bool
		want     string
	}{
		{"the current hour", "2026-11-20T15:04:05Z", Hour, 1, false, "2026-11-20T15:00:00Z to 2026-11-20T16:00:00Z"},
		{"hours across the end of a month", "2026-03-01T00:30:00Z", Hour, 26, false, "2026-02-27T23:00:00Z to 2026-03-01T01:00:00Z"},
		{"today", "2026-11-20T15:04:05Z", Day, 1, false, "2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"days across a leap day", "2024-03-01T00:00:00Z", Day, 2, false, "2024-02-29T00:00:00Z to 2024-03-02T00:00:00Z"},
		{"a week on its Sunday", "2026-11-22T23:59:59Z", Week, 1, false, "2026-11-16T00:00:00Z to 2026-11-23T00:00:00Z"},
		{"a week on its Monday", "2026-11-23T00:00:00Z", Week, 1, false, "2026-11-23T00:00:00Z to 2026-11-30T00:00:00Z"},
		{"weeks across the end of a year", "2026-01-01T12:00:00Z", Week, 2, false, "2025-12-22T00:00:00Z to 2026-01-05T00:00:00Z"},
		{"the last nanosecond of a month", "2026-01-31T23:59:59.999999999Z", Month, 1, false, "2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z"},
		{"months on the 31st", "2026-01-31T12:00:00Z", Month, 3, false, "2025-11-01T00:00:00Z to 2026-02-01T00:00:00Z"},
		{"years", "2026-12-31T23:59:59Z", Year, 2, false, "2025-01-01T00:00:00Z to 2027-01-01T00:00:00Z"},
		{"still October in UTC", "2026-11-01T01:00:00+02:00", Month, 1, false, "2026-10-01T00:00:00Z to 2026-11-01T00:00:00Z"},
		{"last month", "2026-11-20T15:04:05Z", Month, 1, true, "2026-10-01T00:00:00Z to 2026-11-01T00:00:00Z"},
		{"the last complete hour, as it ends", "2026-11-20T15:00:00Z", Hour, 1, true, "2026-11-20T14:00:00Z to 2026-11-20T15:00:00Z"},
		{"two complete weeks", "2026-11-22T23:59:59Z", Week, 2, true, "2026-11-02T00:00:00Z to 2026-11-16T00:00:00Z"},
		{"the last complete year", "2026-01-01T00:00:00Z", Year, 1, true, "2025-01-01T00:00:00Z to 2026-01-01T00:00:00Z"},
		{"as many years as possible", "2026-11-20T15:04:05Z", Year, 57, false, "1970-01-01T00:00:00Z to 2027-01-01T00:00:00Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			window, err := Window{BucketSize: test.size, LastN: test.n, IncludeCurrent: !test.complete}.resolve(runpod.V1, at(test.now))
			if got := window.String(); err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

// TestWindowErrors checks that an invalid window is an error before anything is sent.
func TestWindowErrors(t *testing.T) {
	t.Parallel()
	both := []runpod.Version{runpod.V1, runpod.V2}
	const early = "last_n: The window would begin before the year 1970. Use a smaller last_n."
	for _, test := range []struct {
		name     string
		versions []runpod.Version
		window   Window
		want     string
	}{
		{"an end before its start", both, Window{BucketSize: Day, Start: at("2026-11-02"), End: at("2026-11-01")},
			"start_time: 2026-11-02T00:00:00Z is not before end_time 2026-11-01T00:00:00Z. The window includes its start and excludes its end."},
		{"an end at its start", both, Window{BucketSize: Day, Start: at("2026-11-01T02:00:00+02:00"), End: at("2026-11-01")},
			"start_time: 2026-11-01T00:00:00Z is not before end_time 2026-11-01T00:00:00Z. The window includes its start and excludes its end."},
		{"a start before 1970", both, Window{BucketSize: Day, Start: at("1969-12-31"), End: at("1970-01-02")},
			"start_time: 1969-12-31T00:00:00Z is outside the years 1970 to 9999."},
		{"a start before 1970 in UTC", both, Window{BucketSize: Day, Start: at("1970-01-01T00:30:00+01:00"), End: at("1970-01-02")},
			"start_time: 1969-12-31T23:30:00Z is outside the years 1970 to 9999."},
		{"an end after 9999 in UTC", both, Window{BucketSize: Day, Start: at("9999-12-01"), End: at("9999-12-31T23:59:59-01:00")},
			"end_time: 10000-01-01T00:59:59Z is outside the years 1970 to 9999."},
		{"a start and an end out of range", both, Window{BucketSize: Year, Start: at("1969-01-01"), End: at("9999-12-31T23:59:59-01:00")},
			"start_time: 1969-01-01T00:00:00Z is outside the years 1970 to 9999."},
		{"too many hours", both, Window{BucketSize: Hour, Start: at("2000-01-01"), End: at("2026-11-01")},
			"start_time: The window has 235224 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"one hour too many after snapping", both, Window{BucketSize: Hour, Start: at("2015-01-01 00:30"), End: at("2026-05-29 16:30")},
			"start_time: The window has 100001 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"too many days", both, Window{BucketSize: Day, Start: at("1970-01-01"), End: at("9999-01-01")},
			"start_time: The window has 2932532 buckets of one day; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"too many hours to now", both, Window{BucketSize: Hour, Start: at("2000-01-01")},
			""}, // see below: the number depends on the version
		{"too many last hours", both, Window{BucketSize: Hour, LastN: 100_001, IncludeCurrent: true},
			"last_n: The window has 100001 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"the largest last_n", both, Window{BucketSize: Hour, LastN: math.MaxInt64, IncludeCurrent: true},
			"last_n: The window has 9223372036854775807 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"the largest last_n without the current bucket", both, Window{BucketSize: Hour, LastN: math.MaxInt64},
			"last_n: The window has 9223372036854775807 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"years before 1970", both, Window{BucketSize: Year, LastN: 58, IncludeCurrent: true}, early},
		{"complete years before 1970", both, Window{BucketSize: Year, LastN: 57}, early},
		{"days before 1970", both, Window{BucketSize: Day, LastN: 90_000}, early},
		{"years before the year 0", both, Window{BucketSize: Year, LastN: 100_000}, early},
		{"an old end", []runpod.Version{runpod.V2}, Window{BucketSize: Day, End: at("2026-10-03")},
			"end_time: Without start_time, the window begins 30 days ago, which is not before this end_time. Set start_time as well."},
	} {
		for _, version := range test.versions {
			t.Run(test.name+" on "+string(version), func(t *testing.T) {
				t.Parallel()
				server := newServer()
				_, err := newReader(t, version, server).Charges(t.Context(), Query{Kind: Pods(), Window: test.window})
				want := test.want
				if want == "" {
					hours := map[runpod.Version]string{runpod.V1: "235695", runpod.V2: "235696"}[version]
					want = "start_time: The window has " + hours + " buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter " +
						"window."
				}
				if err == nil || err.Error() != want || !errors.As(err, new(*ArgumentError)) {
					t.Errorf("got  %v\nwant %s", err, want)
				}
				if got := sent(server); got != "" {
					t.Errorf("sent %s", got)
				}
			})
		}
	}
}

// TestLargestWindows checks that 100,000 buckets are allowed, however the window is
// set.
func TestLargestWindows(t *testing.T) {
	t.Parallel()
	for name, window := range map[string]Window{
		"last hours":     {BucketSize: Hour, LastN: MaxBuckets, IncludeCurrent: true},
		"complete hours": {BucketSize: Hour, LastN: MaxBuckets},
		"two times":      {BucketSize: Hour, Start: at("2015-01-01"), End: at("2026-05-29 16:00")},
		"all years":      {BucketSize: Year, Start: at("1970-01-01"), End: at("9999-01-01")},
		"November 9999":  {BucketSize: Month, Start: at("9999-11-01"), End: at("9999-12-01")},
	} {
		for _, version := range []runpod.Version{runpod.V1, runpod.V2} {
			t.Run(name+" on "+string(version), func(t *testing.T) {
				t.Parallel()
				charges, err := newReader(t, version, newServerOf(fakeapi.Account{})).Charges(t.Context(), Query{Kind: Pods(), Window: window})
				if err != nil || len(charges.ByTime) > MaxBuckets {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestWindowString(t *testing.T) {
	t.Parallel()
	for want, window := range map[string]Window{
		"the last 1 day":                               {BucketSize: Day, LastN: 1, IncludeCurrent: true},
		"the last 12 complete months":                  {BucketSize: Month, LastN: 12},
		"the last 30 days":                             {BucketSize: Week},
		"a window until 2026-11-01T00:00:00Z":          {End: at("2026-11-01")},
		"a window from 2026-11-01T00:00:00Z":           {Start: at("2026-11-01")},
		"2026-11-01T00:00:00Z to 2026-11-02T00:00:00Z": {Start: at("2026-11-01"), End: at("2026-11-02T01:00:00+01:00")},
	} {
		if got := window.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestBuckets checks that count, plus and buckets agree about every window.
func TestBuckets(t *testing.T) {
	t.Parallel()
	for _, size := range BucketSizes() {
		for _, start := range []time.Time{at("1970-01-01"), at("2023-12-31"), at("2024-02-29"), at("2026-01-31"), at("2026-11-20 15:00")} {
			for _, length := range []time.Duration{1, time.Hour, 25 * time.Hour, 31 * 24 * time.Hour, 800 * 24 * time.Hour} {
				window := span{start, start.Add(length)}
				buckets := 0
				end := start
				for bucket := range size.buckets(window) {
					buckets++
					if !bucket.start.Equal(end) || !bucket.start.Before(bucket.end) {
						t.Fatalf("%s: after %s comes %s", size, FormatTime(end), bucket)
					}
					end = bucket.end
				}
				if got := size.count(window.start, window.end); got != buckets || end.Before(window.end) {
					t.Errorf("%s in %s: %d are counted, %d are there, until %s", size, window, got, buckets, FormatTime(end))
				}
			}
		}
	}
}
