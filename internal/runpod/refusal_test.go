package runpod

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// rawTransport answers every request with its status and body.
type rawTransport struct {
	status   int
	header   http.Header
	body     func(context.Context) io.ReadCloser
	requests int
}

func (r *rawTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	r.requests++
	header := r.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: r.status, Header: header, Request: request, Body: r.body(request.Context())}, nil
}

// failingTransport never gets a response.
type failingTransport struct {
	err      error
	attempts atomic.Int32
}

func (f *failingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	f.attempts.Add(1)
	return nil, f.err
}

func cutBody(text string) func(context.Context) io.ReadCloser {
	return func(context.Context) io.ReadCloser {
		return io.NopCloser(io.MultiReader(strings.NewReader(text), failingReader{io.ErrUnexpectedEOF}))
	}
}

// hangingBody returns a body that hangs until it is closed or the attempt ends.
func hangingBody(ctx context.Context) io.ReadCloser {
	reader, writer := io.Pipe()
	context.AfterFunc(ctx, func() { _ = writer.CloseWithError(ctx.Err()) })
	return reader
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

// TestRefusalsThatBreakOff checks that the status of a refusal decides, whatever
// happens to its body.
func TestRefusalsThatBreakOff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		transport *rawTransport
		requests  int
		want      string
		within    time.Duration
	}{
		{name: "401, cut", transport: &rawTransport{status: 401, body: cutBody("{")},
			requests: 1, want: "Runpod API v1: HTTP 401 Unauthorized"},
		{name: "503, cut", transport: &rawTransport{status: 503, body: cutBody("maintenance")},
			requests: 5, want: "Runpod API v1: HTTP 503 Service Unavailable: maintenance", within: 15 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
				defer stop()
				begun := time.Now()
				_, err := ask(ctx, newTestClient(t, nil, withTransport(test.transport)), "")
				if got := fmt.Sprint(err); got != test.want || test.transport.requests != test.requests || time.Since(begun) > test.within {
					t.Errorf("got %s after %d requests and %s\nwant %s after %d",
						got, test.transport.requests, time.Since(begun), test.want, test.requests)
				}
			})
		})
	}
}

// TestRefusalBodyLimit checks that no more of a refusal is read than an error
// message may have.
func TestRefusalBodyLimit(t *testing.T) {
	t.Parallel()
	body := &endless{}
	transport := &rawTransport{status: 400, body: func(context.Context) io.ReadCloser { return io.NopCloser(body) }}
	if _, err := ask(t.Context(), newTestClient(t, nil, withTransport(transport)), ""); err == nil || body.read > 2*largestMessage {
		t.Errorf("got %v after %d bytes", err, body.read)
	}
}
