// Package runpod is a client for the billing part of Runpod's REST API. It
// speaks both versions, v1 and v2, and answers in one form. It knows nothing of
// Terraform.
package runpod

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
)

// Version names one version of Runpod's REST API.
type Version string

// The versions a Client can be told to use. Auto asks v1 until v1 has shown
// that it is gone, and v2 from then on.
const (
	Auto Version = "auto"
	V1   Version = "v1"
	V2   Version = "v2"
)

// The public base URLs of the two versions.
const (
	DefaultEndpointV1 = "https://rest.runpod.io/v1"
	DefaultEndpointV2 = "https://api.runpod.io/v2"
)

// DefaultMaxRetries is how often a failed attempt is repeated when the user
// does not say.
const DefaultMaxRetries = 4

// LogFunc receives the client's log lines. No field ever holds the key.
type LogFunc func(ctx context.Context, level slog.Level, message string, fields map[string]any)

// Config is what a Client needs to know. APIKey and Version are required.
type Config struct {
	APIKey     string
	Version    Version
	EndpointV1 *url.URL // needed unless Version is V2
	EndpointV2 *url.URL // needed unless Version is V1
	MaxRetries int      // attempts after the first
	UserAgent  string

	Transport http.RoundTripper // nil: a pooled transport with verified TLS
	Now       func() time.Time  // nil: time.Now
	Log       LogFunc           // nil: no log
}

// Client asks Runpod what was charged. It is safe for concurrent use, asks each
// distinct question once in its life, and shares the answer. Only a question
// that ended because its asker had no more time is asked again by another.
type Client struct {
	config   Config
	secret   *regexp.Regexp
	maxBytes int64 // of an answer
	answers  answerCache
	verdict  verdict
}

// New returns a Client, or an error if the key cannot stand in a header or an
// endpoint that the version needs is missing.
func New(config Config) (*Client, error) {
	if err := CheckAPIKey(config.APIKey); err != nil {
		return nil, err
	}
	if config.Version != V2 && config.EndpointV1 == nil || config.Version != V1 && config.EndpointV2 == nil {
		return nil, fmt.Errorf("API version %q needs an endpoint", config.Version)
	}
	if config.Transport == nil {
		transport := cleanhttp.DefaultPooledTransport()
		transport.MaxIdleConnsPerHost = 10 // Terraform reads ten data sources at a time
		config.Transport = transport
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = func(context.Context, slog.Level, string, map[string]any) {}
	}
	return &Client{
		config:   config,
		maxBytes: MaxAnswerBytes,
		secret:   secret(config.APIKey),
		verdict:  verdict{undecided: make(chan struct{}, 1)},
	}, nil
}

// CheckAPIKey tells whether the key can be sent in an Authorization header. The
// error describes what is wrong with it and does not contain it.
func CheckAPIKey(key string) error {
	switch {
	case key == "":
		return errors.New("it is empty")
	case strings.TrimSpace(key) == "":
		return errors.New("it is blank")
	case strings.TrimSpace(key) != key:
		return errors.New("it begins or ends with white space or a line break, as a key read from a file often does: trim it, in Terraform with trimspace()")
	}
	if strings.Contains(key, " ") {
		return errors.New("it has a blank in it: give the key alone, without \"Bearer\" or quotes")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return fmt.Errorf("byte %d of %d is not a printable ASCII character, and cannot be sent in a header", i+1, len(key))
		}
	}
	return nil
}

// Redact returns text with the API key, should a server have echoed it, taken
// out.
func (c *Client) Redact(text string) string {
	return c.secret.ReplaceAllLiteralString(text, "(API key)")
}

// secret matches the key in the forms that it can take in an error's text: as it
// is, in a URL, quoted, and in lower case, as in a host's name.
func secret(key string) *regexp.Regexp {
	quoted := strconv.Quote(key)
	forms := []string{key, url.QueryEscape(key), url.PathEscape(key), quoted[1 : len(quoted)-1]}
	for i, form := range forms {
		forms[i] = regexp.QuoteMeta(form)
	}
	return regexp.MustCompile("(?i)" + strings.Join(forms, "|"))
}

// log passes a line on. Servers may echo the key, so it is taken out of every
// text.
func (c *Client) log(ctx context.Context, level slog.Level, message string, fields map[string]any) {
	for name, value := range fields {
		if text, ok := value.(string); ok {
			fields[name] = c.Redact(text)
		}
	}
	c.config.Log(ctx, level, message, fields)
}

// get asks one version for one path below its endpoint and returns its 200
// answer. Every request of this package goes through here. Its errors are of
// type *Error.
func (c *Client) get(ctx context.Context, version Version, query url.Values, path ...string) (*answer, error) {
	endpoint := c.config.EndpointV1
	if version == V2 {
		endpoint = c.config.EndpointV2
	}
	target := endpoint.JoinPath(path...)
	target.RawQuery = query.Encode()
	call := &call{client: c, version: version, url: target}
	answer, err := c.answers.get(ctx, target.String(), func() (*answer, error) { return call.do(ctx) })
	if err != nil && !errors.As(err, new(*Error)) { // the time was up while another asked
		err = call.error(err)
	}
	return answer, err
}
