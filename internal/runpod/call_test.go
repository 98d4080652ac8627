package runpod

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestRetries runs each fault with a clock that does not really pass.
func TestRetries(t *testing.T) {
	t.Parallel()
	const right = "1.5" // the total of one pod on one day
	status := func(status, times int) fakeapi.Fault {
		return fakeapi.Fault{Status: status, Times: times, Body: `{"message":"no"}`}
	}
	for name, test := range map[string]struct {
		faults   []fakeapi.Fault
		timeout  time.Duration // 0: two minutes
		want     string        // the total, or the error
		attempts int
		waited   [2]time.Duration // at least and at most
	}{
		"nothing wrong":                         {nil, 0, right, 1, [2]time.Duration{0, 0}},
		"429 once":                              {[]fakeapi.Fault{status(429, 1)}, 0, right, 2, [2]time.Duration{500 * time.Millisecond, time.Second}},
		"500 twice":                             {[]fakeapi.Fault{status(500, 2)}, 0, right, 3, [2]time.Duration{1500 * time.Millisecond, 3 * time.Second}},
		"502, 503, 504":                         {[]fakeapi.Fault{status(502, 1), status(503, 1), status(504, 1)}, 0, right, 4, [2]time.Duration{3500 * time.Millisecond, 7 * time.Second}},
		"cut bodies":                            {[]fakeapi.Fault{{Cut: true, Times: 2}}, 0, right, 3, [2]time.Duration{1500 * time.Millisecond, 3 * time.Second}},
		"429 without end":                       {[]fakeapi.Fault{status(429, fakeapi.Always)}, 0, "Runpod API v1: HTTP 429 Too Many Requests: no", 5, [2]time.Duration{7500 * time.Millisecond, 15 * time.Second}},
		"cut without end":                       {[]fakeapi.Fault{{Cut: true, Times: fakeapi.Always}}, 0, "Runpod API v1: the answer was cut short: unexpected EOF", 5, [2]time.Duration{7500 * time.Millisecond, 15 * time.Second}},
		"400":                                   {[]fakeapi.Fault{status(400, fakeapi.Always)}, 0, "Runpod API v1: HTTP 400 Bad Request: no", 1, [2]time.Duration{}},
		"401":                                   {[]fakeapi.Fault{status(401, fakeapi.Always)}, 0, "Runpod API v1: HTTP 401 Unauthorized: no", 1, [2]time.Duration{}},
		"403":                                   {[]fakeapi.Fault{status(403, fakeapi.Always)}, 0, "Runpod API v1: HTTP 403 Forbidden: no", 1, [2]time.Duration{}},
		"404":                                   {[]fakeapi.Fault{status(404, fakeapi.Always)}, 0, "Runpod API v1: HTTP 404 Not Found: no", 1, [2]time.Duration{}},
		"410":                                   {[]fakeapi.Fault{status(410, fakeapi.Always)}, 0, "Runpod API v1: HTTP 410 Gone: no", 1, [2]time.Duration{}},
		"422":                                   {[]fakeapi.Fault{status(422, fakeapi.Always)}, 0, "Runpod API v1: HTTP 422 Unprocessable Entity: no", 1, [2]time.Duration{}},
		"501":                                   {[]fakeapi.Fault{status(501, fakeapi.Always)}, 0, "Runpod API v1: HTTP 501 Not Implemented: no", 1, [2]time.Duration{}},
		"204":                                   {[]fakeapi.Fault{{Status: 204}}, 0, "Runpod API v1: HTTP 204 No Content", 1, [2]time.Duration{}},
		"301 to nowhere":                        {[]fakeapi.Fault{{Status: 301}}, 0, "Runpod API v1: HTTP 301 Moved Permanently", 1, [2]time.Duration{}},
		"a page":                                {[]fakeapi.Fault{{Body: "<html>", Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}}}, 0, `Runpod API v1: HTTP 200 OK: the content type is "text/html; charset=utf-8" where JSON was due`, 1, [2]time.Duration{}},
		"a right body that calls itself a page": {[]fakeapi.Fault{{Header: map[string]string{"Content-Type": "text/html"}}}, 0, `Runpod API v1: HTTP 200 OK: the content type is "text/html" where JSON was due`, 1, [2]time.Duration{}},
		"a type that goes on":                   {[]fakeapi.Fault{{Header: map[string]string{"Content-Type": "x/" + strings.Repeat("y", 100_000)}}}, 0, "Runpod API v1: HTTP 200 OK: the content type is a text of 100002 characters where JSON was due", 1, [2]time.Duration{}},
		"plain text":                            {[]fakeapi.Fault{{Header: map[string]string{"Content-Type": "text/plain"}}}, 0, right, 1, [2]time.Duration{}},
		"wait as told":                          {[]fakeapi.Fault{{Status: 429, Header: map[string]string{"Retry-After": "42"}}}, 0, right, 2, [2]time.Duration{42 * time.Second, 43 * time.Second}},
		"wait until a date":                     {[]fakeapi.Fault{{Status: 503, Header: map[string]string{"Retry-After": "Sat, 01 Jan 2000 00:00:30 GMT"}}}, 0, right, 2, [2]time.Duration{30 * time.Second, 31 * time.Second}},
		"wait no time":                          {[]fakeapi.Fault{{Status: 429, Header: map[string]string{"Retry-After": "0"}}}, 0, right, 2, [2]time.Duration{500 * time.Millisecond, time.Second}},
		"wait for nonsense":                     {[]fakeapi.Fault{{Status: 429, Header: map[string]string{"Retry-After": "soon"}}}, 0, right, 2, [2]time.Duration{500 * time.Millisecond, time.Second}},
		"wait for NaN":                          {[]fakeapi.Fault{{Status: 429, Header: map[string]string{"Retry-After": "NaN"}}}, 0, right, 2, [2]time.Duration{500 * time.Millisecond, time.Second}},
		"wait a negative time":                  {[]fakeapi.Fault{{Status: 429, Header: map[string]string{"Retry-After": "-5"}}}, 0, right, 2, [2]time.Duration{500 * time.Millisecond, time.Second}},
		"wait a day":                            {[]fakeapi.Fault{{Status: 429, Header: map[string]string{"Retry-After": "86400"}}}, 0, "Runpod API v1: HTTP 429 Too Many Requests", 1, [2]time.Duration{}},
		"wait for ever":                         {[]fakeapi.Fault{{Status: 503, Header: map[string]string{"Retry-After": "99999999999999999999999"}}}, 0, "Runpod API v1: HTTP 503 Service Unavailable", 1, [2]time.Duration{}},
		"a hanging attempt":                     {[]fakeapi.Fault{{Delay: time.Hour}}, 0, right, 2, [2]time.Duration{30 * time.Second, 31 * time.Second}},
		"hanging for ever":                      {[]fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}, 0, "Runpod API v1: the time for the whole read is up; the last attempt failed: no whole answer within the time of one attempt", 4, [2]time.Duration{2 * time.Minute, 2 * time.Minute}},
		"slow, but in time":                     {[]fakeapi.Fault{{Delay: 29 * time.Second}}, 0, right, 1, [2]time.Duration{29 * time.Second, 29 * time.Second}},
		"slow, with time allowed":               {[]fakeapi.Fault{{Delay: 2 * time.Minute}}, 10 * time.Minute, right, 1, [2]time.Duration{2 * time.Minute, 2 * time.Minute}},
		"time runs out while waiting":           {[]fakeapi.Fault{status(503, fakeapi.Always)}, 3 * time.Second, "Runpod API v1: HTTP 503 Service Unavailable: no: the time for the whole read is up", 3, [2]time.Duration{3 * time.Second, 3 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newFake()
				server.Script(test.faults...)
				timeout := test.timeout
				if timeout == 0 {
					timeout = 2 * time.Minute
				}
				ctx, cancel := context.WithTimeout(t.Context(), timeout)
				defer cancel()
				begun := time.Now()
				var total DecimalSum
				_, err := newTestClient(t, server, pinned(V1)).PodBilling(ctx, PodBillingQuery{PodID: "train", Start: day(11, 19, 0), End: day(11, 20, 0)}, func(r Record) { total.Add(r.Amount) })
				waited := time.Since(begun)

				got := total.Total().String()
				if err != nil {
					got = err.Error()
					var failure *Error
					if !errors.As(err, &failure) || failure.Attempts != test.attempts {
						t.Errorf("attempts told: %+v, want %d", failure, test.attempts)
					}
				}
				if got != test.want {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
				if attempts := len(server.Requests()); attempts != test.attempts && !strings.Contains(test.want, "time for the whole read") {
					t.Errorf("%d attempts, want %d", attempts, test.attempts)
				}
				if waited < test.waited[0] || waited > test.waited[1] {
					t.Errorf("waited %s, want %s to %s", waited, test.waited[0], test.waited[1])
				}
			})
		})
	}
}

