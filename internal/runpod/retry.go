package runpod

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
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
		c.limit.pause(wait)
		if c.config.MaxRetries > 0 { // the call is in a queue, which is no failure
			return !c.waitTooLong, nil
		}
	}
	return !c.waitTooLong && c.mayRetry(), nil
}

// mayRetry counts a failure, and reports whether there may be another attempt.
func (c *call) mayRetry() bool {
	c.failures++
	return c.failures <= c.config.MaxRetries
}

// isTransient reports whether the next attempt may succeed after a failure to get a
// complete response.
func isTransient(err error) bool {
	return !errors.Is(err, ErrRedirect) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrProxyAuthentication) && !socksRefused(err) &&
		!hostNotFound(err) && !TLSFailed(err)
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

// awaitTurn waits until the API accepts requests again. It returns errRefused if
// that is after the caller's deadline.
func (c *call) awaitTurn(ctx context.Context) error {
	for {
		wait := c.limit.left()
		if wait <= 0 {
			return nil
		}
		if c.waitTooLong = !hasTimeToWait(ctx, wait); c.waitTooLong {
			c.wait = wait
			return errRefused
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait + c.jitter(wait)):
		}
	}
}

// jitter keeps calls that were refused together from being sent together. It leaves
// most of the caller's time to the next attempt.
func (c *call) jitter(wait time.Duration) time.Duration {
	return rand.N(min(firstWait, max(c.left()-wait, 0)/4) + 1) //nolint:gosec // jitter needs no secret randomness
}
