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
	// maxCachedBytes limits the size of all cached responses.
	maxCachedBytes = 64 << 20
)

// responseCache lets identical requests share one outcome: while the request is
// under way, and, if it succeeds, for responseLifetime after. An error that only
// means that one caller ran out of time or stopped waiting is not shared.
type responseCache struct {
	mu      sync.Mutex
	entries map[string]*cacheEntry
	bytes   int // of all cached responses
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

// join returns the request's entry and whether it already existed.
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

// settle keeps a response for responseLifetime if there is room. It removes any
// other entry.
func (c *responseCache) settle(request string, entry *cacheEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entry.err != nil {
		delete(c.entries, request)
		return
	}
	size := cap(entry.response.Body) // a buffer that grew may be much larger than its content
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

// endedByCaller reports whether a request failed only because its own caller ran out
// of time or stopped waiting, so that the caller with this context should try again.
func endedByCaller(ctx context.Context, err error) bool {
	var failure *Error
	return errors.Is(err, ErrTimeIsUp) || errors.Is(err, ErrAttemptTimeout) || errors.Is(err, context.Canceled) ||
		errors.As(err, &failure) && failure.WaitTooLong && hasTimeToWait(ctx, failure.RetryAfter)
}
