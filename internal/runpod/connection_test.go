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
	"testing"
	"testing/synctest"
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
		{name: "a server without TLS", endpoint: strings.Replace(plain.URL, "http", "https", 1), attempts: 1,
			is: func(err error) bool { return errors.Is(err, http.ErrSchemeMismatch) }},
		{name: "a server that speaks neither TLS nor HTTP", endpoint: "https://" + noHTTP.Addr().String(), attempts: 1,
			is: func(err error) bool { return errors.As(err, new(tls.RecordHeaderError)) }},
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

// TestDialErrors checks which failures of a dial are retried, and what the error
// says of them. A name that does not exist is not looked up again, but a proxy may
// come back.
func TestDialErrors(t *testing.T) {
	t.Parallel()
	notFound := &net.DNSError{Err: "no such host", Name: "host.example", IsNotFound: true}
	noServer := &net.DNSError{Err: "server misbehaving", Name: "host.example", IsTemporary: true}
	for _, test := range []struct {
		name        string
		op          string
		err         error
		attempts    int32
		want        string
		proxyFailed bool
	}{
		{name: "an unknown host", op: "dial", err: notFound, attempts: 1, want: "Runpod API v1: dial tcp: lookup host.example: no such host"},
		{name: "an unknown proxy", op: "proxyconnect", err: notFound, attempts: 5, proxyFailed: true,
			want: "Runpod API v1: proxyconnect tcp: lookup host.example: no such host"},
		{name: "a SOCKS proxy that rejects the password", op: "socks connect", err: errors.New("username/password authentication failed"),
			attempts: 1, proxyFailed: true, want: "Runpod API v1: socks connect tcp: username/password authentication failed"},
		{name: "a temporary failure of the DNS", op: "dial", err: noServer, attempts: 5,
			want: "Runpod API v1: dial tcp: lookup host.example: server misbehaving"},
		{name: "a timeout, which is not that of the attempt", op: "dial", err: dialTimeout{}, attempts: 5,
			want: "Runpod API v1: dial tcp: i/o timeout"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &failingTransport{err: &net.OpError{Op: test.op, Net: "tcp", Err: test.err}}
				_, err := ask(t.Context(), newTestClient(t, nil, withTransport(transport)), "")
				if fmt.Sprint(err) != test.want || ProxyFailed(err) != test.proxyFailed || errors.Is(err, ErrAttemptTimeout) {
					t.Errorf("got %v, want %s", err, test.want)
				}
				if got := transport.attempts.Load(); got != test.attempts {
					t.Errorf("%d attempts, want %d", got, test.attempts)
				}
			})
		})
	}
}

// dialTimeout imitates the timeout error of package net.
type dialTimeout struct{}

func (dialTimeout) Error() string { return "i/o timeout" }
func (dialTimeout) Timeout() bool { return true }
func (dialTimeout) Is(err error) bool {
	return err == context.DeadlineExceeded || err == os.ErrDeadlineExceeded
}
