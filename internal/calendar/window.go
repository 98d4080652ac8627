package calendar

import (
	"fmt"
	"time"
)

// MaxBuckets is how many buckets a window may have.
const MaxBuckets = 100_000

// Window is the time range that a user asks for. A zero Start, End or LastN is not
// set. If none of them is set, v2 uses the last 30 days; v1 does not document what
// it uses.
type Window struct {
	BucketSize BucketSize
	Start, End time.Time // half-open
	LastN      int       // the last N buckets, instead of the two times
	// IncludeCurrent reports whether the current bucket is one of the last N.
	// Otherwise, they are the last N complete buckets.
	IncludeCurrent bool
}

// WindowError means that a window cannot be used.
type WindowError struct {
	Argument string // its name in Terraform: start_time, end_time or last_n
	Reason   string // why, and what to change, as one or more sentences
}

// Error returns the argument and the reason.
func (e *WindowError) Error() string { return e.Argument + ": " + e.Reason }

// Last returns the span of the last N buckets at the given time, complete ones
// unless IncludeCurrent is set. It returns a *WindowError if they begin too early.
func (w Window) Last(now time.Time) (Span, error) {
	end := w.BucketSize.Start(now)
	if w.IncludeCurrent {
		end = w.BucketSize.Add(end, 1)
	}
	last := Span{w.BucketSize.Add(end, -w.LastN), end}
	if last.Start.Year() < EarliestYear {
		return Span{}, &WindowError{"last_n", fmt.Sprintf("The window would begin before the year %d. Use a smaller last_n.", EarliestYear)}
	}
	return last, nil
}

// ClockArgument returns the argument that makes the window depend on the current
// time.
func (w Window) ClockArgument() string {
	switch {
	case w.LastN > 0:
		return "last_n"
	case w.Start.IsZero():
		return "end_time"
	}
	return "start_time"
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
		return "a window until " + Format(w.End)
	case w.End.IsZero():
		return "a window from " + Format(w.Start)
	}
	return Span{w.Start, w.End}.String()
}
