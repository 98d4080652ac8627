package runpod

import (
	"fmt"
	"time"
)

// BucketSize is the length of the time buckets that charges are added up in.
type BucketSize string

// The bucket sizes of both API versions. Day is the default of both.
const (
	Hour  BucketSize = "hour"
	Day   BucketSize = "day"
	Week  BucketSize = "week"
	Month BucketSize = "month"
	Year  BucketSize = "year"
)

// BucketSizes lists all of them, shortest first.
func BucketSizes() []BucketSize { return []BucketSize{Hour, Day, Week, Month, Year} }

// start is the start, in UTC, of the bucket that t lies in. A week starts on
// Monday.
func (b BucketSize) start(t time.Time) time.Time {
	t = t.UTC()
	year, month, day := t.Date()
	switch b {
	case Hour:
		return t.Truncate(time.Hour)
	case Week:
		day -= (int(t.Weekday()) + 6) % 7
	case Month:
		day = 1
	case Year:
		month, day = time.January, 1
	case Day:
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// plus is the start of the bucket n buckets after the one that starts at start.
func (b BucketSize) plus(start time.Time, n int) time.Time {
	switch b {
	case Hour:
		return start.AddDate(0, 0, n/24).Add(time.Duration(n%24) * time.Hour)
	case Week:
		return start.AddDate(0, 0, 7*n)
	case Month:
		return start.AddDate(0, n, 0)
	case Year:
		return start.AddDate(n, 0, 0)
	case Day:
	}
	return start.AddDate(0, 0, n)
}

// end is the end of the bucket that t lies in.
func (b BucketSize) end(t time.Time) time.Time {
	return b.plus(b.start(t), 1)
}

// Spans tells that a window consists of just n whole buckets.
func (b BucketSize) Spans(start, end time.Time, n int) bool {
	return b.start(start).Equal(start) && b.plus(start, min(n, LongestLastN)).Equal(end)
}

// lastBuckets is the window of the last n buckets, the one that now lies in
// included: what v2 makes of lastN.
func (b BucketSize) lastBuckets(now time.Time, n int) (start, end time.Time) {
	return b.plus(b.start(now), 1-n), b.end(now)
}

// EarliestYear is the first year that a window may begin in: long before there
// was anything to charge, and well apart from the zero time.
const EarliestYear = 1970

// LongestLastN is more hours than there are from EarliestYear to the year 9999.
const LongestLastN = 100_000_000

// settleWindowForV1 works LastN, which v1 does not know, out to two times.
func (q *PodBillingQuery) settleWindowForV1(now time.Time) error {
	if q.LastN == 0 {
		return nil
	}
	q.Start, q.End = q.BucketSize.lastBuckets(now, min(q.LastN, LongestLastN))
	if q.Start.Year() < EarliestYear {
		return &QueryError{Parameter: "lastN", Reason: fmt.Sprintf("the window would begin before the year %d", EarliestYear)}
	}
	return nil
}

// settleWindowForV2 makes sure that both times are asked for or neither: v2 was
// seen to refuse just one. The missing one is v2's own default: the end of the
// running bucket, or 30 days ago.
func (q *PodBillingQuery) settleWindowForV2(now time.Time) error {
	switch {
	case q.End.IsZero() && !q.Start.IsZero():
		q.End = q.BucketSize.end(now)
		if !q.Start.Before(q.End) { // nothing can be billed yet
			q.End = q.BucketSize.end(q.Start)
		}
	case q.Start.IsZero() && !q.End.IsZero():
		q.Start = q.BucketSize.start(now.AddDate(0, 0, -30))
		if !q.Start.Before(q.End) {
			return &QueryError{Parameter: "endTime", Reason: "without a start, v2 begins 30 days ago, which is not before this end: set a start as well"}
		}
	}
	return nil
}
