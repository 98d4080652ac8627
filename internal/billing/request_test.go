package billing

import (
	"errors"
	"math"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestWindowErrors checks that an invalid window is an error before anything is sent.
func TestWindowErrors(t *testing.T) {
	t.Parallel()
	both := []runpod.Version{runpod.V1, runpod.V2}
	const early = "last_n: The window would begin before the year 1970. Use a smaller last_n."
	for _, test := range []struct {
		name     string
		versions []runpod.Version
		window   calendar.Window
		want     string
	}{
		{"an end before its start", both, calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-02"), End: at("2026-11-01")},
			"start_time: 2026-11-02T00:00:00Z is not before end_time 2026-11-01T00:00:00Z. The window includes its start and excludes its end."},
		{"a start before 1970 in UTC", both, calendar.Window{BucketSize: calendar.Day, Start: at("1970-01-01T00:30:00+01:00"),
			End: at("1970-01-02")},
			"start_time: 1969-12-31T23:30:00Z is outside the years 1970 to 9999."},
		{"an end after 9999 in UTC", both, calendar.Window{BucketSize: calendar.Day, Start: at("9999-12-01"),
			End: at("9999-12-31T23:59:59-01:00")},
			"end_time: 10000-01-01T00:59:59Z is outside the years 1970 to 9999."},
		{"too many hours", both, calendar.Window{BucketSize: calendar.Hour, Start: at("2000-01-01"), End: at("2026-11-01")},
			"start_time: The window has 235224 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"one hour too many after snapping", both, calendar.Window{BucketSize: calendar.Hour, Start: at("2015-01-01 00:30"),
			End: at("2026-05-29 16:30")},
			"start_time: The window has 100001 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"too many hours to now", both, calendar.Window{BucketSize: calendar.Hour, Start: at("2000-01-01")},
			""}, // see below: the number depends on the version
		{"too many last hours", both, calendar.Window{BucketSize: calendar.Hour, LastN: 100_001, IncludeCurrent: true},
			"last_n: The window has 100001 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"the largest last_n", both, calendar.Window{BucketSize: calendar.Hour, LastN: math.MaxInt64, IncludeCurrent: true},
			"last_n: The window has 9223372036854775807 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"the largest last_n without the current bucket", both, calendar.Window{BucketSize: calendar.Hour, LastN: math.MaxInt64},
			"last_n: The window has 9223372036854775807 buckets of one hour; the maximum is 100000. Use a larger bucket_size or a shorter window."},
		{"years before 1970", both, calendar.Window{BucketSize: calendar.Year, LastN: 58, IncludeCurrent: true}, early},
		{"a start in the future", both, calendar.Window{BucketSize: calendar.Day, Start: at("2027-11-01"), End: at("2027-11-20")},
			"start_time: 2027-11-01T00:00:00Z is in the future, so nothing can have been charged. Check the year, and this machine's clock, " +
				"which shows 2026-11-20T15:00:00Z."},
		{"a start in a second, without an end", both, calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-20T15:00:01Z")},
			"start_time: 2026-11-20T15:00:01Z is in the future, so nothing can have been charged. Check the year, and this machine's clock, " +
				"which shows 2026-11-20T15:00:00Z."},
		{"an old end", []runpod.Version{runpod.V2}, calendar.Window{BucketSize: calendar.Day, End: at("2026-10-03")},
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
				if err == nil || err.Error() != want || !errors.As(err, new(*calendar.WindowError)) {
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
	for name, window := range map[string]calendar.Window{
		"last hours":     {BucketSize: calendar.Hour, LastN: calendar.MaxBuckets, IncludeCurrent: true},
		"complete hours": {BucketSize: calendar.Hour, LastN: calendar.MaxBuckets},
		"two times":      {BucketSize: calendar.Hour, Start: at("2015-01-01"), End: at("2026-05-29 16:00")},
		"all years":      {BucketSize: calendar.Year, Start: at("1970-01-01"), End: at("9999-01-01")},
	} {
		for _, version := range []runpod.Version{runpod.V1, runpod.V2} {
			t.Run(name+" on "+string(version), func(t *testing.T) {
				t.Parallel()
				charges, err := newReader(t, version, newServerOf(fakeapi.Account{})).Charges(t.Context(), Query{Kind: Pods(), Window: window})
				if err != nil || len(charges.ByTime) > calendar.MaxBuckets {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}
