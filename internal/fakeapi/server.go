// Package fakeapi stands in for the part of Runpod's REST API that this project
// reads, v1 and v2, in tests, the demo and benchmarks. Recorded answers could not
// cover every window and grouping, and there is no account to test with.
//
// A [Server] reports what an [Account] has and has cost, as its clock stands. Most
// tests fill in an Account with the few things that they are about. [Sample] returns
// one with something of everything, which the documentation quotes. A [Fault] delays,
// replaces or edits answers, [Server.Deny] takes a scope from the key, and
// [Server.Requests] is the log of what was asked. [Transport] connects a client
// without a network.
//
// It writes its JSON by hand, in the forms seen in practice, and shares no types with
// the client, so that a wrong name in the client fails a test. Its own names and types
// are held against testdata/contracts.json, which has the facts of Runpod's published
// contract. A parameter that a route does not know is refused, although the real v2
// ignores it, so that a test fails if it is sent.
package fakeapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is a handler for both versions: v1 below /v1, v2 below /v2.
type Server struct {
	key     string
	now     func() time.Time
	account Account

	mu       sync.Mutex
	denied   []string
	faults   []*Fault
	requests []Request
}

// New returns a Server that accepts the key and reports the account, with now as
// its clock.
func New(key string, now func() time.Time, account Account) *Server {
	return &Server{key: key, now: now, account: account}
}

// Deny revokes the key's access to paths that begin with prefix. They answer 403.
func (s *Server) Deny(prefix string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.denied = append(s.denied, prefix)
}

func (s *Server) denies(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.denied, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// Request is a request that the server received.
type Request struct {
	Path   string
	Query  url.Values
	Header http.Header
}

// Requests returns all requests so far, in the order they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := s.nextFault(r)
	if fault.Delay > 0 {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(fault.Delay):
		}
	}
	sent := fault.apply(s.answer(r))
	header := w.Header()
	header.Set("Content-Type", sent.contentType)
	header.Set("Date", s.now().UTC().Format(http.TimeFormat)) // net/http would use another clock
	header.Set("X-Request-Id", "req-"+strconv.Itoa(len(s.Requests())))
	for name, value := range fault.Header {
		header.Set(name, value)
	}
	header.Set("Content-Length", strconv.Itoa(len(sent.body)))
	body := sent.body
	if fault.Cut {
		body = body[:len(body)/2]
	}
	w.WriteHeader(sent.status)
	_, _ = w.Write([]byte(body))
	if fault.Cut {
		_ = http.NewResponseController(w).Flush() // otherwise a short body would not be sent
		panic(http.ErrAbortHandler)               // makes net/http break the connection
	}
}

type answer struct {
	status      int
	contentType string
	body        string
}

func (s *Server) answer(r *http.Request) answer {
	refuse := refuseV1
	if isV2(r.URL.Path) {
		refuse = refuseV2
	}
	if r.Header.Get("Authorization") != "Bearer "+s.key {
		return refuse(http.StatusUnauthorized, "missing or unknown bearer token")
	}
	if r.Method != http.MethodGet {
		return refuse(http.StatusMethodNotAllowed, "only GET")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, err.Error())
	}
	if s.denies(r.URL.Path) {
		return refuse(http.StatusForbidden, "access denied")
	}
	switch r.URL.Path {
	case "/v1/billing/pods":
		return s.v1Billing(query)
	case "/v2/billing/balance":
		return s.v2Balance(query)
	}
	for _, route := range listRoutes() {
		if route.path == r.URL.Path {
			return s.v2List(route, query)
		}
	}
	for _, route := range billingRoutes() {
		if route.path == r.URL.Path {
			return s.v2Billing(route, query)
		}
	}
	return refuse(http.StatusNotFound, "no such route")
}
