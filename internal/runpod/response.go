package runpod

import (
	"net/http"
	"time"
)

// Response is a complete 200 response.
type Response struct {
	Body   []byte // shared between callers: must not be changed
	Header http.Header
	// Date is when the response was sent, by the server's clock: its Date header, in
	// UTC. Zero without the header.
	Date time.Time
	// Received is when the response had arrived, by this machine's clock.
	Received time.Time
	// Elapsed is how long the successful attempt took.
	Elapsed time.Duration

	redactor redactor
	origin   Error // describes the request, without a cause
}

// Invalid returns the *Error for a response that breaks the API's contract, or nil
// if reason is nil.
func (r *Response) Invalid(reason error) error {
	if reason == nil {
		return nil
	}
	failure := r.origin
	failure.Err = &ContractError{Reason: r.redactor.redactError(reason)}
	return &failure
}
