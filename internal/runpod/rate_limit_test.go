package runpod

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const latency = 100 * time.Millisecond

// sixtyAMinute is an API that answers 60 requests in each minute since its start.
type sixtyAMinute struct {
	start    time.Time
	mu       sync.Mutex
	requests int
	accepted map[int]int // by minute
}

func (s *sixtyAMinute) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	defer time.Sleep(latency)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	elapsed := time.Since(s.start)
	minute := int(elapsed / time.Minute)
	if s.accepted[minute] == 60 {
		wait := time.Duration(minute+1)*time.Minute - elapsed
		w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	s.accepted[minute]++
	_, _ = io.WriteString(w, "[]")
}

// TestRateLimit sends 130 reads at once to an API that allows 60 a minute. They
// finish in turn, or fail as soon as it is clear that their time will not do.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		timeout  time.Duration
		failures int
		took     span
	}{
		{name: "with time", timeout: 10 * time.Minute, took: span{2 * time.Minute, 2*time.Minute + 5*time.Second}},
		{name: "without", timeout: 2 * time.Minute, failures: 10, took: span{time.Minute, time.Minute + 3*time.Second}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &sixtyAMinute{start: time.Now(), accepted: map[int]int{}}
				client := newTestClient(t, server)
				ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
				defer cancel()
				failures := make(chan error, 130)
				var group sync.WaitGroup
				for i := range 130 {
					group.Go(func() {
						if _, err := ask(ctx, client, fmt.Sprint("p", i)); err != nil {
							failures <- err
						}
					})
				}
				group.Wait()
				close(failures)
				if took := time.Since(server.start); took < test.took.least || took > test.took.most {
					t.Errorf("took %s, want %s to %s", took, test.took.least, test.took.most)
				}
				// The first 130 are sent at once, 70 of them again after a minute.
				if len(failures) != test.failures || server.requests > 130+70+10 {
					t.Errorf("%d failures and %d requests", len(failures), server.requests)
				}
				for err := range failures {
					var failure *Error
					if !errors.As(err, &failure) || failure.Status != 429 || !failure.WaitTooLong || failure.Requests < 130 {
						t.Errorf("got %+v", failure)
					}
				}
				time.Sleep(responseLifetime)
			})
		})
	}
}

// TestRateLimitOfOthers checks that a call waits if another was told to, and that it
// sends nothing if it cannot wait as long.
func TestRateLimitOfOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake(retryAfterFault(429, "30"))
		client := newTestClient(t, server, withRetries(0))
		if _, err := ask(t.Context(), client, "a"); err == nil {
			t.Fatal("no error")
		}
		time.Sleep(10 * time.Second)

		short, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		begun := time.Now()
		_, err := ask(short, client, "b")
		var failure *Error
		if !errors.As(err, &failure) || time.Since(begun) != 0 {
			t.Fatalf("got %v after %s", err, time.Since(begun))
		}
		got := fmt.Sprint(failure, " ", failure.Attempts, failure.Requests, failure.RetryAfter, failure.WaitTooLong)
		if want := "Runpod API v1: HTTP 429 Too Many Requests 0 1 20s true"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}

		if _, err := ask(t.Context(), client, "train"); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took < 20*time.Second || took > 21*time.Second || len(server.Requests()) != 2 {
			t.Errorf("took %s and %d requests", took, len(server.Requests()))
		}
		time.Sleep(responseLifetime)
	})
}
