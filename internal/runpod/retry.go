package runpod

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	firstWait   = time.Second
	longestWait = 30 * time.Second
)

// checkRetry is the whole retry policy.
func (c *call) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	c.attempts++
	c.log(ctx, response, err)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil:
		return passing(err) && !c.redirected(), nil
	case response.StatusCode == http.StatusTooManyRequests,
		response.StatusCode >= 500 && response.StatusCode != http.StatusNotImplemented:
		c.waitTooLong = !c.hasTimeToWait(ctx)
		return !c.waitTooLong, nil
	}
	return false, nil
}

// passing tells whether a failure to get a whole answer may be gone at the next
// attempt.
func passing(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		noTLS       tls.RecordHeaderError
	)
	return !errors.Is(err, ErrRedirect) && !errors.Is(err, ErrTooLarge) && !hostNotFound(err) &&
		!errors.As(err, &certificate) && !errors.As(err, &noTLS) && !errors.Is(err, http.ErrSchemeMismatch)
}

// hasTimeToWait tells whether what the API asks to wait is shorter than what is
// left of the caller's time.
func (c *call) hasTimeToWait(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return !ok || c.retryAfter() < time.Until(deadline)
}

// backoff waits as long as the API asks, and otherwise twice as long each time,
// with jitter so that data sources refused together do not come back together.
func (c *call) backoff(_, _ time.Duration, attempt int, _ *http.Response) time.Duration {
	if asked := c.retryAfter(); asked > 0 {
		return asked + rand.N(firstWait) //nolint:gosec // jitter needs no secret randomness
	}
	wait := min(firstWait<<attempt, longestWait)
	return wait/2 + rand.N(wait/2) //nolint:gosec // as above
}

// retryAfter reads the Retry-After header of the last answer, which is a number
// of seconds or a date.
func (c *call) retryAfter() time.Duration {
	if c.answer == nil {
		return 0
	}
	header := strings.TrimSpace(c.answer.Header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second // 32 bits, also where the number has more
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(time.Until(date), 0)
	}
	return 0
}
