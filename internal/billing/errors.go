package billing

import (
	"errors"
	"fmt"
	"time"
)

// ArgumentError means that a query has an argument that cannot be used.
type ArgumentError struct {
	Argument string // the argument's name in Terraform, such as last_n
	Reason   string // why, and what to change, as one or more sentences
}

// Error returns the argument and the reason.
func (e *ArgumentError) Error() string { return e.Argument + ": " + e.Reason }

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

// missing returns the error for a required member that is not there.
func missing(member string) error { return fmt.Errorf("%q is missing", member) }

var errFurtherPages = errors.New("it has more pages, which this version of the provider cannot read")
