package provider_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// manyRecords is an answer of n records in the shape of the version, with
// amounts that have all the digits of a double. The same n gives the same bytes.
func manyRecords(version string, n int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // the same each time is the point
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const pods = 200
	var body bytes.Buffer
	sum := 0.0
	for i := range n {
		at := begin.Add(time.Duration(i/pods) * time.Hour)
		amount := random.Float64() * 20
		sum += amount
		if i > 0 {
			body.WriteByte(',')
		}
		pod := fmt.Sprintf("pod%011d", i%pods)
		if version == "v1" {
			fmt.Fprintf(&body, `{"amount":%v,"diskSpaceBilledGB":%d,"podId":"%s","time":"%s","timeBilledMs":%d}`,
				amount, 50+i%7*10, pod, at.Format(time.DateTime), random.IntN(3_600_000))
		} else {
			fmt.Fprintf(&body, `{"startTime":"%s","endTime":"%s","podId":"%s","totalAmount":%v,"gpuAmount":%v,"cpuAmount":0,"diskAmount":%v}`,
				at.Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339), pod, amount, amount*0.9, amount*0.1)
		}
	}
	if version == "v1" {
		return fmt.Appendf(nil, "[%s]", body.Bytes())
	}
	return fmt.Appendf(nil, `{"records":[%s],"metadata":{"query":{"startTime":"2026-01-01T00:00:00Z","endTime":"2027-01-01T00:00:00Z","bucketSize":"hour"},"recordCount":%d,"totals":{"totalAmount":%s}}}`,
		body.Bytes(), n, strconv.FormatFloat(sum, 'f', -1, 64))
}

// canned is a transport that always gives the same 200 answer.
type canned struct{ body []byte }

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: readCloser{bytes.NewReader(c.body)}, ContentLength: int64(len(c.body)),
	}, nil
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// BenchmarkReadDataSource is a whole read over the provider's protocol, the
// request aside. Each read has a provider of its own, since one asks a question
// only once.
func BenchmarkReadDataSource(b *testing.B) {
	for _, version := range []string{"v1", "v2"} {
		for _, mode := range []string{"totals", "records"} {
			for _, n := range []int{1_000, 10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/%s/%d", version, mode, n), func(b *testing.B) {
					body := manyRecords(version, n)
					w := &world{now: noon, env: map[string]string{"RUNPOD_API_KEY": testKey, "RUNPOD_API_VERSION": version}}
					b.ReportAllocs()
					for b.Loop() {
						b.StopTimer()
						server := w.configured(b, canned{body})
						b.StartTimer()
						readMany(b, server, mode == "records")
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
				})
			}
		}
	}
}

func readMany(t testing.TB, server tfprotov6.ProviderServer, records bool) {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "runpod_pod_billing",
		Config: dynamic(t, schemas.DataSourceSchemas["runpod_pod_billing"], map[string]tftypes.Value{
			"include_records": tftypes.NewValue(tftypes.Bool, records), "grouping": str("podId"),
		}),
	})
	if err != nil || len(response.Diagnostics) > 0 || response.State == nil {
		t.Fatal(err, response.Diagnostics)
	}
}
