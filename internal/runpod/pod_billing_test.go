package runpod

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

func lines(text ...string) string { return strings.Join(text, "\n") + "\n" }

func sorted(text string) string {
	all := strings.SplitAfter(text, "\n")
	slices.Sort(all)
	return strings.Join(all, "")
}

// TestPodBilling asks the stand-in in every way and checks what is sent and what
// comes back, records sorted as text.
func TestPodBilling(t *testing.T) {
	t.Parallel()
	november := PodBillingQuery{BucketSize: Month, LastN: 1}
	with := func(q PodBillingQuery, change func(*PodBillingQuery)) PodBillingQuery { change(&q); return q }
	for name, test := range map[string]struct {
		version Version
		query   PodBillingQuery
		sent    string
		records string
		billing string // version bucket grouping start end
	}{
		"v1, nothing asked": {
			V1, PodBillingQuery{},
			lines("/v1/billing/pods?bucketSize=day"),
			lines(
				"2026-10-31T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|7|3600000|100|~|~|~",
				"2026-11-19T00:00:00Z|~|NVIDIA A40|~|1.065|4500000|~|~|~|~",
				"2026-11-19T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|1.5|3600000|100|~|~|~",
				"2026-11-20T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|0.1|60000|100|~|~|~",
				"2026-11-20T00:00:00Z|~|~|~|0.03|60000|~|~|~|~",
			),
			"v1 day gpuTypeId  ",
		},
		"v1, everything asked": {
			V1, PodBillingQuery{BucketSize: Hour, Start: day(11, 19, 0), End: day(11, 20, 0), GPUTypeID: "NVIDIA A40", PodID: "note", Grouping: ByPod},
			lines("/v1/billing/pods?bucketSize=hour&endTime=2026-11-20T00:00:00Z&gpuTypeId=NVIDIA A40&grouping=podId&podId=note&startTime=2026-11-19T00:00:00Z"),
			lines("2026-11-19T11:00:00Z|note|~|~|0.44|1800000|~|~|~|~"),
			"v1 hour podId 2026-11-19T00:00:00Z 2026-11-20T00:00:00Z",
		},
		"v1, last_n": {
			V1, november,
			lines("/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&startTime=2026-11-01T00:00:00Z"),
			lines(
				"2026-11-01T00:00:00Z|~|NVIDIA A40|~|1.065|4500000|~|~|~|~",
				"2026-11-01T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|1.6|3660000|100|~|~|~",
				"2026-11-01T00:00:00Z|~|~|~|0.03|60000|~|~|~|~",
			),
			"v1 month gpuTypeId 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z",
		},
		"v1, the end cuts inside a bucket": {
			V1, PodBillingQuery{Start: day(11, 19, 0), End: day(11, 19, 12), Grouping: ByPod},
			lines("/v1/billing/pods?bucketSize=day&endTime=2026-11-19T12:00:00Z&grouping=podId&startTime=2026-11-19T00:00:00Z"),
			lines(
				"2026-11-19T00:00:00Z|note|~|~|0.44|1800000|~|~|~|~",
				"2026-11-19T00:00:00Z|train|~|~|1.5|3600000|100|~|~|~",
			),
			"v1 day podId 2026-11-19T00:00:00Z 2026-11-19T12:00:00Z",
		},
		"v2, last_n": {
			V2, november,
			lines("/v2/billing/pods?bucketSize=month&lastN=1"),
			lines(
				"2026-11-01T00:00:00Z|gone|~|~|0.125|~|~|0.125|0|0",
				"2026-11-01T00:00:00Z|note2|~|~|0.5|~|~|0.5|0|0",
				"2026-11-01T00:00:00Z|note|~|~|0.44|~|~|0.44|0|0",
				"2026-11-01T00:00:00Z|proxy|~|~|0.03|~|~|0|0.03|0",
				"2026-11-01T00:00:00Z|train|~|~|1.6|~|~|1.35|0|0.25",
			),
			"v2 month podId 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z",
		},
		"v2, one pod, just a start": {
			V2, PodBillingQuery{Start: day(11, 19, 0), PodID: "train"},
			lines("/v2/billing/pods?bucketSize=day&endTime=2026-11-21T00:00:00Z&podId=train&startTime=2026-11-19T00:00:00Z"),
			lines(
				"2026-11-19T00:00:00Z|train|~|~|1.5|~|~|1.25|0|0.25",
				"2026-11-20T00:00:00Z|train|~|~|0.1|~|~|0.1|0|0",
			),
			"v2 day podId 2026-11-19T00:00:00Z 2026-11-21T00:00:00Z",
		},
		"v2, grouped by GPU type": {
			V2, with(november, func(q *PodBillingQuery) { q.Grouping = ByGPUType }),
			lines("/v2/billing/pods?bucketSize=month&lastN=1", "/v2/pods"),
			lines(
				"2026-11-01T00:00:00Z|~|NVIDIA A40|~|0.94|~|~|0.94|0|0",
				"2026-11-01T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|1.6|~|~|1.35|0|0.25",
				"2026-11-01T00:00:00Z|~|~|~|0.155|~|~|0.125|0.03|0",
			),
			"v2 month gpuTypeId 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z, gone: 1 pods, 1 records, 0.125 USD",
		},
		"v2, filtered by GPU type": {
			V2, with(november, func(q *PodBillingQuery) { q.GPUTypeID = "NVIDIA A40" }),
			lines("/v2/billing/pods?bucketSize=month&lastN=1", "/v2/pods"),
			lines(
				"2026-11-01T00:00:00Z|note2|~|~|0.5|~|~|0.5|0|0",
				"2026-11-01T00:00:00Z|note|~|~|0.44|~|~|0.44|0|0",
			),
			"v2 month podId 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z, gone: 1 pods, 1 records, 0.125 USD",
		},
		"v2, filtered and grouped by GPU type": {
			V2, with(november, func(q *PodBillingQuery) { q.GPUTypeID, q.Grouping = "NVIDIA A40", ByGPUType }),
			lines("/v2/billing/pods?bucketSize=month&lastN=1", "/v2/pods"),
			lines("2026-11-01T00:00:00Z|~|NVIDIA A40|~|0.94|~|~|0.94|0|0"),
			"v2 month gpuTypeId 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z, gone: 1 pods, 1 records, 0.125 USD",
		},
		"auto asks v1 first": {
			Auto, with(november, func(q *PodBillingQuery) { q.PodID, q.Grouping = "proxy", ByPod }),
			lines("/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&grouping=podId&podId=proxy&startTime=2026-11-01T00:00:00Z"),
			lines("2026-11-01T00:00:00Z|proxy|~|~|0.03|60000|~|~|~|~"),
			"v1 month podId 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newFake()
			records, billing, err := ask(t.Context(), newTestClient(t, server, pinned(test.version)), test.query)
			if err != nil {
				t.Fatal(err)
			}
			if got := sent(server); got != test.sent {
				t.Errorf("sent\n%swant\n%s", got, test.sent)
			}
			if got := sorted(records); got != sorted(test.records) {
				t.Errorf("records\n%swant\n%s", got, test.records)
			}
			if got := summary(billing); got != test.billing {
				t.Errorf("got  %s\nwant %s", got, test.billing)
			}
		})
	}
}

