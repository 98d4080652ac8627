package fakeapi

import (
	"io"
	"net/http"
	"net/http/httptest"
)

// Transport calls a handler without a network, for tests with a fake clock, which
// does not work with real sockets. A handler that panics, as with
// http.ErrAbortHandler, cuts the body short.
type Transport struct{ Handler http.Handler }

// RoundTrip lets the handler answer the request.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	broken := t.serve(recorder, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response := recorder.Result()
	if broken {
		response.Body = io.NopCloser(io.MultiReader(response.Body, brokenReader{}))
	}
	response.Request = r
	return response, nil
}

func (t Transport) serve(w http.ResponseWriter, r *http.Request) (broken bool) {
	defer func() { broken = recover() != nil }()
	t.Handler.ServeHTTP(w, r)
	return false
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
