package billing

import (
	"errors"
	"fmt"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// GPUTypeError means that a query for a GPU type cannot be answered.
type GPUTypeError struct {
	Reason string // why, and what to change, as one or more sentences
}

// Error returns the argument and the reason.
func (e *GPUTypeError) Error() string { return "gpu_type_id: " + e.Reason }

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

// errBucketEnded returns the error for a window whose current bucket ended during
// both attempts.
func errBucketEnded(w calendar.Window) error {
	return &calendar.WindowError{Argument: w.ClockArgument(), Reason: "A new bucket began during both attempts. Try again."}
}

// missing returns the error for a required member that is not there.
func missing(member string) error { return fmt.Errorf("%q is missing", member) }

var errFurtherPages = errors.New("it has more pages, which this version of the provider cannot read")
