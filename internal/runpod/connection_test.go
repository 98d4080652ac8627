package runpod

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestConnectionFaults checks which faults are retried, and that the error wraps
// their cause.
func TestConnectionFaults(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(newFake())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it would log the failed handshakes
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(newFake())
	defer plain.Close()
	closed := httptest.NewServer(newFake())
	closed.Close()
	noHTTP, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's own listener
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = noHTTP.Close() }()
	go greet(noHTTP)

	for _, test := range []struct {
		name     string
		endpoint string
		attempts int
		is       func(error) bool
	}{
		{
			name:     "an unknown certificate",
			endpoint: secure.URL, attempts: 1,
			is: func(err error) bool {
				return errors.As(err, new(x509.UnknownAuthorityError)) && errors.As(err, new(*tls.CertificateVerificationError))
			},
		},
		{
			name:     "a server without TLS",
			endpoint: strings.Replace(plain.URL, "http", "https", 1), attempts: 1,
			is: func(err error) bool { return errors.Is(err, http.ErrSchemeMismatch) },
		},
		{
			name:     "a server that speaks neither TLS nor HTTP",
			endpoint: "https://" + noHTTP.Addr().String(), attempts: 1,
			is: func(err error) bool { return errors.As(err, new(tls.RecordHeaderError)) },
		},
		{
			name:     "a refused connection",
			endpoint: closed.URL, attempts: 2,
			is: func(err error) bool {
				var op *net.OpError
				return errors.As(err, &op) && op.Op == "dial"
			},
		},
	} {
		client := newNetworkClient(t, plain, withRetries(1), func(c *Config) { c.Endpoint = mustParse(t, test.endpoint) })
		_, err := ask(t.Context(), client, "")
		var failure *Error
		if !errors.As(err, &failure) || failure.Attempts != test.attempts || !test.is(err) {
			t.Errorf("%s: got %v, %+v", test.name, err, failure)
		}
	}
}

// greet speaks first, like a mail server.
func greet(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(connection, "220 mail.example ready\r\n")
		_ = connection.Close()
	}
}

func notFound(op, host string) error {
	dns := &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	return &net.OpError{Op: op, Net: "tcp", Err: dns}
}

// TestUnknownHost checks that a name that does not exist is not looked up again,
// and that the error contains it.
func TestUnknownHost(t *testing.T) {
	t.Parallel()
	transport := &failingTransport{err: notFound("dial", "api.example")}
	_, err := ask(t.Context(), newTestClient(t, nil, withTransport(transport)), "")
	const want = "Runpod API v1: dial tcp: lookup api.example: no such host"
	if fmt.Sprint(err) != want || transport.attempts.Load() != 1 || !hostNotFound(err) || ProxyFailed(err) {
		t.Errorf("got %v after %d attempts", err, transport.attempts.Load())
	}
}

// TestUnknownProxy checks that a proxy whose name does not resolve is not taken for
// an unknown API host. It is retried, because a proxy may come back.
func TestUnknownProxy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &failingTransport{err: notFound("proxyconnect", "proxy.example")}
		_, err := ask(t.Context(), newTestClient(t, nil, withTransport(transport)), "")
		var failure *Error
		if !errors.As(err, &failure) || !ProxyFailed(err) || hostNotFound(err) || transport.attempts.Load() != 5 ||
			!strings.Contains(err.Error(), "proxy.example") {
			t.Errorf("got %v after %d attempts", err, transport.attempts.Load())
		}
	})
}

// TestTemporaryLookupFailure checks that a temporary DNS failure is retried.
func TestTemporaryLookupFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dns := &net.DNSError{Err: "server misbehaving", Name: "api.example", IsTemporary: true}
		transport := &failingTransport{err: &net.OpError{Op: "dial", Net: "tcp", Err: dns}}
		_, err := ask(t.Context(), newTestClient(t, nil, withTransport(transport)), "")
		if transport.attempts.Load() != 5 || !strings.Contains(fmt.Sprint(err), "api.example") {
			t.Errorf("got %v after %d attempts", err, transport.attempts.Load())
		}
	})
}

// TestDialTimeout checks that a failed dial is not reported as an attempt that timed
// out: a longer timeout would only help the latter.
func TestDialTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		timeout := &net.OpError{Op: "dial", Net: "tcp", Err: dialTimeout{}}
		_, err := ask(t.Context(), newTestClient(t, nil, withTransport(&failingTransport{err: timeout})), "")
		if fmt.Sprint(err) != "Runpod API v1: dial tcp: i/o timeout" || errors.Is(err, ErrAttemptTimeout) {
			t.Errorf("got %v", err)
		}
	})
}

// dialTimeout imitates the timeout error of package net.
type dialTimeout struct{}

func (dialTimeout) Error() string { return "i/o timeout" }
func (dialTimeout) Timeout() bool { return true }
func (dialTimeout) Is(err error) bool {
	return err == context.DeadlineExceeded || err == os.ErrDeadlineExceeded
}

// TestConnectionReuse checks that later requests reuse the connection, even if one
// was refused.
func TestConnectionReuse(t *testing.T) {
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
	client := newNetworkClient(t, server)
	for i := range 5 {
		if _, err := ask(t.Context(), client, fmt.Sprint("p", i)); (err != nil) != (i == 1) {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}

// TestFailureLeavesOtherConnections checks that a failed call does not close the
// idle connections of others.
func TestFailureLeavesOtherConnections(t *testing.T) {
	t.Parallel()
	transport := &closingTransport{failingTransport{err: errors.New("no route to host")}, atomic.Int32{}}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := ask(ctx, newTestClient(t, nil, withTransport(transport)), "")
		if err == nil || transport.closed.Load() != 0 {
			t.Errorf("got %v, and idle connections were closed %d times", err, transport.closed.Load())
		}
	})
}

// closingTransport counts the calls of CloseIdleConnections.
type closingTransport struct {
	failingTransport
	closed atomic.Int32
}

func (c *closingTransport) CloseIdleConnections() { c.closed.Add(1) }
