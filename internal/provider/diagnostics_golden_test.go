package provider_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// failing is a transport that never gets an answer.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// endless is a transport whose answer never ends.
type endless struct{}

func (endless) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: endless{}}, nil
}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }
func (endless) Close() error               { return nil }

// fault is one way for a read to fail, or to end with a warning.
type fault struct {
	version   string // default v1
	faults    []fakeapi.Fault
	transport http.RoundTripper // default: the stand-in
	arguments map[string]tftypes.Value
	interrupt time.Duration // when the user presses Ctrl-C
}

func answered(status int, body string, header ...string) []fakeapi.Fault {
	f := fakeapi.Fault{Status: status, Body: body, Times: fakeapi.Always, Header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		f.Header[header[i]] = header[i+1]
	}
	return []fakeapi.Fault{f}
}

func dialing(err error) http.RoundTripper {
	return failing{&net.OpError{Op: "dial", Net: "tcp", Err: err}}
}

// faults are all of them, by the name they have in the golden file.
func faults() map[string]fault {
	november := map[string]tftypes.Value{"bucket_size": str("month"), "last_n": tftypes.NewValue(tftypes.Number, 1)}
	with := func(base map[string]tftypes.Value, name, value string) map[string]tftypes.Value {
		changed := maps.Clone(base)
		if changed == nil {
			changed = map[string]tftypes.Value{}
		}
		changed[name] = str(value)
		return changed
	}
	return map[string]fault{
		"the key is refused":                 {faults: []fakeapi.Fault{{Status: 401, Body: `{"message":"Unauthorized"}`}}},
		"the key is refused by v2":           {version: "v2", faults: answered(401, `{"title":"Unauthorized","status":401,"detail":"missing bearer token"}`)},
		"the key is echoed":                  {faults: answered(401, `{"error":"key `+testKey+` is unknown"}`, "X-Request-Id", testKey)},
		"access is denied":                   {version: "v2", faults: answered(403, `{"title":"Forbidden","status":403,"detail":"access denied"}`)},
		"the edge refuses":                   {faults: answered(403, "<!DOCTYPE html><html><body>Blocked</body></html>", "Content-Type", "text/html", "Cf-Ray", "8f00aa11bb22cc33-FRA", "X-Request-Id", "")},
		"an argument is rejected":            {version: "v2", faults: answered(400, `{"title":"Bad Request","status":400,"detail":"validation failed","errors":["query.podId: must match ^[a-z0-9]+$"]}`)},
		"several arguments are rejected":     {faults: answered(422, `{"message":"startTime must be before endTime"}`)},
		"v1 is retired":                      {faults: answered(410, `{"message":"API v1 has been retired"}`)},
		"v1's route is gone":                 {faults: answered(404, "404 page not found\n", "Content-Type", "text/plain")},
		"v2 is not where it should be":       {version: "v2", faults: answered(404, "")},
		"v1 is retired and v2 refuses":       {version: "auto", faults: []fakeapi.Fault{{Path: "/v1/", Status: 410, Times: fakeapi.Always}, {Path: "/v2/", Status: 401, Times: fakeapi.Always}}},
		"the rate limit is exhausted":        {version: "v2", faults: answered(429, `{"title":"Too Many Requests","status":429,"detail":"rate limit exceeded for the minute window"}`, "Retry-After", "12")},
		"the wait is too long":               {version: "v2", faults: answered(429, `{"title":"Too Many Requests","status":429,"detail":"rate limit exceeded for the day window"}`, "Retry-After", "43200")},
		"the rate limit, without a word":     {faults: answered(429, "")},
		"the API fails":                      {faults: answered(500, `{"error":"internal error"}`)},
		"the API is down for an hour":        {faults: answered(503, "upstream connect error or disconnect/reset before headers", "Retry-After", "3600")},
		"the API does not do this":           {faults: answered(501, "")},
		"a redirect to another host":         {faults: answered(302, "", "Location", "https://login.example/?next=x")},
		"a redirect to nowhere":              {faults: answered(304, "")},
		"an unexpected status":               {faults: answered(418, "")},
		"a page with status 200":             {faults: answered(200, "<html>Sign in</html>", "Content-Type", "text/html")},
		"a page that calls itself JSON":      {faults: answered(200, "<html>Sign in</html>")},
		"a right body, a wrong type":         {faults: answered(200, "[]", "Content-Type", "image/png")},
		"an empty body":                      {faults: answered(200, "")},
		"truncated JSON":                     {faults: answered(200, `[{"amount":1,"time":"2026-11-01 00:00:00"},{"amount":2,"ti`)},
		"trailing garbage":                   {faults: answered(200, `[]<!-- cached -->`)},
		"null":                               {faults: answered(200, `null`)},
		"v2's envelope from v1":              {faults: answered(200, `{"records":[],"metadata":{}}`)},
		"v1's array from v2":                 {version: "v2", faults: answered(200, `[]`)},
		"a record that is no object":         {faults: answered(200, `[null]`)},
		"a record without an amount":         {faults: answered(200, `[{"time":"2026-11-01 00:00:00"}]`)},
		"a number out of range":              {faults: answered(200, `[{"amount":1e999999999,"time":"2026-11-01 00:00:00"}]`)},
		"an unreadable time":                 {faults: answered(200, `[{"amount":1,"time":"yesterday"}]`)},
		"the key as a time":                  {faults: answered(200, `[{"amount":1,"time":"`+testKey+`"}]`)},
		"deep nesting":                       {faults: answered(200, `[{"x":`+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+`}]`)},
		"fewer records than counted":         {version: "v2", faults: answered(200, `{"records":[],"metadata":{"recordCount":3,"totals":{"totalAmount":0}}}`)},
		"another total than the records":     {version: "v2", faults: answered(200, `{"records":[],"metadata":{"recordCount":0,"totals":{"totalAmount":4.2}}}`)},
		"a list of pods that is none":        {version: "v2", arguments: with(november, "grouping", "gpuTypeId"), faults: []fakeapi.Fault{{Path: "/v2/pods", Body: `{"items":[]}`}}},
		"the list of pods is denied":         {version: "v2", arguments: with(november, "gpu_type_id", "NVIDIA A40"), faults: []fakeapi.Fault{{Path: "/v2/pods", Status: 403}}},
		"a cut body":                         {faults: []fakeapi.Fault{{Cut: true, Times: fakeapi.Always}}},
		"no answer":                          {faults: []fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}},
		"no answer within a short time":      {arguments: map[string]tftypes.Value{"timeouts": readTimeout("5s")}, faults: []fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}},
		"each attempt takes too long":        {arguments: map[string]tftypes.Value{"timeouts": readTimeout("1h")}, faults: []fakeapi.Fault{{Delay: 20 * time.Minute, Times: fakeapi.Always}}},
		"failures until the time is up":      {arguments: map[string]tftypes.Value{"timeouts": readTimeout("3s")}, faults: answered(502, "")},
		"Ctrl-C":                             {interrupt: time.Second, faults: answered(503, "", "Retry-After", "60")},
		"an answer without end":              {transport: endless{}},
		"an unknown host":                    {transport: dialing(&net.DNSError{Err: "no such host", Name: "rest.runpod.io", IsNotFound: true})},
		"a name server that fails":           {transport: dialing(&net.DNSError{Err: "server misbehaving", Name: "rest.runpod.io", IsTemporary: true})},
		"a refused connection":               {transport: dialing(os.NewSyscallError("connect", fmt.Errorf("connection refused")))},
		"an unknown proxy":                   {transport: failing{&net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "proxy.example", IsNotFound: true}}}},
		"another span than last_n (warning)": {version: "v2", arguments: november, faults: answered(200, `{"records":[],"metadata":{"query":{"startTime":"2026-11-20T00:00:00Z","endTime":"2026-11-21T00:00:00Z"},"recordCount":0,"totals":{"totalAmount":0}}}`)},
		"a narrower window (warning)":        {version: "v2", arguments: map[string]tftypes.Value{"start_time": str("2026-11-01T00:00:00Z")}, faults: answered(200, `{"records":[],"metadata":{"query":{"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-21T00:00:00Z"},"recordCount":0,"totals":{"totalAmount":0}}}`)},
		"other buckets than asked for":       {version: "v2", arguments: november, faults: answered(200, `{"records":[],"metadata":{"query":{"bucketSize":"day"},"recordCount":0,"totals":{"totalAmount":0}}}`)},
		"a refusal that breaks off":          {faults: []fakeapi.Fault{{Status: 401, Body: `{"message":"no"}`, Cut: true}}},
		"an unknown certificate":             {transport: failing{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}},
		"no TLS":                             {transport: failing{http.ErrSchemeMismatch}},
		"last_n reaches too far back":        {arguments: map[string]tftypes.Value{"last_n": tftypes.NewValue(tftypes.Number, 1e12)}},
		"an old end_time alone on v2":        {version: "v2", arguments: map[string]tftypes.Value{"end_time": str("2020-01-01T00:00:00Z")}},
		"another window (warning)":           {version: "v2", arguments: map[string]tftypes.Value{"start_time": str("2026-11-18T07:00:00Z"), "end_time": str("2026-11-20T00:00:00Z")}},
		"another start (warning)":            {version: "v2", arguments: map[string]tftypes.Value{"start_time": str("2026-11-18T07:00:00Z")}},
		"other pods (warning)":               {arguments: map[string]tftypes.Value{"pod_id": str("train"), "grouping": str("podId")}, faults: answered(200, `[{"amount":1,"podId":"train","time":"2026-11-01 00:00:00"},{"amount":0.3,"podId":"b","time":"2026-11-01 00:00:00"}]`)},
		"pods gone, grouped (warning)":       {version: "v2", arguments: with(november, "grouping", "gpuTypeId")},
		"pods gone, filtered (warning)":      {version: "v2", arguments: with(november, "gpu_type_id", "NVIDIA A40")},
	}
}

