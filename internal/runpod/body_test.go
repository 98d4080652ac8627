package runpod

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
)

// endless is a body that never ends.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	clear(p)
	e.read += int64(len(p))
	return len(p), nil
}

// TestTooLarge checks that reading stops at the limit, and that the request is not
// retried: the next response would be as large.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	for _, test := range []struct {
		name string
		size int64
		want error
	}{{"at the limit", limit, nil}, {"one byte more", limit + 1, ErrTooLarge}, {"endless", 1 << 62, ErrTooLarge}} {
		body := &endless{}
		transport := &rawTransport{status: http.StatusOK, body: func(context.Context) io.ReadCloser {
			return io.NopCloser(io.LimitReader(body, test.size))
		}}
		client := newTestClient(t, nil, withTransport(transport))
		client.maxBytes = limit
		response, err := ask(t.Context(), client, "")
		if !errors.Is(err, test.want) || transport.requests != 1 || body.read > 2*limit {
			t.Errorf("%s: got %v after %d requests and %d bytes", test.name, err, transport.requests, body.read)
		}
		if err == nil && len(response.Body) != limit {
			t.Errorf("%s: got %d bytes", test.name, len(response.Body))
		}
	}
}
