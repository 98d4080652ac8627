package fakeapi

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

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
