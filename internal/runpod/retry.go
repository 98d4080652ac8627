package runpod

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	firstWait   = time.Second
	longestWait = 30 * time.Second
)

// checkRetry is the retry policy. retryablehttp calls it with each response, and
// again after readResponse, whose result decides.
func (c *call) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	if err == nil && c.response == nil {
		return false, nil // not read yet
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok { // it repeats the URL, which Error already has
		err = wrapped.Err
	}
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && !errors.As(err, new(*net.OpError)) {
		err = ErrAttemptTimeout // a connection's own timeout is an OpError
	}
	c.logAttempt(ctx, err)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err == nil:
		return false, nil
	case !errors.Is(err, errRefused):
		// A redirect that is not followed comes with its response.
		if response != nil && response.StatusCode >= 300 && response.StatusCode < 400 {
			c.response = response
		}
		c.failure = err
		return isTransient(err) && c.mayRetry(), nil
	}
	c.failure = nil
	if status := response.StatusCode; status != http.StatusTooManyRequests && (status < 500 || status == http.StatusNotImplemented) {
		return false, nil
	}
	wait := retryAfter(response)
	c.waitTooLong = !hasTimeToWait(ctx, wait)
	if response.StatusCode == http.StatusTooManyRequests && wait > 0 {
		c.client.limit.pause(wait)
		if c.client.config.MaxRetries > 0 { // the call is in a queue, which is no failure
			return !c.waitTooLong, nil
		}
	}
	return !c.waitTooLong && c.mayRetry(), nil
}

// mayRetry counts a failure, and reports whether there may be another attempt.
func (c *call) mayRetry() bool {
	c.failures++
	return c.failures <= c.client.config.MaxRetries
}

// isTransient reports whether the next attempt may succeed after a failure to get a
// complete response.
func isTransient(err error) bool {
	return !errors.Is(err, ErrRedirect) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrProxyAuthentication) && !socksRefused(err) &&
		!hostNotFound(err) && !errors.As(err, new(*tls.CertificateVerificationError)) && !errors.Is(err, http.ErrSchemeMismatch)
}

// hasTimeToWait reports whether the wait is shorter than the caller's remaining
// time.
func hasTimeToWait(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || wait < time.Until(deadline)
}

// backoff returns how long to wait: as long as the API asks, otherwise twice as long
// each time, but most of the caller's time is left to the next attempt.
func (c *call) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	if c.response != nil { // nil if the response was cut short
		if wait := retryAfter(c.response); wait > 0 {
			return wait + c.jitter(wait)
		}
	}
	wait := min(firstWait<<max(c.failures-1, 0), longestWait, c.left()/4)
	return wait/2 + rand.N(wait/2+1) //nolint:gosec // jitter needs no secret randomness
}

// retryAfter reads the Retry-After header, which is a number of seconds or a
// date. It returns 0 without one.
func retryAfter(response *http.Response) time.Duration {
	header := strings.TrimSpace(response.Header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second // on overflow, the largest 32-bit number
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(time.Until(date), 0)
	}
	return 0
}
