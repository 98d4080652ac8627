package billing

import (
	"errors"
	"fmt"
	"time"
)

// ArgumentError is a question that cannot be answered because of one of its
// arguments.
type ArgumentError struct {
	Argument string // the argument's name in Terraform, such as last_n
	Reason   string // why, and what to change, as one or more sentences
}

// Error returns the argument and the reason.
func (e *ArgumentError) Error() string { return e.Argument + ": " + e.Reason }

// ClockError means that a window was worked out from this machine's clock, and
// the API's clock gives another window.
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

// missing is the error of a required member.
func missing(member string) error { return fmt.Errorf("%q is missing", member) }

var errFurtherPages = errors.New("it is one of several pages, which this version of the provider cannot read")
