package runpod

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// span is the shortest and the longest time that a call may take.
type span struct{ least, most time.Duration }

func exactly(d time.Duration) span { return span{d, d} }

func refusals(status, times int) fakeapi.Fault {
	return fakeapi.Fault{Status: status, Times: times, Body: `{"message":"no"}`}
}

func retryAfterFault(status int, wait string) fakeapi.Fault {
	return fakeapi.Fault{Status: status, Header: map[string]string{"Retry-After": wait}}
}

func contentTypeFault(contentType string) fakeapi.Fault {
	return fakeapi.Fault{Header: map[string]string{"Content-Type": contentType}}
}

// TestRetries tests each fault with a fake clock.
func TestRetries(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	var (
		oneWait   = span{500 * ms, time.Second}
		twoWaits  = span{1500 * ms, 3 * time.Second}
		fourWaits = span{7500 * ms, 15 * time.Second}
	)
	for _, test := range []struct {
		name     string
		faults   []fakeapi.Fault
		timeout  time.Duration // 0: two minutes
		retries  int           // 0: the default; -1: none
		want     string        // the error, or "" for rightBody
		attempts int
		took     span
	}{
		{name: "no fault", attempts: 1},
		{name: "429 once", faults: []fakeapi.Fault{refusals(429, 1)}, attempts: 2, took: oneWait},
		{name: "500 twice", faults: []fakeapi.Fault{refusals(500, 2)}, attempts: 3, took: twoWaits},
		{name: "502, 503, 504", faults: []fakeapi.Fault{refusals(502, 1), refusals(503, 1), refusals(504, 1)},
			attempts: 4, took: span{3500 * ms, 7 * time.Second}},
		{name: "cut bodies", faults: []fakeapi.Fault{{Cut: true, Times: 2}}, attempts: 3, took: twoWaits},
		{name: "429 forever", faults: []fakeapi.Fault{refusals(429, fakeapi.Always)},
			want: "Runpod API v1: HTTP 429 Too Many Requests: no", attempts: 5, took: fourWaits},
		{name: "cut bodies forever", faults: []fakeapi.Fault{{Cut: true, Times: fakeapi.Always}},
			want: "Runpod API v1: the response was cut short: unexpected EOF", attempts: 5, took: fourWaits},
		{name: "401", faults: []fakeapi.Fault{refusals(401, fakeapi.Always)}, want: "Runpod API v1: HTTP 401 Unauthorized: no", attempts: 1},
		{name: "501", faults: []fakeapi.Fault{refusals(501, fakeapi.Always)},
			want: "Runpod API v1: HTTP 501 Not Implemented: no", attempts: 1},
		{name: "a status without a name", faults: []fakeapi.Fault{refusals(499, fakeapi.Always)},
			want: "Runpod API v1: HTTP 499: no", attempts: 1},
		{name: "204", faults: []fakeapi.Fault{{Status: 204}}, want: "Runpod API v1: HTTP 204 No Content", attempts: 1},
		{name: "301 without a location", faults: []fakeapi.Fault{{Status: 301}},
			want: "Runpod API v1: HTTP 301 Moved Permanently", attempts: 1},
		{name: "an HTML page",
			faults: []fakeapi.Fault{{Body: "<html>", Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}}},
			want:   `Runpod API v1: HTTP 200 OK: the content type is "text/html; charset=utf-8", want application/json`, attempts: 1},
		{name: "a very long content type", faults: []fakeapi.Fault{contentTypeFault("x/" + strings.Repeat("y", 100_000))},
			want: "Runpod API v1: HTTP 200 OK: the content type is a text of 100002 characters, want application/json", attempts: 1},
		{name: "plain text", faults: []fakeapi.Fault{contentTypeFault("text/plain")}, attempts: 1},
		{name: "no content type", faults: []fakeapi.Fault{contentTypeFault("")}, attempts: 1},
		{name: "a type derived from JSON", faults: []fakeapi.Fault{contentTypeFault("application/hal+json; charset=utf-8")}, attempts: 1},
		{name: "wait as requested", faults: []fakeapi.Fault{retryAfterFault(429, "42")},
			attempts: 2, took: span{42 * time.Second, 43 * time.Second}},
		{name: "wait until a date", faults: []fakeapi.Fault{retryAfterFault(503, "Sat, 01 Jan 2000 00:00:30 GMT")},
			attempts: 2, took: span{30 * time.Second, 31 * time.Second}},
		{name: "wait zero seconds", faults: []fakeapi.Fault{retryAfterFault(429, "0")}, attempts: 2, took: oneWait},
		{name: "an invalid wait", faults: []fakeapi.Fault{retryAfterFault(429, "soon")}, attempts: 2, took: oneWait},
		{name: "wait a day", faults: []fakeapi.Fault{retryAfterFault(429, "86400")},
			want: "Runpod API v1: HTTP 429 Too Many Requests", attempts: 1},
		{name: "wait forever", faults: []fakeapi.Fault{retryAfterFault(503, "99999999999999999999999")},
			want: "Runpod API v1: HTTP 503 Service Unavailable", attempts: 1},
		{name: "wait until just before the timeout", faults: []fakeapi.Fault{retryAfterFault(429, "9")}, timeout: 9*time.Second + 100*ms,
			attempts: 2, took: span{9 * time.Second, 9*time.Second + 50*ms}},
		{name: "the Retry-After of a 200 that is cut short is ignored",
			faults: []fakeapi.Fault{{Cut: true, Header: map[string]string{"Retry-After": "86400"}}}, attempts: 2, took: oneWait},
		{
			name:   "hanging forever",
			faults: []fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}},
			want: "Runpod API v1: the read timed out; " +
				"the last attempt failed: the attempt timed out before the response was complete",
			attempts: 5, took: exactly(2 * time.Minute),
		},
		{name: "slow after a slow failure", faults: []fakeapi.Fault{{Status: 500, Delay: 33 * time.Second}, {Delay: 33 * time.Second}},
			attempts: 2, took: span{66*time.Second + 500*ms, 67 * time.Second}},
		{name: "refused seven times in turn", faults: slices.Repeat([]fakeapi.Fault{retryAfterFault(429, "10")}, 7),
			attempts: 8, took: span{70 * time.Second, 77 * time.Second}},
		{name: "hanging once, in a second", faults: []fakeapi.Fault{{Delay: time.Hour}}, timeout: time.Second,
			attempts: 2, took: span{500 * ms, 700 * ms}},
		{name: "hanging once, with one retry", faults: []fakeapi.Fault{{Delay: time.Hour}}, timeout: 20 * time.Second, retries: 1,
			attempts: 2, took: span{10 * time.Second, 11 * time.Second}},
		{name: "hanging once, without retries", faults: []fakeapi.Fault{{Delay: time.Hour}}, timeout: 20 * time.Second, retries: -1,
			want: "Runpod API v1: the read timed out", attempts: 1, took: exactly(20 * time.Second)},
		{name: "cut, then hanging", faults: []fakeapi.Fault{{Cut: true}, {Delay: time.Hour}}, timeout: 2 * time.Second, retries: 1,
			want:     "Runpod API v1: the read timed out; the last attempt failed: the response was cut short: unexpected EOF",
			attempts: 2, took: exactly(2 * time.Second)},
		{name: "little time: all attempts are made", faults: []fakeapi.Fault{refusals(503, fakeapi.Always)}, timeout: 3 * time.Second,
			want: "Runpod API v1: HTTP 503 Service Unavailable: no", attempts: 5, took: span{500 * ms, 2500 * ms}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newFake(test.faults...)
				ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(test.timeout, 2*time.Minute))
				defer cancel()
				client := newTestClient(t, server, withRetries(max(cmp.Or(test.retries, DefaultMaxRetries), 0)))
				begun := time.Now()
				response, err := ask(ctx, client, "")
				took := time.Since(begun)

				if got, want := outcome(response, err), cmp.Or(test.want, rightBody); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				var failure *Error
				if err != nil && (!errors.As(err, &failure) || failure.Attempts != test.attempts) {
					t.Errorf("the error is %+v, want %d attempts", failure, test.attempts)
				}
				if attempts := len(server.Requests()); attempts != test.attempts {
					t.Errorf("%d attempts, want %d", attempts, test.attempts)
				}
				if took < test.took.least || took > test.took.most {
					t.Errorf("took %s, want %s to %s", took, test.took.least, test.took.most)
				}
			})
		})
	}
}

