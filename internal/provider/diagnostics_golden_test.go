package provider_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
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

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// failing is a transport whose requests all fail.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// fault is one way for a read to fail or to end with a warning.
type fault struct {
	version    string // default v2
	dataSource string // default runpod_pod_billing
	faults     []fakeapi.Fault
	transport  http.RoundTripper // default: the fake API
	arguments  map[string]tftypes.Value
	interrupt  time.Duration // when the user presses Ctrl-C
}

func respondWith(status int, body string, header ...string) []fakeapi.Fault {
	f := fakeapi.Fault{Status: status, Body: body, Times: fakeapi.Always, Header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		f.Header[header[i]] = header[i+1]
	}
	return []fakeapi.Fault{f}
}

// onBilling restricts a fault to billing, which a budget reads at the same time as pods.
func onBilling(faults []fakeapi.Fault) []fakeapi.Fault {
	faults[0].Path = "/v2/billing"
	return faults
}

func dialError(err error) http.RoundTripper {
	return failing{&net.OpError{Op: "dial", Net: "tcp", Err: err}}
}

// proxyError is like dialError, for a connection to a proxy.
func proxyError(err error) http.RoundTripper {
	return failing{&net.OpError{Op: "proxyconnect", Net: "tcp", Err: err}}
}

// faults returns all faults by their name in the golden file.
func faults() map[string]fault {
	all := map[string]fault{}
	for _, group := range []map[string]fault{refusals(), brokenAnswers(), failures(), unanswerable()} {
		maps.Copy(all, group)
	}
	return all
}

// months returns arguments for the last n months, plus more in pairs.
func months(n int, more ...string) map[string]tftypes.Value {
	arguments := map[string]tftypes.Value{"bucket_size": str("month"), "last_n": whole(n)}
	maps.Copy(arguments, stringArguments(more...))
	return arguments
}

// stringArguments returns string arguments, given in pairs.
func stringArguments(pairs ...string) map[string]tftypes.Value {
	arguments := map[string]tftypes.Value{}
	for i := 0; i+1 < len(pairs); i += 2 {
		arguments[pairs[i]] = str(pairs[i+1])
	}
	return arguments
}

// edited replaces strings, given in pairs, in a route's answer.
func edited(path string, pairs ...string) []fakeapi.Fault {
	return []fakeapi.Fault{{Path: path, Times: fakeapi.Always, Edit: func(body string) string {
		changed := strings.NewReplacer(pairs...).Replace(body)
		if changed == body {
			return "nothing to replace in " + body
		}
		return changed
	}, Header: map[string]string{"X-Request-Id": ""}}} // it depends on the order of the requests
}

// refuse refuses requests for a path.
func refuse(path string, status int) []fakeapi.Fault {
	return []fakeapi.Fault{{
		Path: path, Times: fakeapi.Always, Status: status, Body: `{"detail":"this is why"}`,
		Header: map[string]string{"X-Request-Id": ""}, // it depends on the order of the requests
	}}
}

