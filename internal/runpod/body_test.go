package runpod

import (
	"bytes"
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
	body := &endless{}
	_, err := readAll(&http.Response{Body: io.NopCloser(body)}, limit)
	if !errors.Is(err, ErrTooLarge) || body.read > 2*limit {
		t.Errorf("got %v after %d bytes", err, body.read)
	}
	transport := &rawTransport{status: http.StatusOK, body: endlessBody}
	client := newTestClient(t, nil, withTransport(transport))
	client.maxBytes = limit
	if _, err := ask(t.Context(), client, ""); !errors.Is(err, ErrTooLarge) || transport.requests != 1 {
		t.Errorf("got %v after %d requests", err, transport.requests)
	}
	whole, err := readAll(&http.Response{Body: io.NopCloser(io.LimitReader(&endless{}, limit))}, limit)
	if err != nil || len(whole) != limit {
		t.Errorf("got %d bytes, %v", len(whole), err)
	}
}

// TestAnnouncedLength checks that a Content-Length alone does not cause an
// allocation of that size.
func TestAnnouncedLength(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{-1, 0, 1, 1 << 62} {
		body, err := readAll(&http.Response{ContentLength: length, Body: io.NopCloser(bytes.NewReader([]byte("[]")))}, MaxResponseBytes)
		if err != nil || string(body) != "[]" || cap(body) > 65<<20 {
			t.Errorf("length %d: got %q with room for %d bytes, %v", length, body, cap(body), err)
		}
	}
}
