package fakeapi

import (
	"net/http"
	"strings"
	"time"
)

// Fault changes the answer to a request.
type Fault struct {
	Path   string                   // prefix of the paths to which it applies; "": all
	Match  func(*http.Request) bool // if set, must also accept the request; must not call the Server
	Times  int                      // how many requests; 0: one; Always: all
	Delay  time.Duration            // before anything is sent
	Status int                      // 0: the normal answer's status
	Header map[string]string
	Body   string                   // "": the normal answer's body, if Status is 0
	Edit   func(body string) string // if set, changes the normal answer's body; Body is then ignored
	Cut    bool                     // break the connection in the middle of the body
}

// Always is the Times of a Fault that applies to every request.
const Always = -1

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

func (f *Fault) appliesTo(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, f.Path) && (f.Match == nil || f.Match(r))
}

// apply returns the answer to send instead of the normal one.
func (f *Fault) apply(right answer) answer {
	sent := right
	if f.Status != 0 || f.Body != "" {
		sent.status, sent.body = max(f.Status, http.StatusOK), f.Body
	}
	if f.Edit != nil {
		sent.body = f.Edit(right.body)
	}
	return sent
}
