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

// Script adds faults. A request gets the first one that applies to it and is not
// used up.
func (s *Server) Script(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults {
		fault.Times = max(fault.Times, Always)
		if fault.Times == 0 {
			fault.Times = 1
		}
		s.faults = append(s.faults, &fault)
	}
}

// RetireV1 makes v1 answer 410, as Runpod announced for v1's end.
func (s *Server) RetireV1() {
	s.Script(Fault{Path: "/v1/", Times: Always, Status: http.StatusGone, Body: `{"message":"API v1 has been retired"}`})
}

// nextFault logs a request and returns the fault that applies to it, or an empty
// one.
func (s *Server) nextFault(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone()})
	for _, fault := range s.faults {
		if fault.Times == 0 || !fault.appliesTo(r) {
			continue
		}
		if fault.Times != Always {
			fault.Times--
		}
		return *fault
	}
	return Fault{}
}
