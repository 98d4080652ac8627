package runpod

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// rateLimit is what a client knows of the API's limit on requests, which holds for
// the key and so for all of the client's calls.
type rateLimit struct {
	requests atomic.Int64 // sent by the client, retries included

	mu    sync.Mutex
	until time.Time // when the API accepts requests again, as far as its answers say
}

// pause makes all calls wait.
func (l *rateLimit) pause(wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(wait); until.After(l.until) {
		l.until = until
	}
}

func (l *rateLimit) left() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Until(l.until)
}

// awaitTurn waits until the API accepts requests again. It returns errRefused if
// that is after the caller's deadline.
func (c *call) awaitTurn(ctx context.Context) error {
	for {
		wait := c.client.limit.left()
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
