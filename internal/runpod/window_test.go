package runpod

import (
	"testing"
	"time"
)

func TestLastBuckets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		now   string
		size  BucketSize
		n     int
		start string
		end   string
	}{
		{"2026-11-20T15:04:05Z", Hour, 1, "2026-11-20T15:00:00Z", "2026-11-20T16:00:00Z"},
		{"2026-03-01T00:30:00Z", Hour, 26, "2026-02-27T23:00:00Z", "2026-03-01T01:00:00Z"},
		{"2026-11-20T15:04:05Z", Day, 1, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"},
		{"2024-03-01T00:00:00Z", Day, 2, "2024-02-29T00:00:00Z", "2024-03-02T00:00:00Z"},
		{"2026-11-22T23:59:59Z", Week, 1, "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"}, // a Sunday
		{"2026-11-23T00:00:00Z", Week, 1, "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"}, // a Monday
		{"2026-01-01T12:00:00Z", Week, 2, "2025-12-22T00:00:00Z", "2026-01-05T00:00:00Z"}, // across a year's end
		{"2026-01-31T23:59:59.999Z", Month, 1, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"},
		{"2026-01-31T12:00:00Z", Month, 3, "2025-11-01T00:00:00Z", "2026-02-01T00:00:00Z"},
		{"2026-12-31T23:59:59Z", Year, 2, "2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"2026-11-01T01:00:00+02:00", Month, 1, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"}, // still October in UTC
	} {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		start, end := test.size.lastBuckets(now, test.n)
		if formatTime(start) != test.start || formatTime(end) != test.end {
			t.Errorf("last %d %s at %s: got %s to %s, want %s to %s", test.n, test.size, test.now, formatTime(start), formatTime(end), test.start, test.end)
		}
	}
}

func TestSettleWindow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 15, 4, 5, 0, time.UTC)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for name, test := range map[string]struct {
		settle func(*PodBillingQuery, time.Time) error
		query  PodBillingQuery
		want   string // start and end, or the error
	}{
		"v1 works last_n out":                  {(*PodBillingQuery).settleWindowForV1, PodBillingQuery{BucketSize: Month, LastN: 1}, "2026-11-01T00:00:00Z 2026-12-01T00:00:00Z"},
		"v1 takes one time":                    {(*PodBillingQuery).settleWindowForV1, PodBillingQuery{BucketSize: Day, Start: day(3)}, "2026-11-03T00:00:00Z "},
		"v1 far back in years":                 {(*PodBillingQuery).settleWindowForV1, PodBillingQuery{BucketSize: Year, LastN: 57}, "1970-01-01T00:00:00Z 2027-01-01T00:00:00Z"},
		"v1 too far back":                      {(*PodBillingQuery).settleWindowForV1, PodBillingQuery{BucketSize: Year, LastN: 58}, "lastN: the window would begin before the year 1970"},
		"v1 absurdly far back":                 {(*PodBillingQuery).settleWindowForV1, PodBillingQuery{BucketSize: Hour, LastN: 1 << 62}, "lastN: the window would begin before the year 1970"},
		"v2 takes last_n as it is":             {(*PodBillingQuery).settleWindowForV2, PodBillingQuery{BucketSize: Month, LastN: 1}, " "},
		"v2 gets an end":                       {(*PodBillingQuery).settleWindowForV2, PodBillingQuery{BucketSize: Day, Start: day(3)}, "2026-11-03T00:00:00Z 2026-11-21T00:00:00Z"},
		"v2 gets an end after a start to come": {(*PodBillingQuery).settleWindowForV2, PodBillingQuery{BucketSize: Day, Start: day(25)}, "2026-11-25T00:00:00Z 2026-11-26T00:00:00Z"},
		"v2 gets a start":                      {(*PodBillingQuery).settleWindowForV2, PodBillingQuery{BucketSize: Day, End: day(3)}, "2026-10-21T00:00:00Z 2026-11-03T00:00:00Z"},
		"v2 has no start before an old end": {(*PodBillingQuery).settleWindowForV2, PodBillingQuery{BucketSize: Day, End: day(3).AddDate(0, -1, 0)},
			"endTime: without a start, v2 begins 30 days ago, which is not before this end: set a start as well"},
	} {
		err := test.settle(&test.query, now)
		got := formatTime(test.query.Start) + " " + formatTime(test.query.End)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
