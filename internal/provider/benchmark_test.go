package provider_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

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
					body := fakeapi.Many(version, n)
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
			"include_records": tftypes.NewValue(tftypes.Bool, records), "grouping": str("podId"), "bucket_size": str("hour"),
		}),
	})
	if err != nil || len(response.Diagnostics) > 0 || response.State == nil {
		t.Fatal(err, response.Diagnostics)
	}
}
