package billing

// This file derives the current time from the API's Date header.

import (
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

// travelTime is how far apart two correct clocks can appear, because a response
// takes time to arrive.
const travelTime = 5 * time.Second
