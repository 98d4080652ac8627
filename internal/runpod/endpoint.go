package runpod

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// ParseEndpoint reads the base URL of a version. The error says what is wrong
// with it.
func ParseEndpoint(text string) (*url.URL, error) {
	endpoint, err := url.Parse(text)
	switch {
	case strings.ContainsAny(text, " \t\r\n"):
		return nil, errors.New("it has white space in it")
	case err != nil:
		return nil, errors.New("it is not a URL")
	case endpoint.Scheme != "https" && endpoint.Scheme != "http" || endpoint.Hostname() == "":
		return nil, errors.New("it is not an absolute URL")
	case !validPort(endpoint.Port()):
		return nil, errors.New("its port is out of range")
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

func validPort(port string) bool {
	_, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil
}

func isLoopback(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}
