package runpod

import (
	"errors"
	"net"
	"net/url"
)

// ParseEndpoint reads the base URL of a version. The error says what is wrong
// with it.
func ParseEndpoint(text string) (*url.URL, error) {
	endpoint, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case endpoint.Scheme != "https" && endpoint.Scheme != "http" || endpoint.Hostname() == "":
		return nil, errors.New("it is not an absolute URL")
	case endpoint.User != nil:
		return nil, errors.New("it has user information")
	case endpoint.RawQuery != "" || endpoint.ForceQuery:
		return nil, errors.New("it has a query")
	case endpoint.Fragment != "":
		return nil, errors.New("it has a fragment")
	case endpoint.Scheme == "http" && !isLoopback(endpoint.Hostname()):
		return nil, errors.New("it is http, which would send the API key in clear: only a loopback host may be http")
	}
	return endpoint, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
