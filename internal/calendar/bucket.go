// Package calendar computes with time as Runpod bills it: in buckets of one hour,
// day, week, month or year, all in UTC.
//
// A [BucketSize] knows where its buckets begin and end, a [Span] is a half-open
// time range, and a [Window] is the time range that a user asks for. Everything
// here is pure: the current time is always an argument.
package calendar

import (
	"iter"
	"sort"
	"time"
)

// BucketSize is the length of the time buckets that charges are added up in.
type BucketSize string

// The bucket sizes of both API versions. Day is the default of both. A week begins
// on Monday.
const (
	Hour  BucketSize = "hour"
	Day   BucketSize = "day"
	Week  BucketSize = "week"
	Month BucketSize = "month"
	Year  BucketSize = "year"
)

// BucketSizes lists all of them, shortest first.
func BucketSizes() []BucketSize { return []BucketSize{Hour, Day, Week, Month, Year} }

// Start returns the start, in UTC, of the bucket that contains t.
func (b BucketSize) Start(t time.Time) time.Time {
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

// Add returns the start of the bucket that is n buckets after the one at start.
func (b BucketSize) Add(start time.Time, n int) time.Time {
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

// End returns the end, in UTC, of the bucket that contains t.
func (b BucketSize) End(t time.Time) time.Time {
	return b.Add(b.Start(t), 1)
}

// Count returns how many buckets, counted from start, it takes to reach end.
func (b BucketSize) Count(start, end time.Time) int {
	const most = 24 * 366 * (LatestYear - EarliestYear + 1) // hours
	return sort.Search(most, func(n int) bool { return !b.Add(start, n).Before(end) })
}

// Buckets iterates over the buckets of the span, counted from its start. The last
// one may end after the span.
func (b BucketSize) Buckets(s Span) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for n := 0; ; n++ {
			bucket := Span{b.Add(s.Start, n), b.Add(s.Start, n+1)}
			if !bucket.Start.Before(s.End) || !yield(bucket) {
				return
			}
		}
	}
}

// Span is a time range in UTC that includes its start and excludes its end.
type Span struct{ Start, End time.Time }

func (s Span) String() string { return Format(s.Start) + " to " + Format(s.End) }
