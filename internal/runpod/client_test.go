package runpod

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const testKey = "rpa_TESTKEY0123456789"

// testNow is the stand-in's clock.
func testNow() time.Time { return time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC) }

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	endpoint, err := ParseEndpoint(text)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// newTestClient returns a client of v1 that calls the handler in process.
func newTestClient(t *testing.T, handler http.Handler, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{
		APIKey: testKey, Version: V1, Endpoint: mustParse(t, "http://localhost/v1"), MaxRetries: DefaultMaxRetries, UserAgent: "test/1",
		Transport: fakeapi.Transport{Handler: handler}, Now: testNow,
	}
	for _, c := range change {
		c(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newNetworkClient returns a client that reaches the server over the network and
// does not retry.
func newNetworkClient(t *testing.T, server *httptest.Server, change ...func(*Config)) *Client {
	t.Helper()
	return newTestClient(t, nil, append([]func(*Config){func(c *Config) {
		c.Transport = nil
		c.MaxRetries = 0
		c.Endpoint = mustParse(t, server.URL)
	}}, change...)...)
}

func withTransport(transport http.RoundTripper) func(*Config) {
	return func(c *Config) { c.Transport = transport }
}

func withRetries(retries int) func(*Config) {
	return func(c *Config) { c.MaxRetries = retries }
}

// newFake returns a stand-in for an account whose pod "train" costs 1.5 USD on
// 19 November.
func newFake(faults ...fakeapi.Fault) *fakeapi.Server {
	server := fakeapi.New(testKey, testNow, fakeapi.Account{
		Pods:    []fakeapi.Pod{{ID: "train", GPUType: "NVIDIA A40"}},
		Charges: []fakeapi.Charge{{Time: time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC), PodID: "train", GPU: 1.25, Disk: 0.25}},
	})
	server.Script(faults...)
	return server
}

// rightBody is the answer of newFake on v1.
const rightBody = `[{"amount":1.5,"gpuTypeId":"NVIDIA A40","time":"2026-11-19 00:00:00"}]`

// ask requests the billing of a pod, or of all pods if pod is "".
func ask(ctx context.Context, client *Client, pod string) (*Response, error) {
	query := url.Values{"bucketSize": {"day"}}
	if pod != "" {
		query.Set("podId", pod)
	}
	return client.Get(ctx, query, "billing", "pods")
}

// outcome returns the body, or the text of the error.
func outcome(response *Response, err error) string {
	if err != nil {
		return err.Error()
	}
	return string(response.Body)
}

func TestRequestHeaders(t *testing.T) {
	t.Parallel()
	server := newFake()
	if _, err := ask(t.Context(), newTestClient(t, server), ""); err != nil {
		t.Fatal(err)
	}
	header := server.Requests()[0].Header
	for name, want := range map[string]string{"Authorization": "Bearer " + testKey, "User-Agent": "test/1", "Accept": "application/json",
		"Cache-Control": "no-cache"} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestResponse(t *testing.T) {
	t.Parallel()
	response, err := ask(t.Context(), newTestClient(t, newFake()), "")
	if err != nil {
		t.Fatal(err)
	}
	if string(response.Body) != rightBody || !response.Date.Equal(testNow()) || !response.Received.Equal(testNow()) {
		t.Errorf("got %s at %s, received at %s", response.Body, response.Date, response.Received)
	}
}

func TestAPIKey(t *testing.T) {
	t.Parallel()
	const quoted = "it is in quotes: use only the key. Files for docker run --env-file and pipeline variables keep quotes as part of the value"
	for _, test := range []struct {
		name, key, want string
	}{
		{name: "a key", key: testKey},
		{name: "the shortest key", key: "12345678"},
		{name: "empty", key: "", want: "it is empty"},
		{name: "a line break at the end", key: testKey + "\n", want: "it begins or ends with white space or a line break, " +
			"as a key read from a file often does: trim it, in Terraform with trimspace()"},
		{name: "a line break inside", key: "a\nb", want: "byte 2 of 3 is not a printable ASCII character, so it cannot be sent in a header"},
		{name: "a space inside", key: "a b", want: `it contains a space: use only the key, without "Bearer"`},
		{name: "double quotes", key: `"` + testKey + `"`, want: quoted},
		{name: "single quotes", key: "'" + testKey + "'", want: quoted},
		{name: "nothing but a quote", key: `"`, want: quoted},
		{name: "a quote inside", key: `rpa_"12345`},
		{name: "not ASCII", key: "schlüssel", want: "byte 5 of 10 is not a printable ASCII character, so it cannot be sent in a header"},
		{name: "one character too few", key: "1234567", want: "it has only 7 characters, too few for an API key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := CheckAPIKey(test.key); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			_, err := New(Config{APIKey: test.key, Version: V2, Endpoint: mustParse(t, DefaultEndpointV2)})
			if (err != nil) != (test.want != "") {
				t.Errorf("New returns %v", err)
			}
		})
	}
}
