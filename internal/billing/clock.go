package billing

import (
	"time"

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
func (m moment) within(s span) bool {
	return !s.start.After(m.latest) && m.earliest.Before(s.end)
}

// travelTime is how far apart two correct clocks can appear, because a response
// takes time to arrive.
const travelTime = 5 * time.Second

// checkClock computes the window again from the API's clock. If it differs from
// the one that was sent, either a bucket has just ended, and again is true, or this
// machine's clock is wrong, and the error is a *ClockError.
func checkClock(asked, sent Window, version runpod.Version, response *runpod.Response) (again bool, err error) {
	if response.Date.IsZero() || !asked.usesClock(version) {
		return false, nil
	}
	if right, err := asked.resolve(version, response.Date); err == nil && right == sent {
		return false, nil
	}
	ahead := response.Received.Sub(response.Date)
	if ahead.Abs() <= travelTime {
		return true, nil
	}
	return false, &ClockError{Ahead: ahead}
}
