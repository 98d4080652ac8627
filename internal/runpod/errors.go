package runpod

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Causes of an Error, for errors.Is.
var (
	// ErrRedirect: the server redirects to another host or scheme, where the key must
	// not be sent, or to another query.
	ErrRedirect = errors.New("refused to follow a redirect")
	// ErrTooLarge: the body is longer than MaxResponseBytes.
	ErrTooLarge = fmt.Errorf("the response is larger than %d MiB", MaxResponseBytes>>20)
	// ErrAttemptTimeout: an attempt took longer than its share of the caller's time.
	ErrAttemptTimeout = errors.New("the attempt timed out before the response was complete")
	// ErrTimeIsUp: the caller's deadline has passed.
	ErrTimeIsUp = errors.New("the read timed out")
	// ErrCutShort: the connection ended in the middle of a response.
	ErrCutShort = errors.New("the response was cut short")
)

// ContractError is the cause of an Error when a 200 response breaks the API's
// contract or contradicts itself.
type ContractError struct {
	Reason error
}

// Error returns the text of the reason.
func (e *ContractError) Error() string { return e.Reason.Error() }

// Unwrap returns the reason.
func (e *ContractError) Unwrap() error { return e.Reason }

// Error describes a request that failed. Get returns no other type of error.
type Error struct {
	Version   Version
	Route     string // path below the endpoint, such as "billing/pods"
	URL       string // without the query
	Attempts  int    // 0 if WaitTooLong kept the call from sending anything
	Requests  int    // all that the client has sent until now, retries included
	Status    int    // HTTP status of the last response, 0 if there was none
	Message   string // the API's own message, "" if it had none
	RequestID string // from the response's headers, "" if they have none
	// RetryAfter is how long the API asked to wait, 0 if it did not. After a 429 it
	// asks all calls of the client.
	RetryAfter time.Duration
	// WaitTooLong reports whether RetryAfter was longer than the caller's remaining
	// time, so that the call gave up at once. Status is then 429 or 503, even if only
	// another call got that response.
	WaitTooLong bool
	// Err is the cause, nil if the status explains the failure.
	Err error
}

// Error describes the failure in one line.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Runpod API %s", e.Version)
	if e.Status != 0 {
		fmt.Fprintf(&text, ": HTTP %s", strings.TrimSpace(fmt.Sprint(e.Status, " ", http.StatusText(e.Status))))
	}
	if e.Message != "" {
		fmt.Fprintf(&text, ": %s", e.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&text, ": %v", e.Err)
	}
	return text.String()
}

// Unwrap returns the cause, nil if the status explains the failure.
func (e *Error) Unwrap() error { return e.Err }

// contextError returns the cause of an Error whose caller's context has ended:
// ErrTimeIsUp, or context.Canceled if the caller stopped waiting.
func contextError(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTimeIsUp
	}
	return ctx.Err()
}

// hostNotFound reports whether the DNS does not know the API's host.
func hostNotFound(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound && !ProxyFailed(err)
}

// TLSFailed reports whether the server's certificate was rejected, or the server does
// not speak TLS.
func TLSFailed(err error) bool {
	return errors.As(err, new(*tls.CertificateVerificationError)) || errors.As(err, new(tls.RecordHeaderError)) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

// ProxyFailed reports whether the connection to a proxy failed, rather than the
// one to the API.
func ProxyFailed(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "proxyconnect" || op.Op == socksConnect)
}

// socksConnect is the operation of an error that a SOCKS proxy answers with. The
// error itself does not say whether the reason is the password.
const socksConnect = "socks connect"

func socksRefused(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == socksConnect
}