// refusals are answers with an error status.
func refusals() map[string]fault {
	return map[string]fault{
		"the key is rejected": {faults: respondWith(401, `{"title":"Unauthorized","status":401,"detail":"missing bearer token"}`)},
		"the key is echoed": {version: "v1",
			faults: respondWith(401, `{"error":"key `+acctest.Key+` is unknown"}`, "X-Request-Id", acctest.Key)},
		"billing is denied": {faults: respondWith(403, `{"title":"Forbidden","status":403,"detail":"access denied"}`)},
		"billing is denied to a budget": {dataSource: "runpod_budget", arguments: budgetOfTen(),
			faults: respondWith(403, `{"title":"Forbidden","status":403}`, "X-Request-Id", "req-1")},
		"pods are denied": {dataSource: "runpod_pods",
			faults: respondWith(403, `{"title":"Forbidden","status":403,"detail":"access denied"}`)},
		"pods are denied to a budget": {dataSource: "runpod_budget", arguments: budgetOfTen(),
			faults: []fakeapi.Fault{{Path: "/v2/pods", Status: 403, Header: map[string]string{"X-Request-Id": "req-1"}}}},
		"pods are denied, for GPU types": {
			arguments: months(1, "gpu_type_id", "NVIDIA A40"), faults: []fakeapi.Fault{{Path: "/v2/pods", Status: 403}},
		},
		"serverless endpoints are denied to an audit": {dataSource: "runpod_audit", faults: refuse("/v2/serverless", 403)},
		"the balance is denied":                       {dataSource: "runpod_balance", faults: refuse("/v2/billing/balance", 403)},
		"the balance is not found":                    {dataSource: "runpod_balance", faults: refuse("/v2/billing/balance", 404)},
		"an argument is rejected": {
			faults: respondWith(400,
				`{"title":"Bad Request","status":400,"detail":"validation failed","errors":["query.podId: must match ^[a-z0-9]+$"]}`),
		},
		"an argument of a sibling is rejected": {dataSource: "runpod_cluster_billing",
			faults: respondWith(400, `{"title":"Bad Request","status":400,"errors":["query.clusterId: must match ^[a-z0-9]+$"]}`)},
		"an argument that a budget does not have is rejected": {
			dataSource: "runpod_budget", arguments: budgetOfTen(),
			faults: onBilling(respondWith(400, `{"title":"Bad Request","status":400,"errors":["query.lastN: at most 30"]}`,
				"X-Request-Id", "req-1"))},
		"several arguments are rejected": {version: "v1", faults: respondWith(422, `{"message":"startTime must be before endTime"}`)},
		"v1 is retired":                  {version: "v1", faults: respondWith(410, `{"message":"API v1 has been retired"}`)},
		"v1 is not found":                {version: "v1", faults: respondWith(404, "404 page not found\n", "Content-Type", "text/plain")},
		"v2 is not found":                {faults: respondWith(404, "")},
		"v2 is retired":                  {faults: respondWith(410, `{"title":"Gone","status":410,"detail":"API v2 has been retired"}`)},
		"the rate limit is exhausted": {
			faults: respondWith(429, `{"title":"Too Many Requests","status":429,"detail":"rate limit exceeded for the minute window"}`,
				"Retry-After", "12"),
		},
		"the wait is longer than the time left": {
			faults: respondWith(429, `{"title":"Too Many Requests","status":429,"detail":"the hour window is exhausted"}`, "Retry-After", "600")},
		"the rate limit, without a wait": {faults: respondWith(429, "")},
		"the wait is half a day": {
			faults: respondWith(429, `{"title":"Too Many Requests","status":429,"detail":"rate limit exceeded for the day window"}`,
				"Retry-After", "43200"),
		},
		"the API fails": {faults: respondWith(500, `{"title":"Internal Server Error","status":500}`)},
		"the API is down for an hour": {
			faults: respondWith(503, "upstream connect error or disconnect/reset before headers", "Retry-After", "3600"),
		},
		"the API does not do this":         {faults: respondWith(501, "")},
		"a redirect to another host":       {faults: respondWith(302, "", "Location", "https://login.example/?next=x")},
		"a redirect to another query":      {faults: respondWith(302, "", "Location", "/v2/billing/pods?page=2")},
		"a redirect to nowhere":            {faults: respondWith(304, "")},
		"a gateway that requires a login":  {faults: respondWith(407, "")},
		"an unexpected status":             {version: "v1", faults: respondWith(418, "")},
		"a rejection that breaks off":      {faults: []fakeapi.Fault{{Status: 401, Body: `{"message":"no"}`, Cut: true}}},
		"a page of HTML as a server error": {faults: respondWith(502, "<html><title>Bad gateway</title></html>", "Content-Type", "text/html")},
		"the list of pods is rejected": {dataSource: "runpod_pods",
			faults: respondWith(422, `{"title":"Unprocessable Entity","status":422,"detail":"the cursor was not issued for this request"}`)},
	}
}

