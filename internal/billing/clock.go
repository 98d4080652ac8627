package billing

// This file derives the current time from the API's Date header, and compares this
// machine's clock with it.

import (
	"fmt"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// moment is the time at which the API answered a request, by its own clock.
type moment struct {
	clock time.Time // the Date header, or this machine's clock without one
	// The API read its clock between these two: after the request was sent and
	// before it answered. They allow for the fraction of a second that a Date header
	// leaves out.
	earliest, latest time.Time
}

func momentOf(response *runpod.Response) moment {
	clock := response.Date
	if clock.IsZero() {
		clock = response.Received.UTC()
	}
	return moment{clock, clock.Add(-response.Elapsed - time.Second), clock.Add(time.Second)}
}

// within reports whether the API may have read its clock within the span.
func (m moment) within(s calendar.Span) bool {
	return !s.Start.After(m.latest) && m.earliest.Before(s.End)
}

// checkClock returns a *ClockError if this machine's clock differs from the API's by
// more than the time that a response takes to arrive.
func checkClock(response *runpod.Response) error {
	const travelTime = 5 * time.Second
	if ahead := response.Received.Sub(response.Date); ahead.Abs() > travelTime {
		return &ClockError{Ahead: ahead}
	}
	return nil
}

// ClockError means that a window was computed from this machine's clock, and the
// API's clock gives a different one.
type ClockError struct {
	Ahead time.Duration // how far this machine's clock is ahead of the API's; negative if it is behind
}

// Error says by how much the clock is wrong.
func (e *ClockError) Error() string {
	if e.Ahead < 0 {
		return fmt.Sprintf("this machine's clock is %s behind Runpod's", -e.Ahead.Round(time.Second))
	}
	return fmt.Sprintf("this machine's clock is %s ahead of Runpod's", e.Ahead.Round(time.Second))
}
