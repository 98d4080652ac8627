package runpod

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// endless is a body that never ends.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	clear(p)
	e.read += int64(len(p))
	return len(p), nil
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	body := &endless{}
	_, err := readAll(&http.Response{Body: io.NopCloser(body)}, limit)
	if !errors.Is(err, ErrTooLarge) || body.read > 2*limit {
		t.Errorf("got %v after %d bytes", err, body.read)
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

// TestGzipBomb checks that the limit applies to the decompressed body, and that the
// request is not retried: the next response would be as large.
func TestGzipBomb(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	packer, err := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	const limit = 8 << 20
	if _, err := io.CopyN(packer, &endless{}, limit+1); err != nil {
		t.Fatal(err)
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Error("compression is not asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	}))
	defer server.Close()
	client := newNetworkClient(t, server, withRetries(3))
	client.maxBytes = limit
	_, err = ask(t.Context(), client, "")
	if !errors.Is(err, ErrTooLarge) || requests.Load() != 1 {
		t.Errorf("got %v after %d requests of %d bytes", err, requests.Load(), bomb.Len())
	}
}