func TestNoRetriesWhenNoneAreWanted(t *testing.T) {
	t.Parallel()
	server := newFake()
	server.Script(fakeapi.Fault{Status: 500})
	_, _, err := ask(t.Context(), newTestClient(t, server, pinned(V1), func(c *Config) { c.MaxRetries = 0 }), PodBillingQuery{})
	if got := len(server.Requests()); err == nil || got != 1 {
		t.Errorf("got %v after %d attempts, want an error after 1", err, got)
	}
}

// TestInterruption: Ctrl-C during a wait ends it at once.
func TestInterruption(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake()
		server.Script(fakeapi.Fault{Status: 429, Times: fakeapi.Always, Header: map[string]string{"Retry-After": "60"}})
		ctx, cancel := context.WithCancel(t.Context())
		begun := time.Now()
		time.AfterFunc(10*time.Second, cancel)
		_, _, err := ask(ctx, newTestClient(t, server, pinned(V1)), PodBillingQuery{})
		if !errors.Is(err, context.Canceled) || time.Since(begun) != 10*time.Second || len(server.Requests()) != 1 {
			t.Errorf("got %v after %s and %d requests", err, time.Since(begun), len(server.Requests()))
		}
	})
}

func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	server := newFake()
	if _, _, err := ask(t.Context(), newTestClient(t, server, pinned(V1)), PodBillingQuery{}); err != nil {
		t.Fatal(err)
	}
	header := server.Requests()[0].Header
	for name, want := range map[string]string{"Authorization": "Bearer " + testKey, "User-Agent": "test/1", "Accept": "application/json"} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// endpoint returns a client whose v1 is the server.
