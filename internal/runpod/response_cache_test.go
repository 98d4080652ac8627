package runpod

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestSharing checks that identical requests share a response while it is in flight,
// and for ten seconds more.
func TestSharing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		after    []time.Duration // when each caller starts
		pods     []string        // what each requests
		faults   []fakeapi.Fault
		requests int
	}{
		{name: "at the same time", after: []time.Duration{0, 0, time.Second, 2 * time.Second}, pods: []string{"", "", "", ""},
			faults: []fakeapi.Fault{{Delay: 3 * time.Second}}, requests: 1},
		{name: "within ten seconds", after: []time.Duration{0, time.Second, 10*time.Second - 1}, pods: []string{"", "", ""}, requests: 1},
		{name: "after ten seconds", after: []time.Duration{0, 10*time.Second + 1}, pods: []string{"", ""}, requests: 2},
		{name: "sharing does not extend the ten seconds", after: []time.Duration{0, 6 * time.Second, 12 * time.Second, 18 * time.Second},
			pods: []string{"", "", "", ""}, requests: 2},
		{name: "ten seconds begin when the response arrives", after: []time.Duration{0, 15 * time.Second, 19 * time.Second},
			pods: []string{"", "", ""}, faults: []fakeapi.Fault{{Delay: 8 * time.Second}}, requests: 2},
		{name: "other queries", after: []time.Duration{0, 0, 0, time.Second}, pods: []string{"", "a", "b", "a"}, requests: 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newFake(test.faults...)
				client := newTestClient(t, server)
				var group sync.WaitGroup
				for i, pod := range test.pods {
					group.Go(func() {
						time.Sleep(test.after[i])
						if _, err := ask(t.Context(), client, pod); err != nil {
							t.Errorf("caller %d: %v", i, err)
						}
					})
				}
				group.Wait()
				if got := len(server.Requests()); got != test.requests {
					t.Errorf("%d requests, want %d", got, test.requests)
				}
				time.Sleep(responseLifetime) // timers must not outlive their bubble
			})
		})
	}
}

// TestErrorsAreSharedInFlight checks that a waiting caller gets the error as well,
// and that a later one sends a new request.
func TestErrorsAreSharedInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake(fakeapi.Fault{Status: 403, Delay: 2 * time.Second}, fakeapi.Fault{Status: 404, Delay: 2 * time.Second})
		client := newTestClient(t, server)
		for _, test := range []struct{ name, want string }{
			{name: "first", want: "Runpod API v1: HTTP 403 Forbidden"},
			{name: "second", want: "Runpod API v1: HTTP 404 Not Found"},
			{name: "third", want: rightBody},
		} {
			var group sync.WaitGroup
			for range 5 {
				group.Go(func() {
					if got := outcome(ask(t.Context(), client, "")); got != test.want {
						t.Errorf("%s: got %s, want %s", test.name, got, test.want)
					}
				})
			}
			group.Wait()
		}
		if got := len(server.Requests()); got != 3 {
			t.Errorf("%d requests, want 3", got)
		}
		time.Sleep(responseLifetime)
	})
}

// TestWaitingForAnothersResponse checks that a caller that waits for another's
// response keeps its own timeout, and is not affected by the other's.
func TestWaitingForAnothersResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newTestClient(t, newFake(fakeapi.Fault{Delay: 20 * time.Second}), withRetries(0))
		var group sync.WaitGroup
		for _, test := range []struct {
			name    string
			timeout time.Duration
			want    string
		}{
			{name: "sends", timeout: 10 * time.Second, want: "10s Runpod API v1: the read timed out"},
			{name: "waits", timeout: 5 * time.Second, want: "5s Runpod API v1: the read timed out"},
			{name: "waits, and sends a new request", timeout: time.Minute, want: "9s " + rightBody},
		} {
			group.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
				defer cancel()
				begun := time.Now()
				response, err := ask(ctx, client, "")
				if got := fmt.Sprint(time.Since(begun), " ", outcome(response, err)); got != test.want {
					t.Errorf("%s: got %s, want %s", test.name, got, test.want)
				}
				if failure := new(Error); err != nil && (!errors.As(err, &failure) || failure.URL != "http://localhost/v1/billing/pods") {
					t.Errorf("%s: the error is %+v", test.name, failure)
				}
			})
			time.Sleep(time.Second / 2)
		}
		group.Wait()
		time.Sleep(responseLifetime)
	})
}

// TestInterruptionIsNotShared checks that a canceled caller does not fail those
// that wait for its response.
func TestInterruptionIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake(fakeapi.Fault{Delay: 20 * time.Second})
		client := newTestClient(t, server)
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := ask(ctx, client, ""); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		time.Sleep(time.Second)
		group.Go(func() {
			if got := outcome(ask(t.Context(), client, "")); got != rightBody {
				t.Errorf("got %s", got)
			}
		})
		time.Sleep(time.Second)
		cancel()
		group.Wait()
		if got := len(server.Requests()); got != 2 {
			t.Errorf("%d requests, want 2", got)
		}
		time.Sleep(responseLifetime)
	})
}

// TestShortTimeIsNotShared checks that a caller that cannot wait as long as the API
// asks does not keep another from waiting.
func TestShortTimeIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newTestClient(t, newFake(fakeapi.Fault{Status: 429, Times: 2, Header: map[string]string{"Retry-After": "6"}}))
		for _, test := range []struct {
			timeout time.Duration
			want    string
		}{
			{timeout: 4 * time.Second, want: "Runpod API v1: HTTP 429 Too Many Requests"},
			{timeout: time.Minute, want: rightBody},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
			defer cancel()
			if got := outcome(ask(ctx, client, "")); got != test.want {
				t.Errorf("%s: got %s, want %s", test.timeout, got, test.want)
			}
		}
		time.Sleep(responseLifetime)
	})
}