func summary(b PodBilling) string {
	text := strings.Join([]string{string(b.Version), string(b.BucketSize), string(b.Grouping), formatTime(b.Start), formatTime(b.End)}, " ")
	for name, share := range map[string]*Share{"gone": &b.GonePods, "other": &b.OtherPods} {
		if share.Records > 0 {
			text += fmt.Sprintf(", %s: %d pods, %d records, %s USD", name, len(share.Pods), share.Records, share.Amount.Total())
		}
	}
	return text
}

// TestRecordsOfOtherPods: a filter that the server ignores is applied here.
func TestRecordsOfOtherPods(t *testing.T) {
	t.Parallel()
	server := newFake()
	server.Script(fakeapi.Fault{Body: `[{"amount":1,"podId":"a","time":"2026-11-01 00:00:00"},{"amount":2,"podId":"b","time":"2026-11-01 00:00:00"},{"amount":3,"podId":"b","time":"2026-11-02 00:00:00"}]`})
	records, billing, err := ask(t.Context(), newTestClient(t, server, pinned(V1)), PodBillingQuery{PodID: "a", Grouping: ByPod})
	if err != nil {
		t.Fatal(err)
	}
	if want := lines("2026-11-01T00:00:00Z|a|~|~|1|~|~|~|~|~"); records != want {
		t.Errorf("got %s, want %s", records, want)
	}
	if got, want := summary(billing), "v1 day podId  , other: 1 pods, 2 records, 5 USD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