func endpoint(t *testing.T, server *httptest.Server, change ...func(*Config)) *Client {
	t.Helper()
	return newTestClient(t, nil, append([]func(*Config){pinned(V1), func(c *Config) {
		c.Transport = nil
		c.MaxRetries = 0
		c.EndpointV1 = mustParse(t, server.URL)
	}}, change...)...)
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for path, want := range map[string]string{
		"/here":  "",
		"/other": "Runpod API v1: HTTP 302 Found: refused to follow a redirect to " + other.URL,
		"/plain": "Runpod API v1: HTTP 302 Found: refused to follow a redirect to ftp://",
		"/lose":  "Runpod API v1: HTTP 302 Found: refused to follow a redirect that changes the question",
		"/none":  "Runpod API v1: HTTP 302 Found: refused to follow a redirect: failed to parse Location header",
		"/loop":  "Runpod API v1: HTTP 302 Found: refused to follow a redirect: more than 5 in a row",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/here/billing/pods":
				http.Redirect(w, r, "/v1/billing/pods/?bucketSize=day", http.StatusFound)
			case "/other/billing/pods":
				http.Redirect(w, r, other.URL, http.StatusFound)
			case "/plain/billing/pods":
				http.Redirect(w, r, "ftp://localhost", http.StatusFound)
			case "/lose/billing/pods":
				http.Redirect(w, r, "/v1/billing/pods", http.StatusFound)
			case "/none/billing/pods":
				w.Header().Set("Location", "http://[bad")
				w.WriteHeader(http.StatusFound)
			case "/loop/billing/pods":
				http.Redirect(w, r, "/loop/billing/pods?bucketSize=day", http.StatusFound)
			default:
				_, _ = io.WriteString(w, "[]")
			}
		}))
		client := endpoint(t, server, func(c *Config) { c.EndpointV1 = mustParse(t, server.URL+path) })
		_, _, err := ask(t.Context(), client, PodBillingQuery{})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, want) || (want == "") != (got == "") || err != nil && !errors.Is(err, ErrRedirect) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
		server.Close()
	}
	if elsewhere.Load() != 0 {
		t.Error("another host was asked")
	}
}

// TestConnectionFaults checks what is not tried again, and what is said.
func TestConnectionFaults(t *testing.T) {
	t.Parallel()
	secure := httptest.NewTLSServer(newFake())
	defer secure.Close()
	plain := httptest.NewServer(newFake())
	defer plain.Close()
	closed := httptest.NewServer(newFake())
	closed.Close()

	for name, test := range map[string]struct {
		endpoint string
		attempts int
		is       func(error) bool
	}{
		"an unknown certificate": {secure.URL, 1, func(err error) bool {
			var authority x509.UnknownAuthorityError
			var certificate *tls.CertificateVerificationError
			return errors.As(err, &authority) && errors.As(err, &certificate)
		}},
		"no TLS":               {strings.Replace(plain.URL, "http", "https", 1), 1, func(err error) bool { return errors.Is(err, http.ErrSchemeMismatch) }},
		"a refused connection": {closed.URL, 2, func(err error) bool { var op *net.OpError; return errors.As(err, &op) && op.Op == "dial" }},
	} {
		client := endpoint(t, plain, func(c *Config) {
			c.EndpointV1 = mustParse(t, test.endpoint)
			c.MaxRetries = 1
		})
		_, _, err := ask(t.Context(), client, PodBillingQuery{})
		var failure *Error
		if !errors.As(err, &failure) || failure.Attempts != test.attempts || !test.is(err) {
			t.Errorf("%s: got %v, %+v", name, err, failure)
		}
	}
}

