package runpod

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
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

// hasTimeToWait reports whether the wait is shorter than the caller's remaining
// time.
func hasTimeToWait(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || wait < time.Until(deadline)
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
