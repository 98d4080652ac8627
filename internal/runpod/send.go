package runpod

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// do makes the attempts and returns a 200 response or an *Error.
func (c *call) do(ctx context.Context) (*Response, error) {
	c.deadline, _ = ctx.Deadline()
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, c.url.String(), nil)
	if err != nil {
		return nil, c.newError(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.config.APIKey)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.config.UserAgent)
	request.Header.Set("Cache-Control", "no-cache") // a cache must ask the API
	request.SetResponseHandler(c.readResponse)

	c.http = &http.Client{Transport: c.config.Transport, CheckRedirect: checkRedirect}
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
		return nil, c.newError(&ContractError{Reason: c.redactor.redactError(err)})
	}
	date, _ := http.ParseTime(c.response.Header.Get("Date")) // zero if it has none
	return &Response{
		Body: c.body, Header: c.response.Header, Date: date.UTC(),
		Received: c.config.Now(), Elapsed: time.Since(c.sent), redactor: c.redactor, origin: *c.newError(nil),
	}, nil
}

// beginAttempt sets the time limit of an attempt to half of the time that the caller
// has left, so that another attempt is possible. The last one gets all of it.
func (c *call) beginAttempt(_ retryablehttp.Logger, _ *http.Request, retries int) {
	c.limit.requests.Add(1)
	c.attempts, c.sent = retries+1, time.Now()
	c.response, c.body = nil, nil
	c.http.Timeout = 0 // the context ends it
	if c.failures < c.config.MaxRetries {
		c.http.Timeout = c.left() / 2
	}
}

// readResponse reads the body as part of the attempt, so that a body that is cut
// short is retried.
func (c *call) readResponse(response *http.Response) (err error) {
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode == http.StatusOK {
		c.body, err = io.ReadAll(io.LimitReader(response.Body, c.maxBytes+1))
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", ErrCutShort, err)
		case int64(len(c.body)) > c.maxBytes:
			return ErrTooLarge
		}
		c.response = response
		return nil
	}
	// Only an error message, which may be cut short.
	c.body, _ = io.ReadAll(io.LimitReader(response.Body, largestMessage+1))
	c.response = response
	return errRefused
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
