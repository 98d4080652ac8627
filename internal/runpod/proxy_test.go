package runpod

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// proxyTarget is the environment variable that makes a child process send a request
// to an endpoint. It takes a process of its own, because net/http reads the proxy
// variables only once.
const proxyTarget = "RUNPOD_TEST_PROXY_TARGET"

// TestProxies runs this test binary with the usual proxy variables set to a
// listener that records its requests.
func TestProxies(t *testing.T) {
	if target := os.Getenv(proxyTarget); target != "" {
		askThroughProxy(t, target)
		return
	}
	t.Parallel()
	server := httptest.NewServer(newFake())
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		target string
		proxy  string // "": a listener
		seen   string // the first line that the proxy sees
		want   string // part of the child's output
	}{
		{name: "loopback in lower case", target: "http://localhost:" + port + "/v1", want: "answer: [{"},
		{name: "loopback in upper case", target: "http://LOCALHOST:" + port + "/v1", want: "answer: [{"},
		{name: "loopback in mixed case", target: "http://LocalHost:" + port + "/v1", want: "answer: [{"},
		{name: "a loopback address", target: "http://127.0.0.1:" + port + "/v1", want: "answer: [{"},
		{name: "https", target: "https://api.example/v1", seen: "CONNECT api.example:443 HTTP/1.1", want: "Bad Gateway"},
		{
			name: "https through a proxy that does not exist", target: "https://api.example/v1", proxy: "http://proxy.invalid:3128",
			want: "proxy failed: Runpod API v1: proxyconnect tcp: dial tcp: lookup proxy.invalid",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proxy := newProxy(t)
			address := test.proxy
			if address == "" {
				address = "http://" + proxy.listener.Addr().String()
			}
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxies$", "-test.v") //nolint:gosec // this test binary
			child.Env = append(os.Environ(), proxyTarget+"="+test.target, "NO_PROXY=", "no_proxy=", "REQUEST_METHOD=")
			for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
				child.Env = append(child.Env, name+"="+address)
			}
			output, err := child.CombinedOutput()
			if err != nil || !strings.Contains(string(output), test.want) {
				t.Errorf("the child says %s, %v; want %s", output, err, test.want)
			}
			if seen := proxy.stop(); seen != test.seen {
				t.Errorf("the proxy saw %q, want %q", seen, test.seen)
			}
		})
	}
}

func askThroughProxy(t *testing.T, target string) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	client := newTestClient(t, nil, withTransport(nil), withRetries(0), func(c *Config) { c.Endpoint = mustParse(t, target) })
	response, err := client.Get(ctx, url.Values{}, "billing", "pods")
	switch {
	case ProxyFailed(err):
		fmt.Println("proxy failed:", err)
	case err != nil:
		fmt.Println("failed:", err)
	default:
		fmt.Printf("answer: %s\n", response.Body)
	}
}

// proxy refuses every request and records its first line.
type proxy struct {
	listener net.Listener
	mu       sync.Mutex
	seen     []string
	done     chan struct{}
}

func newProxy(t *testing.T) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's own listener
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, done: make(chan struct{})}
	go p.serve()
	return p
}

func (p *proxy) serve() {
	defer close(p.done)
	for {
		connection, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		line, _ := bufio.NewReader(connection).ReadString('\n')
		p.mu.Lock()
		p.seen = append(p.seen, strings.TrimSpace(line))
		p.mu.Unlock()
		_, _ = fmt.Fprintf(connection, "HTTP/1.1 %d Bad Gateway\r\nContent-Length: 0\r\n\r\n", http.StatusBadGateway)
		_ = connection.Close()
	}
}

// stop stops the proxy and returns what it recorded.
func (p *proxy) stop() string {
	_ = p.listener.Close()
	<-p.done
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.seen, "\n")
}
