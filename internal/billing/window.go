package billing

import (
	"fmt"
	"iter"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
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

// MaxBuckets is how many buckets a window may have.
const MaxBuckets = 100_000

// start returns the start, in UTC, of the bucket that contains t. A week starts
// on Monday.
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

// plus returns the start of the bucket that is n buckets after the one at start.
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

// end returns the end of the bucket that contains t.
func (b BucketSize) end(t time.Time) time.Time {
	return b.plus(b.start(t), 1)
}

// count returns how many buckets, counted from start, it takes to reach end.
func (b BucketSize) count(start, end time.Time) int {
	n := int(end.Unix()-start.Unix()) / 3600 // not end.Sub: a time.Duration ends at 292 years
	switch b {
	case Hour:
	case Day:
		n /= 24
	case Week:
		n /= 24 * 7
	case Month:
		n = 12*(end.Year()-start.Year()) + int(end.Month()) - int(start.Month()) - 1
	case Year:
		n = end.Year() - start.Year() - 1
	}
	for n = max(n, 0); b.plus(start, n).Before(end); {
		n++
	}
	return n
}

// span is a half-open time range in UTC.
type span struct{ start, end time.Time }

func (s span) String() string { return FormatTime(s.start) + " to " + FormatTime(s.end) }

// buckets iterates over the buckets of the span, counted from its start.
func (b BucketSize) buckets(s span) iter.Seq[span] {
	return func(yield func(span) bool) {
		for n := 0; ; n++ {
			bucket := span{b.plus(s.start, n), b.plus(s.start, n+1)}
			if !bucket.start.Before(s.end) || !yield(bucket) {
				return
			}
		}
	}
}

// Window is the time range of a query. A zero Start, End or LastN is not set. If
// none of them is set, v2 uses the last 30 days; v1 does not document what it
// uses.
type Window struct {
	BucketSize BucketSize
	Start, End time.Time // half-open
	LastN      int       // the last N buckets, instead of the two times
	// IncludeCurrent reports whether the current bucket is one of the last N.
	// Otherwise, they are the last N complete buckets.
	IncludeCurrent bool
}

// Check returns an *ArgumentError if the window is invalid whatever the current
// time is.
func (w Window) Check() error {
	if err := checkYear("start_time", w.Start); err != nil {
		return err
	}
	if err := checkYear("end_time", w.End); err != nil {
		return err
	}
	if w.LastN > 0 {
		return w.checkLength("last_n", w.LastN)
	}
	if w.Start.IsZero() || w.End.IsZero() {
		return nil
	}
	if !w.Start.Before(w.End) {
		return &ArgumentError{"start_time", fmt.Sprintf("%s is not before end_time %s. The window includes its start and excludes its end.",
			FormatTime(w.Start), FormatTime(w.End))}
	}
	return w.checkLength("start_time", w.BucketSize.count(w.BucketSize.start(w.Start), w.End))
}

func checkYear(argument string, t time.Time) error {
	if year := t.UTC().Year(); !t.IsZero() && (year < strictjson.EarliestYear || year > strictjson.LatestYear) {
		return &ArgumentError{argument, fmt.Sprintf("%s is outside the years %d to %d.", FormatTime(t), strictjson.EarliestYear,
			strictjson.LatestYear)}
	}
	return nil
}

func (w Window) checkLength(argument string, buckets int) error {
	if buckets <= MaxBuckets {
		return nil
	}
	return &ArgumentError{argument, fmt.Sprintf("The window has %d buckets of one %s; the maximum is %d. Use a larger bucket_size or a "+
		"shorter window.",
		buckets, w.BucketSize, MaxBuckets)}
}

// asked returns how many buckets to request from v2. A window without the current
// bucket requests that one too and drops it, so that the API's clock decides
// which bucket is the current one.
func (w Window) asked() int {
	if w.LastN > 0 && !w.IncludeCurrent {
		return w.LastN + 1
	}
	return w.LastN
}

// usesClock reports whether the result of resolve depends on the current time.
func (w Window) usesClock(version runpod.Version) bool {
	if version == runpod.V1 {
		return w.LastN > 0
	}
	return w.Start.IsZero() != w.End.IsZero()
}

// clockArgument returns the argument because of which usesClock is true.
func (w Window) clockArgument() string {
	switch {
	case w.LastN > 0:
		return "last_n"
	case w.Start.IsZero():
		return "end_time"
	}
	return "start_time"
}

// resolve returns the window to send. v1 does not support lastN. v2 has been seen
// to reject one time without the other, so the missing one is set to v2's
// documented default: the end of the current bucket, or 30 days ago.
func (w Window) resolve(version runpod.Version, now time.Time) (Window, error) {
	start := w.BucketSize.start(now)
	switch {
	case version == runpod.V1 && w.LastN > 0:
		w.Start, w.End = w.BucketSize.plus(start, 1-w.asked()), w.BucketSize.plus(start, 1)
		if !w.IncludeCurrent {
			w.End = start
		}
		w.LastN = 0
		if w.Start.Year() < strictjson.EarliestYear {
			return w, tooEarly()
		}
	case version == runpod.V2 && w.LastN > 0:
		if w.BucketSize.plus(start, 1-w.asked()).Year() < strictjson.EarliestYear {
			return w, tooEarly()
		}
	case version == runpod.V2 && w.End.IsZero() && !w.Start.IsZero():
		w.End = w.BucketSize.end(now)
		if !w.Start.Before(w.End) { // nothing can be billed yet
			w.End = w.BucketSize.end(w.Start)
		}
	case version == runpod.V2 && w.Start.IsZero() && !w.End.IsZero():
		w.Start = w.BucketSize.start(now.AddDate(0, 0, -30))
		if !w.Start.Before(w.End) {
			return w, &ArgumentError{"end_time", "Without start_time, the window begins 30 days ago, which is not before this end_time. Set " +
				"start_time as well."}
		}
	case version == runpod.V1 && w.End.IsZero() && !w.Start.IsZero() && w.Start.Before(now):
		bounded := w
		bounded.End = now
		return w, bounded.Check()
	}
	return w, w.Check()
}

func tooEarly() *ArgumentError {
	return &ArgumentError{"last_n", fmt.Sprintf("The window would begin before the year %d. Use a smaller last_n.", strictjson.EarliestYear)}
}

// String describes the window for people.
func (w Window) String() string {
	switch {
	case w.LastN > 0 && w.IncludeCurrent:
		return "the last " + Count(w.LastN, string(w.BucketSize))
	case w.LastN > 0:
		return "the last " + Count(w.LastN, "complete "+string(w.BucketSize))
	case w.Start.IsZero() && w.End.IsZero():
		return "the last 30 days"
	case w.Start.IsZero():
		return "a window until " + FormatTime(w.End)
	case w.End.IsZero():
		return "a window from " + FormatTime(w.Start)
	}
	return span{w.Start, w.End}.String()
}

// FormatTime writes a time as RFC 3339 in UTC, and the zero time as "".
func FormatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Count writes a number with its noun, such as "2 pods".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
