package runpod

import "testing"

func TestParseEndpoint(t *testing.T) {
	t.Parallel()
	const clearText = "http would send the API key in clear text: use https, except for a loopback host"
	for _, test := range []struct {
		name, text string
		want       string // the URL of a route under it
		err        string
	}{
		{name: "the default of v1", text: DefaultEndpointV1, want: "https://rest.runpod.io/v1/billing/pods"},
		{name: "the default of v2", text: DefaultEndpointV2, want: "https://api.runpod.io/v2/billing/pods"},
		{name: "a port and no path", text: "https://proxy.example:8443", want: "https://proxy.example:8443/billing/pods"},
		{name: "a long path", text: "https://proxy.example/a/b%20c/v2", want: "https://proxy.example/a/b%20c/v2/billing/pods"},
		{name: "loopback in upper case", text: "http://LOCALHOST:1", want: "http://localhost:1/billing/pods"},
		{name: "a loopback address", text: "http://127.0.0.9/v1", want: "http://127.0.0.9/v1/billing/pods"},
		{name: "an IPv6 loopback address", text: "http://[::1]:9/v1", want: "http://[::1]:9/v1/billing/pods"},
		{name: "http", text: "http://rest.runpod.io/v1", err: clearText},
		{name: "http to a host that begins like loopback", text: "http://localhost.example", err: clearText},
		{name: "http to a short address", text: "http://127.1", err: clearText},
		{name: "no scheme", text: "rest.runpod.io/v1", err: "it is not an absolute URL"},
		{name: "empty", text: "", err: "it is not an absolute URL"},
		{name: "another scheme", text: "ftp://rest.runpod.io", err: "it is not an absolute URL"},
		{name: "no host", text: "https://", err: "it is not an absolute URL"},
		{name: "user information", text: "https://u:p@rest.runpod.io", err: "it contains user information"}, //nolint:gosec // not a real password
		{name: "a query", text: "https://rest.runpod.io/?a", err: "it contains a query"},
		{name: "a fragment", text: "https://rest.runpod.io/#a", err: "it contains a fragment"},
		{name: "a port out of range", text: "https://rest.runpod.io:99999", err: "its port is out of range"},
		{name: "a space at the end", text: "https://rest.runpod.io/v1 ", err: "it contains white space"},
		{name: "a control character", text: "https://rest.runpod.io/v1\x7f", err: "it is not a URL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			endpoint, err := ParseEndpoint(test.text)
			if err != nil {
				if err.Error() != test.err {
					t.Errorf("got %v, want %s", err, test.err)
				}
				return
			}
			if got := endpoint.JoinPath("billing", "pods").String(); got != test.want {
				t.Errorf("got %s, want %q, %q", got, test.want, test.err)
			}
		})
	}
}
