package runpod

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestRedirects checks that a redirect is followed only to where the key is sent
// anyway, and only with the same query. A refused one is not retried.
func TestRedirects(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(func() {
		other.Close()
		if elsewhere.Load() != 0 {
			t.Error("another host was asked")
		}
	})
	const refused = "Runpod API v1: HTTP 302 Found: refused to follow a redirect"
	for _, test := range []struct {
		name     string
		location func(server string) string
		requests int32
		want     string // prefix of the error; "": followed
	}{
		{name: "another path", location: func(string) string { return "/v1/billing/pods/?bucketSize=day" }, requests: 2},
		{name: "another host", location: func(string) string { return other.URL + "/v1/billing/pods?bucketSize=day" },
			requests: 1, want: refused + " to " + other.URL},
		{name: "https", location: func(server string) string { return strings.Replace(server, "http", "https", 1) + "/?bucketSize=day" },
			requests: 1, want: refused + " to https://"},
		{name: "without the query", location: func(string) string { return "/v1/billing/pods" },
			requests: 1, want: refused + " that changes the query"},
		{name: "with another query", location: func(string) string { return "/v1/billing/pods?bucketSize=month" },
			requests: 1, want: refused + " that changes the query"},
		{name: "a loop", location: func(string) string { return "/start/billing/pods?bucketSize=day" },
			requests: 5, want: refused + ": more than 5 in a row"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			var server *httptest.Server
			server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				if r.Header.Get("Authorization") != "Bearer "+testKey {
					t.Error("the key is missing")
				}
				if !strings.HasPrefix(r.URL.Path, "/start/") {
					_, _ = io.WriteString(w, "[]")
					return
				}
				w.Header().Set("Location", test.location(server.URL))
				w.WriteHeader(http.StatusFound)
			}))
			defer server.Close()
			client := newNetworkClient(t, server, withRetries(2), func(c *Config) { c.Endpoint = mustParse(t, server.URL+"/start") })
			_, err := ask(t.Context(), client, "")
			got := ""
			if err != nil {
				got = err.Error()
			}
			if !strings.HasPrefix(got, test.want) || (test.want == "") != (got == "") || err != nil && !errors.Is(err, ErrRedirect) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if requests.Load() != test.requests {
				t.Errorf("%d requests, want %d", requests.Load(), test.requests)
			}
		})
	}
}
