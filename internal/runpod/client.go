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

// Version names a version of Runpod's REST API.
type Version string

// V2 is version 2 of the API, generally available since August 2026.
const V2 Version = "v2"

// DefaultEndpointV2 is the public base URL of v2.
const DefaultEndpointV2 = "https://api.runpod.io/v2"

// DefaultMaxRetries is how many times a failed attempt is retried by default.
const DefaultMaxRetries = 4

// LogFunc receives the client's log lines, one for each attempt, at debug level.
// The API key is redacted in all of them.
type LogFunc func(ctx context.Context, message string, fields map[string]any)

// Config configures a Client. APIKey, Version and Endpoint are required.
type Config struct {
	APIKey     string
	Version    Version
	Endpoint   *url.URL // base URL of that version, as ParseEndpoint returns it
	MaxRetries int      // failed attempts after the first; a wait for the rate limit does not count unless it is 0
	UserAgent  string

	Proxy     func(*http.Request) (*url.URL, error) // see ProxyFromEnvironment; nil: none
	Transport http.RoundTripper                     // nil: a pooled transport with verified TLS, and the proxy
	Now       func() time.Time                      // nil: time.Now
	Log       LogFunc                               // nil: no log
}

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

// shortestKey is the minimum length of a key. Redacting a shorter one would garble
// texts that contain it by chance.
const shortestKey = 8

// quotes are the characters that a shell or a dotenv file may put around a key. No
// key begins or ends with one.
const quotes = "\"'`"

// CheckAPIKey returns an error if the key cannot be sent in an Authorization
// header. The error does not contain the key.
func CheckAPIKey(key string) error {
	switch {
	case key == "":
		return errors.New("it is empty")
	case strings.TrimSpace(key) == "":
		return errors.New("it is blank")
	case strings.TrimSpace(key) != key:
		return errors.New("it begins or ends with white space or a line break, as a key read from a file often does: " +
			"trim it, in Terraform with trimspace()")
	case strings.ContainsAny(key[:1]+key[len(key)-1:], quotes):
		return errors.New("it is in quotes: use only the key. Files for docker run --env-file and pipeline variables keep quotes as part of " +
			"the value")
	case strings.Contains(key, " "):
		return errors.New("it contains a space: use only the key, without \"Bearer\"")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return fmt.Errorf("byte %d of %d is not a printable ASCII character, so it cannot be sent in a header", i+1, len(key))
		}
	}
	if len(key) < shortestKey {
		return fmt.Errorf("it has only %d characters, too few for an API key", len(key))
	}
	return nil
}

// Version returns the version of the API that the client talks to.
func (c *Client) Version() Version { return c.config.Version }

// Now returns the current time by this machine's clock.
func (c *Client) Now() time.Time { return c.config.Now() }

// Redact returns the text without the API key, which a server may have echoed. Any
// 8 consecutive characters of the key, in upper or lower case, count as the key. The
// rest of the text is unchanged. Redact before truncating: half a key would escape.
func (c *Client) Redact(text string) string { return c.redactor.redact(text) }

// log writes a log line. It redacts the fields, because servers may echo the key.
func (c *Client) log(ctx context.Context, message string, fields map[string]any) {
	for name, value := range fields {
		if text, ok := value.(string); ok {
			fields[name] = c.Redact(text)
		}
	}
	c.config.Log(ctx, message, fields)
}

// Get sends a GET request for a path below the endpoint and returns the 200
// response. Its errors are of type *Error. Every request goes through it.
func (c *Client) Get(ctx context.Context, query url.Values, path ...string) (*Response, error) {
	target := c.config.Endpoint.JoinPath(path...)
	target.RawQuery = query.Encode()
	call := &call{client: c, url: target, route: strings.Join(path, "/")}
	response, err := c.responses.get(ctx, target.String(), func() (*Response, error) { return call.do(ctx) })
	if err != nil && !errors.As(err, new(*Error)) { // the time ran out while another caller's request was under way
		err = call.newError(err)
	}
	return response, err
}