// TestDiagnostics holds every diagnostic of a read against the golden file.
// UPDATE_GOLDEN=1 go test ./internal/provider -run TestDiagnostics writes it anew.
func TestDiagnostics(t *testing.T) {
	all := faults()
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		synctest.Test(t, func(t *testing.T) {
			found := all[name].diagnostics(t)
			if len(found) != 1 {
				t.Errorf("%s: %d diagnostics, want 1", name, len(found))
			}
			for _, d := range found {
				fmt.Fprintf(&text, "## %s\n%s: %s\n", name, d.Severity, d.Summary)
				if d.Attribute != nil {
					fmt.Fprintf(&text, "at %s\n", d.Attribute)
				}
				fmt.Fprintf(&text, "%s\n\n", d.Detail)
			}
		})
	}
	got := text.String()
	if strings.Contains(got, testKey) {
		t.Error("the key is in a diagnostic")
	}
	const golden = "testdata/diagnostics.golden"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the diagnostics differ from %s:\n%s", golden, difference(string(want), got))
	}
}

func (f fault) diagnostics(t *testing.T) []*tfprotov6.Diagnostic {
	api := fakeapi.New(testKey, func() time.Time { return noon }, account())
	api.Script(f.faults...)
	w := &world{api: api, now: noon, env: map[string]string{
		"RUNPOD_API_KEY": testKey, "RUNPOD_API_VERSION": "v1",
		"RUNPOD_REST_API_URL": "http://localhost/v1", "RUNPOD_REST_V2_API_URL": "http://localhost/v2",
	}}
	if f.version != "" {
		w.env["RUNPOD_API_VERSION"] = f.version
	}
	transport := f.transport
	if transport == nil {
		transport = fakeapi.Transport{Handler: api}
	}
	server := w.configured(t, transport)
	if f.interrupt > 0 {
		time.AfterFunc(f.interrupt, func() {
			_, _ = server.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{})
		})
	}
	return read(t, server, f.arguments)
}

// difference shows the lines that only one of the two has.
func difference(want, got string) string {
	var text strings.Builder
	for _, side := range []struct{ mark, own, other string }{{"-", want, got}, {"+", got, want}} {
		others := strings.Split(side.other, "\n")
		for line := range strings.SplitSeq(side.own, "\n") {
			if !slices.Contains(others, line) {
				fmt.Fprintf(&text, "%s %s\n", side.mark, line)
			}
		}
	}
	return text.String()
}
