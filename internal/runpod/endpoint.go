package runpod

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// ParseEndpoint parses the base URL of an API version. It must be absolute, use
// https unless the host is loopback, and have no user information, query or
// fragment. ParseEndpoint converts the host to lower case.
func ParseEndpoint(text string) (*url.URL, error) {
	endpoint, err := url.Parse(text)
	if err == nil {
		endpoint.Host = strings.ToLower(endpoint.Host)
	}
	switch {
	case strings.ContainsAny(text, " \t\r\n"):
		return nil, errors.New("it contains white space")
	case err != nil:
		return nil, errors.New("it is not a URL")
	case endpoint.Scheme != "https" && endpoint.Scheme != "http" || endpoint.Hostname() == "":
		return nil, errors.New("it is not an absolute URL")
	case !validPort(endpoint.Port()):
		return nil, errors.New("its port is out of range")
	case endpoint.User != nil:
		return nil, errors.New("it contains user information")
	case endpoint.RawQuery != "" || endpoint.ForceQuery:
		return nil, errors.New("it contains a query")
	case endpoint.Fragment != "":
		return nil, errors.New("it contains a fragment")
	case endpoint.Scheme == "http" && !isLoopback(endpoint.Hostname()):
		return nil, errors.New("http would send the API key in clear text: use https, except for a loopback host")
	}
	if endpoint.Path == "" {
		endpoint.Path = "/"
	}
	return endpoint, nil
}

func validPort(port string) bool {
	_, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
