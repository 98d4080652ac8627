package billing

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// many returns a query and the answer to it, of n records.
func many(shape string, n int) (runpod.Version, Query, canned) {
	version, q := runpod.V2, Query{Kind: Pods(), Grouping: ByPod}
	windowOf := n
	switch shape {
	case "v1":
		version = runpod.V1
	case "account":
		q.Kind, q.Grouping, windowOf = Account(), "", n*200
	}
	q.Window.BucketSize = calendar.Hour
	q.Window.Start, q.Window.End = fakeapi.ManyWindow(windowOf)
	return version, q, canned{body: fakeapi.Many(shape, n), date: q.Window.End.Format(http.TimeFormat)}
}

// BenchmarkCharges reads and adds up answers without a network. Each read has its
// own client, because a client keeps its answers for a while.
func BenchmarkCharges(b *testing.B) {
	for _, shape := range []string{"v1", "v2", "account"} {
		for _, mode := range []string{"totals", "records"} {
			for _, n := range []int{1_000, 10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/%s/%d", shape, mode, n), func(b *testing.B) {
					version, q, answer := many(shape, n)
					q.KeepRecords = mode == "records"
					b.SetBytes(int64(len(answer.body)))
					b.ReportAllocs()
					for b.Loop() {
						charges, err := newReaderAt(b, version, answer, clock(q.Window.End)).Charges(b.Context(), q)
						if err != nil || charges.Count != n {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
				})
			}
		}
	}
}
