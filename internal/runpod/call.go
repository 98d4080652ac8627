package runpod

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// MaxResponseBytes limits a body after decompression. A year of hourly records of
// dozens of pods is well below it.
const MaxResponseBytes = 256 << 20

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

	client *Client
	origin Error // describes the request, without a cause
}

// Invalid returns the *Error for a response that breaks the API's contract, or nil
// if reason is nil.
func (r *Response) Invalid(reason error) error {
	if reason == nil {
		return nil
	}
	failure := r.origin
	failure.Err = &ContractError{Reason: r.client.redactError(reason)}
	return &failure
}

// call is one request with its attempts.
type call struct {
	client *Client
	url    *url.URL
	route  string
	http   *http.Client // of this call, since the time limit differs by attempt

	deadline    time.Time // the caller's; zero: none
	attempts    int
	failures    int            // attempts that count against MaxRetries
	sent        time.Time      // when the last attempt began
	response    *http.Response // the last attempt's, once its body has been read into body
	body        []byte
	failure     error // why the last attempt got no complete response; nil if it got one
	waitTooLong bool
	wait        time.Duration // that was too long, if another call was told to wait
}

// do makes the attempts and returns a 200 response or an *Error.
func (c *call) do(ctx context.Context) (*Response, error) {
	c.deadline, _ = ctx.Deadline()
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, c.url.String(), nil)
	if err != nil {
		return nil, c.newError(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.client.config.APIKey)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.client.config.UserAgent)
	request.Header.Set("Cache-Control", "no-cache") // a cache must ask the API
	request.SetResponseHandler(c.readResponse)

	c.http = &http.Client{Transport: c.client.config.Transport, CheckRedirect: checkRedirect}
	retrying := retryablehttp.Client{
		HTTPClient:     c.http,
		RequestLogHook: c.beginAttempt,
		PrepareRetry:   func(*http.Request) error { return c.awaitTurn(ctx) },
		RetryMax:       math.MaxInt, // checkRetry counts
		CheckRetry:     c.checkRetry,
		Backoff:        c.backoff,
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	if err = c.awaitTurn(ctx); err == nil {
		_, err = retrying.Do(request) //nolint:bodyclose // readResponse closes it
	}
	switch {
	case ctx.Err() != nil:
		return nil, c.newError(c.ended(ctx))
	case errors.Is(err, errRefused):
		return nil, c.newError(nil)
	case err != nil:
		return nil, c.newError(c.failure)
	}
	if err := checkContentType(c.response.Header.Get("Content-Type")); err != nil {
		return nil, c.newError(&ContractError{Reason: c.client.redactError(err)})
	}
	date, _ := http.ParseTime(c.response.Header.Get("Date")) // zero if it has none
	return &Response{
		Body: c.body, Header: c.response.Header, Date: date.UTC(),
		Received: c.client.Now(), Elapsed: time.Since(c.sent), client: c.client, origin: *c.newError(nil),
	}, nil
}

// beginAttempt sets the time limit of an attempt to half of the time that the caller
// has left, so that another attempt is possible. The last one gets all of it.
func (c *call) beginAttempt(_ retryablehttp.Logger, _ *http.Request, retries int) {
	c.client.limit.requests.Add(1)
	c.attempts, c.sent = retries+1, time.Now()
	c.response, c.body = nil, nil
	c.http.Timeout = 0 // the context ends it
	if c.failures < c.client.config.MaxRetries {
		c.http.Timeout = c.left() / 2
	}
}

// left returns the time that the caller has left.
func (c *call) left() time.Duration {
	if c.deadline.IsZero() {
		return math.MaxInt64
	}
	return max(time.Until(c.deadline), 0)
}

// errRefused is the error of an attempt whose response has a status other than 200.
// The status decides what follows.
var errRefused = errors.New("refused")

// readResponse reads the body as part of the attempt, so that a body that is cut
// short is retried.
func (c *call) readResponse(response *http.Response) (err error) {
	switch response.StatusCode {
	case http.StatusOK:
		defer func() { _ = response.Body.Close() }()
		if c.body, err = readAll(response, c.client.maxBytes); err != nil {
			return err
		}
		c.response = response
		return nil
	case http.StatusSwitchingProtocols: // its body is the connection, which does not end
		_ = response.Body.Close()
	default:
		c.body = readRefusal(response.Body)
		response.Body = http.NoBody // retryablehttp must not read on
	}
	c.response = response
	return errRefused
}

