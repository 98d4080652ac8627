package provider_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// canned is a transport that always returns the same response with status 200.
type canned struct{ body []byte }

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: readCloser{bytes.NewReader(c.body)}, ContentLength: int64(len(c.body)),
	}, nil
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// manyReads are the shapes of long answers, with their data source and the room in
// the window per record: the account has one record an hour, while ManyWindow
// assumes 200.
func manyReads() map[string]manyRead {
	return map[string]manyRead{
		"v1":      {"v1", "runpod_pod_billing", 1},
		"v2":      {"v2", "runpod_pod_billing", 1},
		"account": {"v2", "runpod_billing", 200},
	}
}

type manyRead struct {
	version, dataSource string
	windowOf            int
}

// many returns a function that makes a provider, and one that reads n records with
// it. Each read needs its own provider, since identical requests share an answer.
func (m manyRead) many(t testing.TB, shape string, n int, records bool) (
	server func() tfprotov6.ProviderServer, read func(tfprotov6.ProviderServer),
) {
	t.Helper()
	body := fakeapi.Many(shape, n)
	start, end := fakeapi.ManyWindow(m.windowOf * n)
	arguments := map[string]tftypes.Value{
		"include_records": tftypes.NewValue(tftypes.Bool, records), "bucket_size": str("hour"),
		"start_time": str(start.Format(time.RFC3339)), "end_time": str(end.Format(time.RFC3339)),
	}
	if m.dataSource == "runpod_pod_billing" {
		arguments["grouping"] = str("podId")
	}
	e := newEnvAt("", noon)
	e.Vars["RUNPOD_API_VERSION"] = m.version
	server = func() tfprotov6.ProviderServer { return e.configured(t, canned{body}) }
	read = func(server tfprotov6.ProviderServer) {
		response, _ := readDataSource(t, server, m.dataSource, arguments)
		if len(response.Diagnostics) > 0 || response.State == nil {
			t.Fatal(response.Diagnostics)
		}
	}
	return server, read
}

func modes() map[string]bool { return map[string]bool{"totals": false, "records": true} }

// BenchmarkReadDataSource measures a whole read through the provider's protocol,
// without the network.
func BenchmarkReadDataSource(b *testing.B) {
	for _, shape := range []string{"v1", "v2", "account"} {
		for _, mode := range []string{"totals", "records"} {
			for _, n := range []int{1_000, 10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/%s/%d", shape, mode, n), func(b *testing.B) {
					server, read := manyReads()[shape].many(b, shape, n, modes()[mode])
					b.ReportAllocs()
					for b.Loop() {
						b.StopTimer()
						configured := server()
						b.StartTimer()
						read(configured)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
				})
			}
		}
	}
}

// BenchmarkAudit measures an audit of an API that takes 300 ms for each of its eleven
// requests. They are sent at the same time, so that the slowest one decides.
func BenchmarkAudit(b *testing.B) {
	api := fakeapi.New(acctest.Key, func() time.Time { return noon }, fakeapi.Sample(noon))
	api.Script(fakeapi.Fault{Delay: 300 * time.Millisecond, Times: fakeapi.Always})
	e := newEnvAt("http://localhost/v2", noon)
	for b.Loop() {
		response, _ := readDataSource(b, e.configured(b, fakeapi.Transport{Handler: api}), "runpod_audit", nil)
		if len(response.Diagnostics) > 0 {
			b.Fatal(response.Diagnostics)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.3, "requests-in-turn")
}
