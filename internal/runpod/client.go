// Package runpod sends requests to Runpod's REST API.
//
// A [Client], made by [New] from a [Config], talks to one [Version] of the API below
// one endpoint, which [ParseEndpoint] checks. [Client.Get] is its only request. It
// returns a complete [Response], or an [Error] that says what was sent, how often,
// and why it failed:
//
//	response, err := client.Get(ctx, url.Values{"lastN": {"7"}}, "billing", "pods")
//	if failure, ok := errors.AsType[*runpod.Error](err); ok && failure.Status == http.StatusForbidden {
//		// the key may not read billing
//	}
//
// The client retries temporary failures within the time that the context has left,
// follows redirects only to where the key is sent anyway, and lets identical
// requests share a response. The API key is in one header, and in no error and no
// log line: see [Client.Redact].
//
// The files follow the way of a request, each using only those before it: config.go,
// error_message.go, redact.go, errors.go, proxy.go, rate_limit.go, call.go (one request
// with its attempts), retry.go, response.go, send.go, response_cache.go, client.go.
//
// The package does not interpret a response. A caller that finds one to be wrong
// reports it with [Response.Invalid]. Nothing here depends on Terraform.
package runpod

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
)

// Client sends requests to one version of the API. It is safe for concurrent use.
// Identical requests are sent once and share the response, while it is under way
// and for 10 seconds after it arrived. After a 429 with Retry-After, all requests
// wait, and are sent in turn for as long as their contexts allow.
type Client struct {
	config    Config
	redactor  redactor
	maxBytes  int64 // of a response body
	responses responseCache
	limit     rateLimit
}

// New returns a Client, or an error if the key cannot be sent in a header or
// the endpoint is missing.
func New(config Config) (*Client, error) {
	if err := CheckAPIKey(config.APIKey); err != nil {
		return nil, err
	}
	if config.Endpoint == nil {
		return nil, fmt.Errorf("API %s needs an endpoint", config.Version)
	}
	if config.Transport == nil {
		config.Transport = newTransport(config.Proxy)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = func(context.Context, string, map[string]any) {}
	}
	return &Client{config: config, maxBytes: MaxResponseBytes, redactor: newRedactor(config.APIKey)}, nil
}

func newTransport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxIdleConnsPerHost = 10 // Terraform reads ten data sources at a time
	transport.Proxy = proxy
	transport.OnProxyConnectResponse = checkConnect
	return transport
}

// Version returns the version of the API that the client talks to.
func (c *Client) Version() Version { return c.config.Version }

// Now returns the current time by this machine's clock.
func (c *Client) Now() time.Time { return c.config.Now() }

// Redact returns the text without the API key, which a server may have echoed. Any
// 8 consecutive characters of the key, in upper or lower case, count as the key. The
// rest of the text is unchanged. Redact before truncating: half a key would escape.
func (c *Client) Redact(text string) string { return c.redactor.redact(text) }

// Get sends a GET request for a path below the endpoint and returns the 200
// response. Its errors are of type *Error. Every request goes through it.
func (c *Client) Get(ctx context.Context, query url.Values, path ...string) (*Response, error) {
	target := c.config.Endpoint.JoinPath(path...)
	target.RawQuery = query.Encode()
	call := &call{
		config: c.config, redactor: c.redactor, maxBytes: c.maxBytes, limit: &c.limit, url: target, route: strings.Join(path, "/"),
	}
	response, err := c.responses.get(ctx, target.String(), func() (*Response, error) { return call.do(ctx) })
	if err != nil && !errors.As(err, new(*Error)) { // the time ran out while another caller's request was under way
		err = call.newError(err)
	}
	return response, err
}
