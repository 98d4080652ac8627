package runpod

import (
	"context"
	"errors"
	"sync"
	"time"
)

// responseLifetime is how long a response is shared after it arrived. A plan reads its
// data sources within seconds. An apply can last for hours, and a guard at its end must
// not get an answer from its beginning.
const responseLifetime = 10 * time.Second

// responseCache lets identical requests share one outcome: while the request is
// under way, and, if it succeeds, for responseLifetime after. An error that only
// means that one caller ran out of time or stopped waiting is not shared.
type responseCache struct{ entries sync.Map } // *cacheEntry by request

type cacheEntry struct {
	done     chan struct{} // closed once response and err are set
	response *Response
	err      error
}

func (c *responseCache) get(ctx context.Context, request string, send func() (*Response, error)) (*Response, error) {
	own := &cacheEntry{done: make(chan struct{})}
	for {
		shared, found := c.entries.LoadOrStore(request, own)
		if !found {
			own.response, own.err = send()
			if own.err != nil {
				c.entries.Delete(request)
			} else {
				time.AfterFunc(responseLifetime, func() { c.entries.Delete(request) })
			}
			close(own.done)
			return own.response, own.err
		}
		other, _ := shared.(*cacheEntry)
		select {
		case <-ctx.Done():
			return nil, contextError(ctx)
		case <-other.done:
		}
		if !endedByCaller(ctx, other.err) {
			return other.response, other.err
		}
	}
}

// endedByCaller reports whether a request failed only because its own caller ran out
// of time or stopped waiting, so that the caller with this context should try again.
func endedByCaller(ctx context.Context, err error) bool {
	var failure *Error
	return errors.Is(err, ErrTimeIsUp) || errors.Is(err, ErrAttemptTimeout) || errors.Is(err, context.Canceled) ||
		errors.As(err, &failure) && failure.WaitTooLong && hasTimeToWait(ctx, failure.RetryAfter)
}
