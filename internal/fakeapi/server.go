// Package fakeapi stands in for the billing part of Runpod's REST API, v1 and
// v2, for tests and for the demo. A recording could not answer for any window
// and grouping, and there is no account to test with. It writes its JSON by
// hand, in the shapes that were really seen, and shares no type with the client,
// so that a wrong name in the client cannot agree with itself.
package fakeapi

import (
	"fmt"
	"maps"
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
	faults   []*Fault
	requests []Request
}

// New returns a Server that lets the key in and tells what the account was
// charged until now.
func New(key string, now func() time.Time, account Account) *Server {
	return &Server{key: key, now: now, account: account}
}

// Request is what the server saw of one request.
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

// Fault is an answer that differs from the right one.
type Fault struct {
	Path   string        // the requests it is for, by the start of their path; "": all
	Times  int           // how many of them; 0: one; Always: all
	Delay  time.Duration // before anything is sent
	Status int           // 0: the right answer's status
	Header map[string]string
	Body   string // "": the right answer's body, if Status is 0
	Cut    bool   // break the connection in the middle of the body
}

// Always makes a Fault last.
const Always = -1

// Script adds faults. Each request meets the first one that is for it and is
// not used up.
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

// RetireV1 makes v1 answer as Runpod has announced for the time after its end.
func (s *Server) RetireV1() {
	s.Script(Fault{Path: "/v1/", Times: Always, Status: http.StatusGone, Body: `{"message":"API v1 has been retired"}`})
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := s.meet(r)
	if fault.Delay > 0 {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(fault.Delay):
		}
	}
	right := s.answer(r)
	if fault.Status == 0 && fault.Body == "" {
		fault.Status, fault.Body = right.status, right.body
	}
	header := w.Header()
	header.Set("Content-Type", right.contentType)
	header.Set("X-Request-Id", "req-"+strconv.Itoa(len(s.Requests())))
	for name, value := range fault.Header {
		header.Set(name, value)
	}
	header.Set("Content-Length", strconv.Itoa(len(fault.Body)))
	body := fault.Body
	if fault.Cut {
		body = body[:len(body)/2]
	}
	w.WriteHeader(max(fault.Status, http.StatusOK))
	_, _ = w.Write([]byte(body))
	if fault.Cut {
		_ = http.NewResponseController(w).Flush() // or a short body would never leave
		panic(http.ErrAbortHandler)               // net/http's own way to break a connection
	}
}

// meet logs a request and returns the fault that is for it, an empty one if
// none is.
func (s *Server) meet(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone()})
	for _, fault := range s.faults {
		if fault.Times == 0 || !strings.HasPrefix(r.URL.Path, fault.Path) {
			continue
		}
		if fault.Times != Always {
			fault.Times--
		}
		return *fault
	}
	return Fault{}
}

type answer struct {
	status      int
	contentType string
	body        string
}

func (s *Server) answer(r *http.Request) answer {
	refuse := refuseV1
	if strings.HasPrefix(r.URL.Path, "/v2/") {
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
	switch r.URL.Path {
	case "/v1/billing/pods":
		return s.v1Billing(query)
	case "/v2/billing/pods":
		return s.v2Billing(query)
	case "/v2/pods":
		return s.v2Pods(query)
	}
	return refuse(http.StatusNotFound, "no such route")
}

// checkParameters makes sure that there are none but the known ones, once each.
func checkParameters(query url.Values, known ...string) error {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown parameter %s", name)
		}
		if len(query[name]) != 1 || query.Get(name) == "" {
			return fmt.Errorf("%s must have one value", name)
		}
	}
	return nil
}

// window reads the parameters that both versions have. The times are zero where
// they are absent.
func window(query url.Values) (size string, start, end time.Time, err error) {
	size = query.Get("bucketSize")
	if size == "" {
		size = "day"
	}
	if !slices.Contains([]string{"hour", "day", "week", "month", "year"}, size) {
		return "", start, end, fmt.Errorf("bucketSize must be one of hour, day, week, month, year")
	}
	for name, t := range map[string]*time.Time{"startTime": &start, "endTime": &end} {
		if text := query.Get(name); text != "" {
			if *t, err = time.Parse(time.RFC3339, text); err != nil {
				return "", start, end, fmt.Errorf("%s is not a date-time", name)
			}
		}
	}
	if !start.IsZero() && !end.IsZero() && !start.Before(end) {
		return "", start, end, fmt.Errorf("startTime must be before endTime")
	}
	return size, start, end, nil
}
