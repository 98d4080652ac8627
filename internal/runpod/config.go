package runpod

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
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

// MaxResponseBytes limits a body after decompression. A year of hourly records of
// dozens of pods is well below it.
const MaxResponseBytes = 256 << 20

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
