package runpod

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// raw is a transport whose answers are one status and a body of its own kind.
type raw struct {
	status   int
	header   http.Header
	body     func(context.Context) io.ReadCloser
	requests int
}

func (r *raw) RoundTrip(request *http.Request) (*http.Response, error) {
	r.requests++
	header := r.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: r.status, Header: header, Request: request, Body: r.body(request.Context())}, nil
}

func cut(text string) func(context.Context) io.ReadCloser {
	return func(context.Context) io.ReadCloser {
		return io.NopCloser(io.MultiReader(strings.NewReader(text), failingReader{io.ErrUnexpectedEOF}))
	}
}

// hanging is a body that ends when the attempt does.
func hanging(ctx context.Context) io.ReadCloser {
	reader, writer := io.Pipe()
	context.AfterFunc(ctx, func() { _ = writer.CloseWithError(ctx.Err()) })
	return reader
}

func neverEnding(context.Context) io.ReadCloser { return neverReader{} }

// neverReader fails the test's clock if it is ever read: nothing would end it.
type neverReader struct{}

func (neverReader) Read([]byte) (int, error) { return 0, errors.New("the body of a 101 was read") }
func (neverReader) Close() error             { return nil }

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

// TestRefusalsThatBreakOff: of a refusal the status decides, whatever becomes of
// its body.
func TestRefusalsThatBreakOff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		transport *raw
		requests  int
		want      string
		within    time.Duration
	}{
		"401, cut":      {&raw{status: 401, body: cut("{")}, 1, "Runpod API v1: HTTP 401 Unauthorized", 0},
		"403, hanging":  {&raw{status: 403, body: hanging}, 1, "Runpod API v1: HTTP 403 Forbidden", refusalTimeout},
		"404, endless":  {&raw{status: 404, body: func(context.Context) io.ReadCloser { return io.NopCloser(&endless{}) }}, 1, "Runpod API v1: HTTP 404 Not Found", 0},
		"429, cut":      {&raw{status: 429, header: http.Header{"Retry-After": {"3600"}}, body: cut("{")}, 1, "Runpod API v1: HTTP 429 Too Many Requests", 0},
		"101, for ever": {&raw{status: 101, body: neverEnding}, 1, "Runpod API v1: HTTP 101 Switching Protocols", 0},
		"503, cut":      {&raw{status: 503, body: cut("maintenance")}, 5, "Runpod API v1: HTTP 503 Service Unavailable: maintenance", 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
				defer stop()
				begun := time.Now()
				_, _, err := ask(ctx, newTestClient(t, nil, pinned(V1), func(c *Config) { c.Transport = test.transport }), PodBillingQuery{})
				if got := fmt.Sprint(err); got != test.want || test.transport.requests != test.requests || time.Since(begun) > test.within {
					t.Errorf("got %s after %d requests and %s, want %s after %d", got, test.transport.requests, time.Since(begun), test.want, test.requests)
				}
			})
		})
	}
}

// TestAutoMovesOnABrokenGone: a 410 counts, also where its body breaks off.
func TestAutoMovesOnABrokenGone(t *testing.T) {
	t.Parallel()
	server := newFake()
	server.Script(fakeapi.Fault{Path: "/v1/", Status: 410, Body: "{}", Cut: true})
	_, billing, err := ask(t.Context(), newTestClient(t, server), PodBillingQuery{})
	if err != nil || billing.Version != V2 {
		t.Errorf("got %s, %v", billing.Version, err)
	}
}

// TestUnknownProxyIsNotAnEnd: a proxy's name that does not resolve says nothing
// of v1.
func TestUnknownProxyIsNotAnEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		unknown := &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "proxy", IsNotFound: true}}}
		transport := &failingTransport{err: unknown}
		_, _, err := ask(t.Context(), newTestClient(t, nil, func(c *Config) { c.Transport = transport }), PodBillingQuery{})
		var failure *Error
		if !errors.As(err, &failure) || failure.Version != V1 || !ProxyFailed(err) || transport.attempts.Load() != 5 {
			t.Errorf("got %v after %d attempts", err, transport.attempts.Load())
		}
	})
}

