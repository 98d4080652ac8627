package runpod

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Causes of an Error, to be found with errors.Is.
var (
	// ErrRedirect: the server pointed to another host or scheme, where the key is
	// not sent; to another question; or to what is no URL.
	ErrRedirect = errors.New("refused to follow a redirect")
	// ErrTooLarge: the body is longer than MaxAnswerBytes.
	ErrTooLarge = fmt.Errorf("the answer is larger than %d MiB", MaxAnswerBytes>>20)
	// ErrAttemptTimeout: one attempt took longer than its share of the time.
	ErrAttemptTimeout = errors.New("no whole answer within the time of one attempt")
	// ErrTimeIsUp: the caller's deadline for the whole question has passed.
	ErrTimeIsUp = errors.New("the time for the whole read is up")
	// ErrCutShort: the connection ended inside an answer.
	ErrCutShort = errors.New("the answer was cut short")
)

// AnswerError is the cause of an Error when a server answered 200 with
// something that is not what the API's contract says, or that contradicts
// itself.
type AnswerError struct {
	Reason error
}

// Error says in which way the answer breaks the contract.
func (e *AnswerError) Error() string { return e.Reason.Error() }

// Unwrap returns the reason.
func (e *AnswerError) Unwrap() error { return e.Reason }

// Error is a question that ended without an answer to trust. Every call of a
// Client that fails returns one.
type Error struct {
	Version    Version
	URL        string // without the query
	Attempts   int
	Status     int           // HTTP status of the last answer, 0 if there was none
	Message    string        // the API's own words, "" if it had none
	RequestID  string        // as the answer's headers give it, "" if they do not
	RetryAfter time.Duration // how long the API asked to wait, 0 if it did not
	// WaitTooLong: RetryAfter is longer than what was left of the caller's
	// time, so the call gave up at once.
	WaitTooLong bool
	// MovedFrom is v1's last word where Auto had moved to v2, nil otherwise.
	MovedFrom error
	// Err is the cause where Status alone does not tell, nil otherwise.
	Err error
}

// Error describes the failure in one line.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Runpod API %s", e.Version)
	if e.Status != 0 {
		fmt.Fprintf(&text, ": HTTP %d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Message != "" {
		fmt.Fprintf(&text, ": %s", e.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&text, ": %v", e.Err)
	}
	return text.String()
}

// Unwrap returns the cause, nil if the status says it all.
func (e *Error) Unwrap() error { return e.Err }

// contextError is the cause of an Error whose caller's context has ended:
// ErrTimeIsUp, or context.Canceled where the caller does not wait any more.
func contextError(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTimeIsUp
	}
	return ctx.Err()
}

// gone tells that the version does not serve any more: 410, 404 on the route,
// or a host that does not resolve. Anything else is an answer, or a fault that
// may pass.
func gone(err error) bool {
	var failure *Error
	if !errors.As(err, &failure) {
		return false
	}
	return failure.Status == http.StatusGone || failure.Status == http.StatusNotFound || hostNotFound(err)
}

// hostNotFound tells that the name service does not know the API's host.
func hostNotFound(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound && !ProxyFailed(err)
}

// ProxyFailed tells that it was the way to a proxy that failed, and not the way
// to the API.
func ProxyFailed(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "proxyconnect"
}