// brokenAnswers have status 200 but break the API's contract, of which the packages that
// read answers test every way, or are for another window.
func brokenAnswers() map[string]fault {
	return map[string]fault{
		"a page with status 200":        {faults: respondWith(200, "<html>Sign in</html>", "Content-Type", "text/html")},
		"a page that calls itself JSON": {version: "v1", faults: respondWith(200, "<html>Sign in</html>")},
		"an empty body":                 {version: "v1", faults: respondWith(200, "")},
		"the key as a time":             {version: "v1", faults: respondWith(200, `[{"amount":1,"time":"`+acctest.Key+`"}]`)},
		"fewer records than counted":    {faults: edited("/v2/billing/pods", `"recordCount":6`, `"recordCount":7`)},
		"a wider window (warning)": {
			arguments: stringArguments("start_time", "2026-11-18T07:00:00Z", "end_time", "2026-11-20T00:00:00Z"),
		},
		"a list of pods that is none": {dataSource: "runpod_pods", faults: []fakeapi.Fault{{Path: "/v2/pods", Body: `{"items":[]}`}}},
		"days of a budget that do not begin at midnight": {dataSource: "runpod_budget", arguments: budgetOfTen(),
			faults: edited("/v2/billing", "T00:00:00Z", "T01:00:00Z")},
		"days of an audit that do not begin at midnight": {dataSource: "runpod_audit",
			faults: edited("/v2/billing/pods", "T00:00:00Z", "T01:00:00Z")},
		"a balance without an amount":   {dataSource: "runpod_balance", faults: respondTo("/v2/billing/balance", `{"billingMode":"PREPAID"}`)},
		"a balance without a mode":      {dataSource: "runpod_balance", faults: respondTo("/v2/billing/balance", `{"balanceAmount":1}`)},
		"a balance that is a word":      {dataSource: "runpod_balance", faults: respondTo("/v2/billing/balance", `{"balanceAmount":"much"}`)},
		"an endpoint without an id":     {dataSource: "runpod_audit", faults: respondTo("/v2/serverless", `{"endpoints":[{}]}`)},
		"network volumes that are none": {dataSource: "runpod_audit", faults: respondTo("/v2/network-volumes", `{"networkVolumes":null}`)},
		"a cluster that is none":        {dataSource: "runpod_audit", faults: respondTo("/v2/clusters", `{"clusters":[1]}`)},
		"a pod without a cost":          {dataSource: "runpod_pods", faults: edited("/v2/pods", `"cost":`, `"price":`)},
	}
}

// respondTo answers requests for a path.
func respondTo(path, body string) []fakeapi.Fault {
	return []fakeapi.Fault{{Path: path, Times: fakeapi.Always, Body: body, Header: map[string]string{"X-Request-Id": ""}}}
}

// failures are attempts that return no complete answer.
func failures() map[string]fault {
	short := map[string]tftypes.Value{"timeouts": readTimeout("5s")}
	return map[string]fault{
		"a cut body":                    {faults: []fakeapi.Fault{{Cut: true, Times: fakeapi.Always}}},
		"no answer":                     {faults: []fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}},
		"no answer within a short time": {arguments: short, faults: []fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}},
		"failures, then no answer":      {faults: []fakeapi.Fault{{Status: 502}, {Delay: time.Hour, Times: fakeapi.Always}}},
		"Ctrl-C":                        {interrupt: time.Second, faults: respondWith(503, "", "Retry-After", "60")},
		"Ctrl-C before an answer":       {interrupt: time.Second, faults: []fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}},
		"no answer for a budget": {
			dataSource: "runpod_budget", arguments: budgetOfTen(), faults: onBilling([]fakeapi.Fault{{Delay: time.Hour, Times: fakeapi.Always}}),
		},
		"a list of pods without end": {dataSource: "runpod_pods", transport: failing{runpod.ErrTooLarge}},
		"an answer without end":      {transport: failing{runpod.ErrTooLarge}},
		"an unknown host":            {transport: dialError(&net.DNSError{Err: "no such host", Name: "api.runpod.io", IsNotFound: true})},
		"a name server that fails": {
			transport: dialError(&net.DNSError{Err: "server misbehaving", Name: "api.runpod.io", IsTemporary: true}),
		},
		"a refused connection":          {transport: dialError(os.NewSyscallError("connect", fmt.Errorf("connection refused")))},
		"an unknown proxy":              {transport: proxyError(&net.DNSError{Err: "no such host", Name: "proxy.example", IsNotFound: true})},
		"a proxy that requires a login": {transport: failing{runpod.ErrProxyAuthentication}},
		"a proxy that refuses":          {transport: proxyError(os.NewSyscallError("connect", fmt.Errorf("connection refused")))},
		"an unknown certificate":        {transport: failing{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}},
		"no TLS":                        {transport: failing{http.ErrSchemeMismatch}},
	}
}