// TestShortTimeIsNotShared: one reader that cannot wait as long as the API asks
// does not keep another from waiting.
func TestShortTimeIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake()
		server.Script(fakeapi.Fault{Status: 429, Times: 2, Header: map[string]string{"Retry-After": "6"}})
		client := newTestClient(t, server, pinned(V1))
		outcomes := make(chan string, 2)
		for _, timeout := range []time.Duration{4 * time.Second, time.Minute} {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			_, _, err := ask(ctx, client, PodBillingQuery{})
			outcomes <- fmt.Sprint(err)
		}
		if first, second := <-outcomes, <-outcomes; first != "Runpod API v1: HTTP 429 Too Many Requests" || second != "<nil>" {
			t.Errorf("got %s, then %s", first, second)
		}
	})
}

// TestUnreachableV1FailsAllAtOnce: who waits for the verdict does not wait for
// one failure after the other.
func TestUnreachableV1FailsAllAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &failingTransport{err: errors.New("connection refused")}
		client := newTestClient(t, nil, func(c *Config) { c.Transport = transport })
		begun := time.Now()
		done := make(chan error)
		for i := range 6 {
			go func() {
				_, _, err := ask(t.Context(), client, PodBillingQuery{LastN: i + 1})
				done <- err
			}()
		}
		for range 6 {
			if err := <-done; err == nil || !strings.Contains(err.Error(), "connection refused") {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(begun); took > 30*time.Second { // twice the waits of one
			t.Errorf("took %s", took)
		}
	})
}

// TestRedaction: the key is taken out in every form in which it comes back, and
// before a text is cut, which would leave a part of it.
func TestRedaction(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	server := newFake()
	client := newTestClient(t, server, pinned(V1), func(c *Config) {
		c.Log = func(_ context.Context, _ slog.Level, message string, fields map[string]any) {
			fmt.Fprintln(&log, message, fields)
		}
	})
	for _, text := range []string{testKey, strings.ToLower(testKey), strings.ToUpper(testKey), "a" + testKey + "b"} {
		if got := client.Redact(text); strings.Contains(strings.ToUpper(got), "TESTKEY") {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	for i := range 30 {
		server.Script(fakeapi.Fault{
			Status: 401, Body: strings.Repeat("y", longestMessage-i) + testKey,
			Header: map[string]string{"X-Request-Id": strings.Repeat("i", 100-i) + testKey, "Content-Type": "text/plain"},
		})
		_, _, err := ask(t.Context(), client, PodBillingQuery{PodID: fmt.Sprint("p", i)})
		var failure *Error
		if !errors.As(err, &failure) {
			t.Fatal(err)
		}
		if text := failure.Error() + failure.RequestID + log.String(); strings.Contains(text, testKey[:5]) {
			t.Fatalf("a part of the key is in %s", text)
		}
	}
}

// TestAnotherQuestionUnderstood: v2 says what it answered.
func TestAnotherQuestionUnderstood(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`"bucketSize":"day"`:   `it is for buckets of a "day", where month was asked for`,
		`"podId":"zzz"`:        `it is for the pod "zzz", which was not asked for`,
		`"bucketSize":"month"`: "",
	} {
		server := newFake()
		server.Script(fakeapi.Fault{Body: `{"records":[],"metadata":{"query":{` + query + `},"recordCount":0,"totals":{"totalAmount":0}}}`})
		_, _, err := ask(t.Context(), newTestClient(t, server, pinned(V2)), PodBillingQuery{BucketSize: Month, LastN: 12})
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasSuffix(err.Error(), want)) {
			t.Errorf("%s: got %v, want %s", query, err, want)
		}
	}
}
