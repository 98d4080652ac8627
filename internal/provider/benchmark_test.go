package provider_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// canned is a transport that always returns the same response with status 200.
type canned struct{ body []byte }

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)),
	}, nil
}

// BenchmarkReadDataSource measures a whole read of a long answer through the provider's
// protocol, without the network. Each read needs its own provider, since identical
// requests share an answer.
func BenchmarkReadDataSource(b *testing.B) {
	for _, shape := range []struct {
		name, version, dataSource string
		hours                     int // of the window for each record, of which ManyWindow assumes 200 an hour
	}{{"v1", "v1", "runpod_pod_billing", 1}, {"v2", "v2", "runpod_pod_billing", 1}, {"account", "v2", "runpod_billing", 200}} {
		for _, records := range []bool{false, true} {
			for _, n := range []int{1_000, 10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/records=%t/%d", shape.name, records, n), func(b *testing.B) {
					start, end := fakeapi.ManyWindow(shape.hours * n)
					arguments := map[string]tftypes.Value{
						"include_records": tftypes.NewValue(tftypes.Bool, records), "bucket_size": str("hour"),
						"start_time": str(start.Format(time.RFC3339)), "end_time": str(end.Format(time.RFC3339)),
					}
					if shape.dataSource == "runpod_pod_billing" {
						arguments["grouping"] = str("podId")
					}
					e := newEnvAt("", noon)
					e.Vars["RUNPOD_API_VERSION"] = shape.version
					answer := canned{fakeapi.Many(shape.name, n)}
					b.ReportAllocs()
					for b.Loop() {
						b.StopTimer()
						server := e.configured(b, answer)
						b.StartTimer()
						if response, _ := readDataSource(b, server, shape.dataSource, arguments); len(response.Diagnostics) > 0 {
							b.Fatal(response.Diagnostics)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
				})
			}
		}
	}
}
