package runpod

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"
)

// call is one request with its attempts.
type call struct {
	config   Config
	redactor redactor
	maxBytes int64 // of a response body
	limit    *rateLimit
	url      *url.URL
	route    string
	http     *http.Client // of this call, since the time limit differs by attempt

	deadline    time.Time // the caller's; zero: none
	attempts    int
	failures    int            // attempts that count against MaxRetries
	sent        time.Time      // when the last attempt began
	response    *http.Response // the last attempt's, once its body has been read into body
	body        []byte
	failure     error // why the last attempt got no complete response; nil if it got one
	waitTooLong bool
	wait        time.Duration // that was too long, if another call was told to wait
}

// left returns the time that the caller has left.
func (c *call) left() time.Duration {
	if c.deadline.IsZero() {
		return math.MaxInt64
	}
	return max(time.Until(c.deadline), 0)
}

// errRefused is the error of an attempt whose response has a status other than 200.
// The status decides what follows.
var errRefused = errors.New("refused")

// newError returns the Error of a failed call. cause is nil if the status of the
// last response explains the failure.
func (c *call) newError(cause error) *Error {
	failure := &Error{
		Version: c.config.Version, Route: c.route, URL: withoutQuery(c.url), Attempts: c.attempts,
		Requests: int(c.limit.requests.Load()), WaitTooLong: c.waitTooLong, Err: c.redactor.redactError(cause),
	}
	if c.response != nil {
		failure.Status = c.response.StatusCode
		failure.RetryAfter = retryAfter(c.response)
		failure.RequestID = c.requestID(c.response.Header)
		if failure.Status != http.StatusOK {
			failure.Message = message(c.body, c.redactor.redact)
		}
	}
	if c.wait > 0 {
		failure.Status, failure.RetryAfter = http.StatusTooManyRequests, c.wait
	}
	return failure
}

// ended returns the cause of the failure of a call whose context has ended.
func (c *call) ended(ctx context.Context) error {
	cause := contextError(ctx)
	if c.failure != nil {
		return fmt.Errorf("%w; the last attempt failed: %w", cause, c.failure)
	}
	return cause
}

// logAttempt writes a log line. It redacts the fields, because servers may echo the key.
func (c *call) logAttempt(ctx context.Context, err error) {
	fields := map[string]any{"api_version": string(c.config.Version), "url": c.url.String(), "attempt": c.attempts}
	if c.response != nil {
		fields["status"] = c.response.StatusCode
		fields["bytes"] = len(c.body)
		fields["request_id"] = c.requestID(c.response.Header)
	}
	if err != nil && !errors.Is(err, errRefused) {
		fields["error"] = c.redactor.redactError(err).Error()
	}
	for name, value := range fields {
		if text, ok := value.(string); ok {
			fields[name] = c.redactor.redact(text)
		}
	}
	c.config.Log(ctx, "Sent a request to the Runpod API", fields)
}

func withoutQuery(u *url.URL) string {
	bare := *u
	bare.RawQuery = ""
	return bare.String()
}

// requestID returns the id by which Runpod's support can find a request. Neither
// contract documents a header for it; gateways commonly send one of these two.
func (c *call) requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "Cf-Ray"} {
		if id := header.Get(name); id != "" && len(id) <= longestID {
			return truncate(c.redactor.redact(oneLine(id)), 100)
		}
	}
	return ""
}
