package runpod

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// responseLifetime is how long a response is shared after it arrived. A plan
	// reads its data sources within seconds. An apply can last for hours, and a
	// guard at its end must not get an answer from its beginning.
	responseLifetime = 10 * time.Second
	// maxCachedBytes bounds the responses that wait to be shared.
	maxCachedBytes = 64 << 20
)

// responseCache sends identical requests once. Callers that come while one is
// under way share its outcome; those that come within responseLifetime share
// its response. An error is not kept, and an outcome that only says that a
// caller ran out of time is not shared.
type responseCache struct {
	mu      sync.Mutex
	entries map[string]*cacheEntry
	bytes   int // of the responses that are kept
}

type cacheEntry struct {
	done     chan struct{} // closed once response and err are set
	response *Response
	err      error
}

func (c *responseCache) get(ctx context.Context, request string, send func() (*Response, error)) (*Response, error) {
	for {
		entry, found := c.join(request)
		if !found {
			entry.response, entry.err = send()
			c.settle(request, entry)
			close(entry.done)
			return entry.response, entry.err
		}
		select {
		case <-ctx.Done():
			return nil, contextError(ctx)
		case <-entry.done:
		}
		if !endedByCaller(ctx, entry.err) {
			return entry.response, entry.err
		}
	}
}

// join returns the request's entry and whether it was there already.
func (c *responseCache) join(request string) (entry *cacheEntry, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entry, found = c.entries[request]; found {
		return entry, true
	}
	if c.entries == nil {
		c.entries = map[string]*cacheEntry{}
	}
	entry = &cacheEntry{done: make(chan struct{})}
	c.entries[request] = entry
	return entry, false
}

// settle keeps a response for its lifetime if there is room, and forgets
// everything else.
func (c *responseCache) settle(request string, entry *cacheEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entry.err != nil {
		delete(c.entries, request)
		return
	}
	size := cap(entry.response.Body) // a buffer that grew may be much larger than what is in it
	if c.bytes+size > maxCachedBytes {
		delete(c.entries, request)
		return
	}
	c.bytes += size
	time.AfterFunc(responseLifetime, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.bytes -= size
		delete(c.entries, request)
	})
}

// endedByCaller reports whether a call failed because of the time that its
// caller allowed, so that the caller with this context may still get a response.
func endedByCaller(ctx context.Context, err error) bool {
	var failure *Error
	return errors.Is(err, ErrTimeIsUp) || errors.Is(err, ErrAttemptTimeout) || errors.Is(err, context.Canceled) ||
		errors.As(err, &failure) && failure.WaitTooLong && hasTimeToWait(ctx, failure.RetryAfter)
}