type failingTransport struct {
	err      error
	attempts atomic.Int32
}

func (f *failingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	f.attempts.Add(1)
	return nil, f.err
}

func TestUnknownHostIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	transport := &failingTransport{err: &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}}}
	_, _, err := ask(t.Context(), newTestClient(t, nil, pinned(V1), func(c *Config) { c.Transport = transport }), PodBillingQuery{})
	if transport.attempts.Load() != 1 || !hostNotFound(err) {
		t.Errorf("got %v after %d attempts", err, transport.attempts.Load())
	}
}

// endless is a body that goes on for as long as it is read.
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
	if _, err := readWhole(body, limit); !errors.Is(err, ErrTooLarge) || body.read > 2*limit {
		t.Errorf("got %v after %d bytes", err, body.read)
	}
	if whole, err := readWhole(io.LimitReader(&endless{}, limit), limit); err != nil || len(whole) != limit {
		t.Errorf("got %d bytes, %v", len(whole), err)
	}
}

// TestGzipBomb: the limit holds for what is unpacked, and it is not tried again.
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
	client := endpoint(t, server, func(c *Config) { c.MaxRetries = 3 })
	client.maxBytes = limit
	_, _, err = ask(t.Context(), client, PodBillingQuery{})
	if !errors.Is(err, ErrTooLarge) || requests.Load() != 1 {
		t.Errorf("got %v after %d requests of %d bytes", err, requests.Load(), bomb.Len())
	}
}

func TestAPIKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		testKey:        "",
		"":             "it is empty",
		"  ":           "it is blank",
		testKey + "\n": "it begins or ends with white space",
		"a\nb":         "byte 2 of 3 is not a printable ASCII character",
		"a b":          "it has a blank in it: give the key alone",
		"schlüssel":    "byte 5 of 10 is not",
	} {
		err := CheckAPIKey(key)
		if got := fmt.Sprint(err); (want == "") != (err == nil) || err != nil && (!strings.HasPrefix(got, want) || strings.Contains(got, testKey)) {
			t.Errorf("%q: got %v, want %s", key, err, want)
		}
	}
}

func TestParseEndpoint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://rest.runpod.io/v1":    "",
		"https://proxy.example:8443":   "",
		"http://localhost:8080/v2/":    "",
		"http://127.0.0.9/v1":          "",
		"http://[::1]:9/v1":            "",
		"http://rest.runpod.io/v1":     "it is http, which would send the API key in clear: only a loopback host may be http",
		"http://localhost.example":     "it is http, which would send the API key in clear: only a loopback host may be http",
		"rest.runpod.io/v1":            "it is not an absolute URL",
		"/v1":                          "it is not an absolute URL",
		"":                             "it is not an absolute URL",
		"ftp://rest.runpod.io":         "it is not an absolute URL",
		"https://":                     "it is not an absolute URL",
		"https://:443/v1":              "it is not an absolute URL",
		"https://u:p@rest.runpod.io":   "it has user information",
		"https://rest.runpod.io/?a":    "it has a query",
		"https://rest.runpod.io/?":     "it has a query",
		"https://rest.runpod.io/#a":    "it has a fragment",
		"https://rest.runpod.io:x":     "it is not a URL",
		"https://rest.runpod.io:99999": "its port is out of range",
		"https://rest.runpod.io/v1 ":   "it has white space in it",
		"http://LOCALHOST:1":           "",
		"https://%zz":                  "it is not a URL",
	} {
		if _, err := ParseEndpoint(text); (want == "") != (err == nil) || err != nil && err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// TestConnectionsAreReused: a question after another needs no new connection,
// also where the one before was refused.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("podId") == "p1" {
			w.WriteHeader(http.StatusForbidden)
		}
		_, _ = io.WriteString(w, "[]")
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	client := endpoint(t, server)
	for i := range 5 {
		if _, _, err := ask(t.Context(), client, PodBillingQuery{PodID: fmt.Sprint("p", i)}); (err != nil) != (i == 1) {
			t.Errorf("question %d: %v", i, err)
		}
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}