// readRefusal returns what arrives of the body of a refusal, which is only an error
// message: unlike a 200's, it may be cut short.
func readRefusal(body io.ReadCloser) []byte {
	defer func() { _ = body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(body, largestMessage+1))
	return text
}

// readAll reads a body into a buffer of the announced length, so that a large
// one is not copied again and again.
func readAll(response *http.Response, maxBytes int64) ([]byte, error) {
	const mostTrusted = 64 << 20 // limits what a header can make us allocate
	var body bytes.Buffer
	body.Grow(int(min(max(response.ContentLength, 0), mostTrusted)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(response.Body, maxBytes+1)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCutShort, err)
	}
	if int64(body.Len()) > maxBytes {
		return nil, ErrTooLarge
	}
	return body.Bytes(), nil
}

// checkRedirect follows a redirect only to the same scheme and host, where the key
// is sent anyway, and only with the same query.
func checkRedirect(request *http.Request, via []*http.Request) error {
	if first := via[0].URL; request.URL.Scheme != first.Scheme || request.URL.Host != first.Host {
		return fmt.Errorf("%w to %s://%s", ErrRedirect, request.URL.Scheme, request.URL.Host)
	}
	if request.URL.RawQuery != via[0].URL.RawQuery {
		return fmt.Errorf("%w that changes the query", ErrRedirect)
	}
	if len(via) >= 5 {
		return fmt.Errorf("%w: more than %d in a row", ErrRedirect, len(via))
	}
	return nil
}

// checkContentType rejects a declared non-JSON type, such as a captive portal's
// page. It accepts a missing or generic type, because the body is checked anyway.
func checkContentType(header string) error {
	if header == "" {
		return nil
	}
	mediaType, _, _ := mime.ParseMediaType(header)
	switch {
	case mediaType == "application/json", mediaType == "text/json", mediaType == "text/plain", mediaType == "application/octet-stream",
		strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json"):
		return nil
	}
	return fmt.Errorf("the content type is %s, want application/json", quote(header))
}

// newError returns the Error of a failed call. cause is nil if the status of the
// last response explains the failure.
func (c *call) newError(cause error) *Error {
	failure := &Error{
		Version: c.client.config.Version, Route: c.route, URL: withoutQuery(c.url), Attempts: c.attempts,
		Requests: int(c.client.limit.requests.Load()), WaitTooLong: c.waitTooLong, Err: c.client.redactError(cause),
	}
	if c.response != nil {
		failure.Status = c.response.StatusCode
		failure.RetryAfter = retryAfter(c.response)
		failure.RequestID = c.requestID(c.response.Header)
		if failure.Status != http.StatusOK {
			failure.Message = message(c.body, c.client.Redact)
		}
	}
	if c.wait > 0 {
		failure.Status, failure.RetryAfter = http.StatusTooManyRequests, c.wait
	}
	return failure
}

// ended returns the cause of the failure of a call whose context has ended.
func (c *call) ended(ctx context.Context) error {
	cause := contextError(ctx)
	if c.failure != nil {
		return fmt.Errorf("%w; the last attempt failed: %w", cause, c.failure)
	}
	return cause
}

func (c *call) logAttempt(ctx context.Context, err error) {
	fields := map[string]any{"api_version": string(c.client.config.Version), "url": c.url.String(), "attempt": c.attempts}
	if c.response != nil {
		fields["status"] = c.response.StatusCode
		fields["bytes"] = len(c.body)
		fields["request_id"] = c.requestID(c.response.Header)
	}
	if err != nil && !errors.Is(err, errRefused) {
		fields["error"] = c.client.redactError(err).Error()
	}
	c.client.log(ctx, "Sent a request to the Runpod API", fields)
}

func withoutQuery(u *url.URL) string {
	bare := *u
	bare.RawQuery = ""
	return bare.String()
}

// requestID returns the id by which Runpod's support can find a request. Neither
// contract documents a header for it; gateways commonly send one of these two.
func (c *call) requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "Cf-Ray"} {
		if id := header.Get(name); id != "" && len(id) <= longestID {
			return truncate(c.client.Redact(oneLine(id)), 100)
		}
	}
	return ""
}
