package runpod

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
)

// verdict is what Auto has found out so far.
type verdict struct {
	undecided chan struct{} // holds one: the call that is finding out
	found     atomic.Pointer[finding]
}

type finding struct {
	version Version
	because error // v1's last word, where version is V2
}

// ask calls with the version to ask. Under Auto that is v1; once v1 has shown
// that it is gone, it is v2, for this call and all that follow. While nothing is
// known yet, one call goes ahead and the others wait for what it finds.
func (c *Client) ask(ctx context.Context, with func(Version) error) error {
	if c.config.Version != Auto {
		return with(c.config.Version)
	}
	found, release, err := c.verdict.await(ctx)
	defer release()
	if err != nil {
		return &Error{Version: V1, URL: bare(c.config.EndpointV1), Err: err}
	}
	if found.version == V1 {
		err := with(V1)
		if !gone(err) {
			// Also where nothing answered: the others need not fail one by one. Should
			// v1 turn out to be gone later, that still counts.
			c.verdict.found.CompareAndSwap(nil, &found)
			return err
		}
		previous := c.verdict.found.Swap(&finding{version: V2, because: err})
		release()
		if previous == nil || previous.version != V2 {
			c.log(ctx, slog.LevelInfo, "Runpod's API v1 is gone, using v2", map[string]any{"v1": err.Error()})
		}
		found.because = err
	}
	err = with(V2)
	var failure *Error
	if errors.As(err, &failure) {
		moved := *failure // may be shared with other callers
		moved.MovedFrom = found.because
		return &moved
	}
	return err
}

// await returns the finding, V1 if there is none yet. In that case others wait
// until release is called.
func (v *verdict) await(ctx context.Context) (found finding, release func(), err error) {
	release = func() {}
	if known := v.found.Load(); known != nil {
		return *known, release, nil
	}
	select {
	case <-ctx.Done():
		return finding{}, release, contextError(ctx)
	case v.undecided <- struct{}{}:
		release = sync.OnceFunc(func() { <-v.undecided })
	}
	if known := v.found.Load(); known != nil {
		release()
		return *known, release, nil
	}
	return finding{version: V1}, release, nil
}
