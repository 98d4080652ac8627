package runpod

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestProxyFromEnvironment(t *testing.T) {
	t.Parallel()
	const invalid = "the environment variable %s is not the URL of a proxy, such as http://proxy.example:3128: correct it, or unset it " +
		"to connect directly; special characters in a user or password must be percent-encoded"
	for _, test := range []struct {
		name   string
		env    map[string]string
		target string // "": https://api.example/v2
		want   string // "<nil>": a direct connection
	}{
		{name: "none", want: "<nil>"},
		{name: "a URL", env: map[string]string{"HTTPS_PROXY": "https://proxy.example:3128"}, want: "https://proxy.example:3128"},
		{name: "lower case", env: map[string]string{"https_proxy": "http://proxy.example"}, want: "http://proxy.example"},
		{name: "no scheme", env: map[string]string{"HTTPS_PROXY": "proxy.example:3128"}, want: "http://proxy.example:3128"},
		{name: "excluded", env: map[string]string{"HTTPS_PROXY": "http://a", "NO_PROXY": ".example"}, want: "<nil>"},
		{name: "excluded in lower case", env: map[string]string{"HTTPS_PROXY": "http://a", "no_proxy": "*"}, want: "<nil>"},
		{name: "other variables", env: map[string]string{"HTTP_PROXY": "http://a", "ALL_PROXY": "http://a"}, want: "<nil>"},
		{name: "http, which is loopback", target: "http://localhost:1/v2",
			env: map[string]string{"HTTPS_PROXY": "http://a", "HTTP_PROXY": "http://a"}, want: "<nil>"},
		{name: "a bad escape", env: map[string]string{"HTTPS_PROXY": "http://%zz"}, want: fmt.Sprintf(invalid, "HTTPS_PROXY")},
		{name: "a bad escape, no scheme", env: map[string]string{"https_proxy": "me:%secret@proxy"}, want: fmt.Sprintf(invalid, "https_proxy")},
		{name: "a hash in the password", env: map[string]string{"HTTPS_PROXY": "http://me:sec#ret@a"}, want: fmt.Sprintf(invalid, "HTTPS_PROXY")},
		{name: "another scheme", env: map[string]string{"HTTPS_PROXY": "htps://proxy"}, want: fmt.Sprintf(invalid, "HTTPS_PROXY")},
		{name: "no host", env: map[string]string{"HTTPS_PROXY": "http://:3128"}, want: fmt.Sprintf(invalid, "HTTPS_PROXY")},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			target := test.target
			if target == "" {
				target = "https://api.example/v2"
			}
			got := ""
			if proxy, err := ProxyFromEnvironment(func(name string) string { return test.env[name] }); err != nil {
				got = err.Error()
			} else {
				request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
				address, err := proxy(request)
				got = fmt.Sprint(address)
				if err != nil {
					t.Error(err)
				}
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestProxyRefuses checks what a proxy gets, and which of its refusals are retried:
// a wrong password that is sent again and again locks the user.
func TestProxyRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		status   string
		requests int32
		want     string
		is       error // nil: any
	}{
		{name: "407", status: "407 Whatever", requests: 1, want: "Runpod API v1: proxy authentication required", is: ErrProxyAuthentication},
		{name: "502", status: "502 Bad Gateway", requests: 2, want: "Runpod API v1: Bad Gateway"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's own listener
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = listener.Close() }()
			var requests atomic.Int32
			go func() {
				for {
					connection, err := listener.Accept()
					if err != nil {
						return
					}
					requests.Add(1)
					if line, _ := bufio.NewReader(connection).ReadString('\n'); line != "CONNECT api.example:443 HTTP/1.1\r\n" {
						t.Errorf("the proxy got %q", line)
					}
					_, _ = fmt.Fprintf(connection, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", test.status)
					_ = connection.Close()
				}
			}()
			proxy, err := ProxyFromEnvironment(func(string) string { return "me:secret@" + listener.Addr().String() })
			if err != nil {
				t.Fatal(err)
			}
			client := newTestClient(t, nil, withTransport(nil), withRetries(1), func(c *Config) {
				c.Endpoint = mustParse(t, "https://api.example/v1")
				c.Proxy = proxy
			})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, err = ask(ctx, client, "")
			if fmt.Sprint(err) != test.want || test.is != nil && !errors.Is(err, test.is) || strings.Contains(fmt.Sprint(err), "secret") {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if got := requests.Load(); got != test.requests {
				t.Errorf("%d requests, want %d", got, test.requests)
			}
		})
	}
}