// TestHangingBody checks that an attempt's timeout includes reading the body.
func TestHangingBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &rawTransport{status: 200, body: hangingBody}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		begun := time.Now()
		_, err := ask(ctx, newTestClient(t, nil, withTransport(transport), withRetries(1)), "")
		if !errors.Is(err, ErrTimeIsUp) && !errors.Is(err, ErrAttemptTimeout) || transport.requests != 2 || time.Since(begun) > 20*time.Second {
			t.Errorf("got %v after %d requests and %s", err, transport.requests, time.Since(begun))
		}
	})
}

// TestRetryAfterInErrors checks that the error has the wait that the API asked for,
// and whether the call gave up because of it.
func TestRetryAfterInErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		retryAfter  string
		retries     int
		want        time.Duration
		waitTooLong bool
	}{
		{name: "no header", retries: 1},
		{name: "a short wait", retryAfter: "7", retries: 0, want: 7 * time.Second},
		{name: "too long a wait", retryAfter: "120", retries: 1, want: 2 * time.Minute, waitTooLong: true},
		{name: "a date", retryAfter: "Sat, 01 Jan 2000 01:00:00 GMT", retries: 1, want: time.Hour, waitTooLong: true},
		{name: "a date that has passed", retryAfter: "Fri, 31 Dec 1999 23:00:00 GMT", retries: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fault := retryAfterFault(http.StatusTooManyRequests, test.retryAfter)
				fault.Times = fakeapi.Always
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := ask(ctx, newTestClient(t, newFake(fault), withRetries(test.retries)), "")
				var failure *Error
				if !errors.As(err, &failure) || failure.RetryAfter != test.want || failure.WaitTooLong != test.waitTooLong {
					t.Errorf("got %+v", failure)
				}
			})
		})
	}
}
