package runpod

import (
	"context"
	"errors"
	"sync"
)

// answerCache asks each question once: callers that come while it is being
// asked wait for the same answer, and later ones are given it. An outcome that
// only says that the caller's own time was up is not kept.
type answerCache struct {
	mu      sync.Mutex
	entries map[string]*cacheEntry
}

type cacheEntry struct {
	done   chan struct{} // closed once answer and err stand
	answer *answer
	err    error
}

func (c *answerCache) get(ctx context.Context, question string, ask func() (*answer, error)) (*answer, error) {
	for {
		c.mu.Lock()
		entry, asked := c.entries[question]
		if !asked {
			entry = &cacheEntry{done: make(chan struct{})}
			if c.entries == nil {
				c.entries = map[string]*cacheEntry{}
			}
			c.entries[question] = entry
		}
		c.mu.Unlock()

		if !asked {
			entry.answer, entry.err = ask()
			if endedByCaller(entry.err) {
				c.mu.Lock()
				delete(c.entries, question)
				c.mu.Unlock()
			}
			close(entry.done)
			return entry.answer, entry.err
		}

		select {
		case <-ctx.Done():
			return nil, contextError(ctx)
		case <-entry.done:
		}
		if !endedByCaller(entry.err) {
			return entry.answer, entry.err
		}
	}
}

// endedByCaller tells that a call failed because of the time that its caller
// allowed: another one may still get an answer.
func endedByCaller(err error) bool {
	var failure *Error
	return errors.Is(err, ErrTimeIsUp) || errors.Is(err, ErrAttemptTimeout) || errors.Is(err, context.Canceled) ||
		errors.As(err, &failure) && failure.WaitTooLong
}
