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