// unanswerable are reads that fail whatever the API answers.
func unanswerable() map[string]fault {
	clock := func(date string) []fakeapi.Fault {
		return []fakeapi.Fault{{Times: fakeapi.Always, Header: map[string]string{"Date": date}}}
	}
	const behind, ahead = "Tue, 01 Dec 2026 00:05:00 GMT", "Sat, 31 Oct 2026 23:59:00 GMT"
	return map[string]fault{
		"a clock that is behind":            {version: "v1", arguments: months(1), faults: clock(behind)},
		"a clock that is ahead, on v2":      {arguments: stringArguments("start_time", "2026-10-01T00:00:00Z"), faults: clock(ahead)},
		"last_n reaches too far back":       {arguments: months(10_000)},
		"last_n reaches too far back on v1": {version: "v1", arguments: months(10_000)},
		"too many buckets until now": {
			version: "v1", arguments: stringArguments("bucket_size", "hour", "start_time", "2010-01-01T00:00:00Z"),
		},
		"an old end_time alone":          {arguments: stringArguments("end_time", "2020-01-01T00:00:00Z")},
		"a GPU type that does not exist": {arguments: months(1, "gpu_type_id", "H100")},
		"GPU types that nobody can tell": {arguments: months(1, "gpu_type_id", "NVIDIA A40")},
		"a start in the future":          {arguments: stringArguments("start_time", "2027-11-01T00:00:00Z")},
		"a running pod that nobody can price": {dataSource: "runpod_pods",
			faults: edited("/v2/pods", `"cost":0.39`, `"cost":0`, "NVIDIA A40", "NVIDIA Z9")},
		"warm workers that nobody can price": {dataSource: "runpod_audit", faults: respondTo("/v2/serverless",
			`{"endpoints":[{"id":"chat","gpu":{"pools":["MARS_99"]},"workers":{"min":1}}]}`)},
		"an id to ignore that no resource has (warning)": {dataSource: "runpod_audit", arguments: map[string]tftypes.Value{
			"ignore": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"ended": str("2026-12-31")})}},
		"an audit on v1":  {version: "v1", dataSource: "runpod_audit"},
		"a balance on v1": {version: "v1", dataSource: "runpod_balance"},
		"a budget on v1":  {version: "v1", dataSource: "runpod_budget", arguments: budgetOfTen()},
		"pods on v1":      {version: "v1", dataSource: "runpod_pods"},
		"a sibling on v1": {version: "v1", dataSource: "runpod_serverless_billing"},
	}
}

func budgetOfTen() map[string]tftypes.Value {
	return map[string]tftypes.Value{"amount": whole(10)}
}

// TestDiagnostics compares every diagnostic of a read with the golden file.
// UPDATE_GOLDEN=1 go test ./internal/provider -run TestDiagnostics updates it.
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
	if strings.Contains(got, acctest.Key) {
		t.Error("a diagnostic contains the key")
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

// TestReadTimeout checks that a read takes no longer than it may.
func TestReadTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		failures()["no answer within a short time"].diagnostics(t)
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("took %s, want 5s", took)
		}
	})
}

func (f fault) diagnostics(t *testing.T) []*tfprotov6.Diagnostic {
	api := fakeapi.New(acctest.Key, func() time.Time { return noon }, account())
	api.Script(f.faults...)
	e := newEnvAt("http://localhost/v2", noon)
	e.Vars["RUNPOD_API_VERSION"], e.Vars["RUNPOD_REST_API_URL"] = f.version, "http://localhost/v1"
	transport := f.transport
	if transport == nil {
		transport = fakeapi.Transport{Handler: api}
	}
	server := e.configured(t, transport)
	if f.interrupt > 0 {
		time.AfterFunc(f.interrupt, func() {
			_, _ = server.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{})
		})
	}
	response, schema := readDataSource(t, server, cmp.Or(f.dataSource, "runpod_pod_billing"), f.arguments)
	if failed(response.Diagnostics) && response.State != nil { // the framework sets the state to the configuration, which Terraform ignores
		state, err := response.State.Unmarshal(schema.ValueType())
		var attributes map[string]tftypes.Value
		if err := errors.Join(err, state.As(&attributes)); err != nil {
			t.Fatal(err)
		}
		for _, result := range []string{"total_amount", "record_count", "status", "spent", "forecast", "cost_per_hour", "pods", "balance",
			"resources"} {
			if value, found := attributes[result]; found && !value.IsNull() {
				t.Errorf("the read failed, but %s is %s", result, shown(t, value))
			}
		}
	}
	return response.Diagnostics
}

func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// difference returns the lines that are only in one of the two.
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
