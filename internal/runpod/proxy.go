package runpod

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// ErrProxyAuthentication is the cause of an Error if a proxy answers CONNECT with
// 407: it requires a user and a password, or rejects those that it got.
var ErrProxyAuthentication = errors.New("proxy authentication required")

// ProxyFromEnvironment returns a [Config.Proxy] that follows HTTPS_PROXY and NO_PROXY,
// or https_proxy and no_proxy, as Go's programs do. An http URL, which is a loopback
// URL here, never gets a proxy, since that would see the key in clear text.
//
// Unlike [http.ProxyFromEnvironment], which ignores a proxy that it cannot parse and
// so lets the request with the key bypass it, it returns an error. The error names
// the variable, but not its value, which may have a password.
func ProxyFromEnvironment(getenv func(string) string) (func(*http.Request) (*url.URL, error), error) {
	name, proxy := firstSet(getenv, "HTTPS_PROXY", "https_proxy")
	if proxy != "" && !strings.Contains(proxy, "://") {
		proxy = "http://" + proxy
	}
	if address, err := url.Parse(proxy); proxy != "" && (err != nil || address.Hostname() == "" ||
		!slices.Contains([]string{"http", "https", "socks5", "socks5h"}, address.Scheme)) {
		return nil, fmt.Errorf("the environment variable %s is not the URL of a proxy, such as http://proxy.example:3128: "+
			"correct it, or unset it to connect directly; special characters in a user or password must be percent-encoded", name)
	}
	_, direct := firstSet(getenv, "NO_PROXY", "no_proxy")
	proxyFor := (&httpproxy.Config{HTTPSProxy: proxy, NoProxy: direct}).ProxyFunc()
	return func(request *http.Request) (*url.URL, error) { return proxyFor(request.URL) }, nil
}

// firstSet returns the first variable that is not empty.
func firstSet(getenv func(string) string, names ...string) (name, value string) {
	for _, name := range names {
		if value := getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// checkConnect is a transport's OnProxyConnectResponse. net/http would report a 407
// by its words alone.
func checkConnect(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusProxyAuthRequired {
		return ErrProxyAuthentication
	}
	return nil
}
