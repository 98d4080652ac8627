package runpod

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// MaxAnswerBytes bounds a body after decompression. A year of hourly records of
// dozens of pods is well below it.
const MaxAnswerBytes = 256 << 20

const (
	attemptTimeout = 30 * time.Second
	refusalTimeout = 5 * time.Second // for the words of a refusal, once its status is known
)

// call is one GET with its attempts. As the transport of its own http.Client it
// reads a whole body inside the attempt, so that a broken one is tried again.
type call struct {
	client  *Client
	version Version
	url     *url.URL

	attempts    int
	answer      *http.Response // the last whole answer, its body in body
	body        []byte
	failure     error // why the last attempt brought no whole answer, nil if it did
	waitTooLong bool
}

// do makes the attempts and returns a 200 answer or an *Error.
func (c *call) do(ctx context.Context) (*answer, error) {
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, c.url.String(), nil)
	if err != nil {
		return nil, c.error(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.client.config.APIKey)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.client.config.UserAgent)

	retrying := retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: c, CheckRedirect: checkRedirect},
		RetryMax:     c.client.config.MaxRetries,
		CheckRetry:   c.checkRetry,
		Backoff:      c.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	response, err := retrying.Do(request)
	if response != nil {
		_ = response.Body.Close() // read already; it stands in c.body
	}
	switch {
	case ctx.Err() != nil:
		return nil, c.error(c.ended(ctx))
	case err != nil, c.answer.StatusCode != http.StatusOK:
		return nil, c.error(err)
	}
	if err := checkContentType(c.answer.Header.Get("Content-Type")); err != nil {
		return nil, c.error(&AnswerError{Reason: err})
	}
	return &answer{body: c.body, origin: *c.error(nil)}, nil
}

// answer is a whole 200 answer.
type answer struct {
	body   []byte
	origin Error // where it came from, without a cause
}

// distrust is the *Error of an answer that is not what it should be, nil if
// reason is nil.
func (a *answer) distrust(reason error) error {
	if reason == nil {
		return nil
	}
	failure := a.origin
	failure.Err = &AnswerError{Reason: reason}
	return &failure
}

// RoundTrip is one attempt: it has its own time limit and ends with a body that
// is read to its end.
func (c *call) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(request.Context(), attemptLimit(request.Context()))
	defer cancel()

	response, err := c.client.config.Transport.RoundTrip(request.WithContext(ctx))
	var body []byte
	if err == nil {
		defer func() { _ = response.Body.Close() }()
		body, err = c.read(response, cancel)
	}
	switch {
	case err == nil:
		response.Body = http.NoBody
		c.answer, c.body, c.failure = response, body, nil
		return response, nil
	case request.Context().Err() != nil: // says nothing of the attempt
		return nil, err
	case ctx.Err() != nil:
		err = ErrAttemptTimeout
	}
	c.answer, c.body, c.failure = nil, nil, err
	return nil, err
}

// read returns the body of an answer. Only that of a 200 has to be whole: of a
// refusal the status decides, and its words are worth just a short wait.
func (c *call) read(response *http.Response, cancel func()) ([]byte, error) {
	switch response.StatusCode {
	case http.StatusOK:
		return readWhole(response.Body, c.client.maxBytes)
	case http.StatusSwitchingProtocols: // its body is a connection, which does not end
		return nil, nil
	}
	timer := time.AfterFunc(refusalTimeout, cancel)
	defer timer.Stop()
	words, _ := io.ReadAll(io.LimitReader(response.Body, largestMessage+1)) // as much as there is
	return words, nil
}

// attemptLimit bounds one attempt. A caller who allows much time for the whole
// call allows a quarter of it for each attempt.
func attemptLimit(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return attemptTimeout
	}
	return max(attemptTimeout, time.Until(deadline)/4)
}

func readWhole(body io.Reader, maxBytes int64) ([]byte, error) {
	whole, err := io.ReadAll(io.LimitReader(body, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCutShort, err)
	}
	if int64(len(whole)) > maxBytes {
		return nil, ErrTooLarge
	}
	return whole, nil
}

// checkRedirect follows a redirect only to where the key was sent anyway, and
// only with the same question.
func checkRedirect(request *http.Request, via []*http.Request) error {
	if first := via[0].URL; request.URL.Scheme != first.Scheme || request.URL.Host != first.Host {
		return fmt.Errorf("%w to %s://%s", ErrRedirect, request.URL.Scheme, request.URL.Host)
	}
	if request.URL.RawQuery != via[0].URL.RawQuery {
		return fmt.Errorf("%w that changes the question", ErrRedirect)
	}
	if len(via) >= 5 {
		return fmt.Errorf("%w: more than %d in a row", ErrRedirect, len(via))
	}
	return nil
}

// checkContentType refuses an answer that calls itself something else than
// data: a page of a proxy or a portal, an image. A missing or a general type is
// let pass, since the body has to prove itself anyway.
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
	return fmt.Errorf("the content type is %s where JSON was due", excerpt(header))
}

// error makes the Error of a call that has failed. A cause that is nil means
// that the last answer's status says it all.
func (c *call) error(cause error) *Error {
	var wrapped *url.Error
	if errors.As(cause, &wrapped) { // repeats the URL, which the Error has
		cause = wrapped.Err
	}
	if c.redirected() && cause != nil && !errors.Is(cause, ErrRedirect) { // as to a URL that is none
		cause = fmt.Errorf("%w: %w", ErrRedirect, cause)
	}
	failure := &Error{
		Version: c.version, URL: bare(c.url), Attempts: c.attempts,
		RetryAfter: c.retryAfter(), WaitTooLong: c.waitTooLong, Err: cause,
	}
	if c.answer != nil {
		failure.Status = c.answer.StatusCode
		failure.RequestID = c.requestID(c.answer.Header)
		if failure.Status != http.StatusOK {
			failure.Message = message([]byte(c.client.Redact(string(c.body))))
		}
	}
	return failure
}

// redirected tells that the last answer points elsewhere.
func (c *call) redirected() bool {
	return c.answer != nil && c.answer.StatusCode >= 300 && c.answer.StatusCode < 400
}

// ended is the cause of a call whose context has ended.
func (c *call) ended(ctx context.Context) error {
	cause := contextError(ctx)
	if c.failure != nil {
		return fmt.Errorf("%w; the last attempt failed: %w", cause, c.failure)
	}
	return cause
}

func (c *call) log(ctx context.Context, response *http.Response, err error) {
	fields := map[string]any{"api_version": string(c.version), "url": c.url.String(), "attempt": c.attempts}
	if response != nil {
		fields["status"] = response.StatusCode
		fields["bytes"] = len(c.body)
		fields["request_id"] = c.requestID(response.Header)
	}
	if err != nil {
		fields["error"] = err.Error()
	}
	c.client.log(ctx, slog.LevelDebug, "Asked the Runpod API", fields)
}

// bare is a URL fit for an error's text: what was asked, without the query.
func bare(u *url.URL) string {
	return u.Scheme + "://" + u.Host + u.Path
}

// requestID is what the API's support needs to find a request again. Neither
// contract documents a header; these two are what such edges send.
func (c *call) requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "Cf-Ray"} {
		if id := header.Get(name); id != "" {
			return oneLine(c.client.Redact(id), 100) // cut, a part of the key would not be known as one
		}
	}
	return ""
}
