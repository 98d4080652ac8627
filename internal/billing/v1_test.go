package billing

import (
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestPodsOnV1 sends every kind of query to the stand-in.
func TestPodsOnV1(t *testing.T) {
	t.Parallel()
	november := calendar.Window{BucketSize: calendar.Month, LastN: 1, IncludeCurrent: true}
	for _, test := range []asked{
		{
			name: "only a bucket size", query: Query{Window: calendar.Window{BucketSize: calendar.Day}},
			sent: "/v1/billing/pods?bucketSize=day", window: " to ", total: "9.695",
			group: "NVIDIA A40=1.065 NVIDIA H100 80GB HBM3=8.6 unattributed=0.03",
			time:  "2026-10-31=7 2026-11-19=2.565 2026-11-20=0.13", timeBilled: "11820000",
			records: lines(
				"2026-10-31T00:00:00Z|7|~|NVIDIA H100 80GB HBM3|~|~|~|~|3600000|100",
				"2026-11-19T00:00:00Z|1.065|~|NVIDIA A40|~|~|~|~|4500000|~",
				"2026-11-19T00:00:00Z|1.5|~|NVIDIA H100 80GB HBM3|~|~|~|~|3600000|100",
				"2026-11-20T00:00:00Z|0.03|~|~|~|~|~|~|60000|~",
				"2026-11-20T00:00:00Z|0.1|~|NVIDIA H100 80GB HBM3|~|~|~|~|60000|100",
			),
		},
		{
			name: "all arguments", query: Query{
				Window: calendar.Window{BucketSize: calendar.Hour, Start: at("2026-11-19 10:00"), End: at("2026-11-19 13:00")},
				ID:     "note", GPUTypeID: "NVIDIA A40", Grouping: ByPod,
			},
			sent: "/v1/billing/pods?bucketSize=hour&endTime=2026-11-19T13:00:00Z&gpuTypeId=NVIDIA A40&grouping=podId&podId=note" +
				"&startTime=2026-11-19T10:00:00Z",
			window: "2026-11-19T10:00:00Z to 2026-11-19T13:00:00Z", total: "0.44", group: "note=0.44", timeBilled: "1800000",
			time:    "2026-11-19T10:00:00Z=0 2026-11-19T11:00:00Z=0.44 2026-11-19T12:00:00Z=0",
			records: "2026-11-19T11:00:00Z|0.44|note|~|~|~|~|~|1800000|~",
		},
		{
			name: "the current month", query: Query{Window: november},
			sent:   "/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&startTime=2026-11-01T00:00:00Z",
			window: "2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z", total: "2.695", timeBilled: "8220000",
			group: "NVIDIA A40=1.065 NVIDIA H100 80GB HBM3=1.6 unattributed=0.03", time: "2026-11-01=2.695",
			records: lines(
				"2026-11-01T00:00:00Z|0.03|~|~|~|~|~|~|60000|~",
				"2026-11-01T00:00:00Z|1.065|~|NVIDIA A40|~|~|~|~|4500000|~",
				"2026-11-01T00:00:00Z|1.6|~|NVIDIA H100 80GB HBM3|~|~|~|~|3660000|100",
			),
		},
		{name: "one pod is grouped by pod, so that the filter can be checked", query: Query{Window: november, ID: "note"},
			sent:   "/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&grouping=podId&podId=note&startTime=2026-11-01T00:00:00Z",
			window: "2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z", total: "0.44", timeBilled: "1800000",
			group: "note=0.44", time: "2026-11-01=0.44", records: "2026-11-01T00:00:00Z|0.44|note|~|~|~|~|~|1800000|~"},
		{
			name: "an end inside a bucket", query: Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19"),
				End: at("2026-11-19 12:00")},
				Grouping: ByPod},
			sent:   "/v1/billing/pods?bucketSize=day&endTime=2026-11-19T12:00:00Z&grouping=podId&startTime=2026-11-19T00:00:00Z",
			window: "2026-11-19T00:00:00Z to 2026-11-19T12:00:00Z", total: "1.94", timeBilled: "5400000",
			group: "note=0.44 train=1.5", time: "2026-11-19=1.94",
			records: lines("2026-11-19T00:00:00Z|0.44|note|~|~|~|~|~|1800000|~", "2026-11-19T00:00:00Z|1.5|train|~|~|~|~|~|3600000|100"),
		},
		{
			name: "only a start", query: Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-18 12:00")}, Grouping: ByPod,
				ID: "train"},
			sent:   "/v1/billing/pods?bucketSize=day&grouping=podId&podId=train&startTime=2026-11-18T12:00:00Z",
			window: "2026-11-18T12:00:00Z to ", total: "1.6", timeBilled: "3660000",
			group: "train=1.6", time: "2026-11-18=0 2026-11-19=1.5 2026-11-20=0.1",
			records: lines("2026-11-19T00:00:00Z|1.5|train|~|~|~|~|~|3600000|100", "2026-11-20T00:00:00Z|0.1|train|~|~|~|~|~|60000|100"),
		},
		{name: "no charges", query: Query{Window: lastDays(2), ID: "nobody"},
			sent:   "/v1/billing/pods?bucketSize=day&endTime=2026-11-21T00:00:00Z&grouping=podId&podId=nobody&startTime=2026-11-19T00:00:00Z",
			window: "2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z", total: "0", time: "2026-11-19=0 2026-11-20=0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.query.Kind = Pods()
			test.test(t, runpod.V1, newServer())
		})
	}
}

// TestRecordsOfV1 reads records in every format that v1 uses.
func TestRecordsOfV1(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		grouping   Grouping
		body, want string
	}{
		{
			"grouped by pod, as observed", ByPod,
			`[{"amount": 1.4341899856226519, "timeBilledMs": 5707585, "diskSpaceBilledGB": 600, "podId": "x1y2z3", "time": "2025-12-13 00:00:00"}]`,
			"2025-12-13T00:00:00Z|1.4341899856226519|x1y2z3|~|~|~|~|~|5707585|600",
		},
		{
			"grouped by GPU type, as observed", ByGPUType,
			`[{"amount": 160.50760896736756, "gpuTypeId": "NVIDIA H100 80GB HBM3", "timeBilledMs": 49104940, "time": "2026-04-24 00:00:00"}]`,
			"2026-04-24T00:00:00Z|160.50760896736756|~|NVIDIA H100 80GB HBM3|~|~|~|~|49104940|~",
		},
		{
			"as documented", ByPod,
			`[{"amount":100.5,"diskSpaceBilledGb":50,"endpointId":"e1","gpuTypeId":"","podId":"","time":"2023-01-01T00:00:00Z",` +
				`"timeBilledMs":3600000}]`,
			"2023-01-01T00:00:00Z|100.5|~|~|e1|~|~|~|3600000|50",
		},
		{
			"quoted numbers, integers with a fraction, an exponent", ByPod,
			`[{"amount":"0.1","timeBilledMs":"3600000","diskSpaceBilledGB":600.0,"time":"2026-01-01T02:00:00+02:00"},` +
				`{"amount":1.5E-7,"time":"2026-01-01T00:00:00.5"}]`,
			lines("2026-01-01T00:00:00Z|0.1|~|~|~|~|~|~|3600000|600", "2026-01-01T00:00:00.5Z|0.00000015|~|~|~|~|~|~|~|~"),
		},
		{
			"nulls, unknown members, escapes", ByPod,
			`[{"\u0061mount":-0.25,"podId":null,"gpuTypeId":null,"timeBilledMs":null,"diskSpaceBilledGB":null,"extra":{"deep":[1,{"amount":9}]},` +
				`"time":"2026-01-01 00:00:00","endpointId":"\u0065"}]`,
			"2026-01-01T00:00:00Z|-0.25|~|~|e|~|~|~|~|~",
		},
		{"no records", ByPod, " [ ]\n", ""},
		{
			"records are sorted", ByPod,
			`[{"amount":2,"podId":"b","time":"2026-01-02 00:00:00"},{"amount":3,"podId":"b","time":"2026-01-01 00:00:00"},` +
				`{"amount":4,"podId":"a","time":"2026-01-01 00:00:00"},{"amount":1,"podId":"a","time":"2026-01-01 00:00:00"}]`,
			lines("2026-01-01T00:00:00Z|1|a|~|~|~|~|~|~|~", "2026-01-01T00:00:00Z|4|a|~|~|~|~|~|~|~",
				"2026-01-01T00:00:00Z|3|b|~|~|~|~|~|~|~", "2026-01-02T00:00:00Z|2|b|~|~|~|~|~|~|~"),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			q := Query{Kind: Pods(), Window: calendar.Window{BucketSize: calendar.Day}, Grouping: test.grouping, KeepRecords: true}
			charges, err := newReader(t, runpod.V1, answering(test.body)).Charges(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(charges.Records); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestBucketsOfV1 reads buckets with different alignments, because v1's alignment is
// not documented.
func TestBucketsOfV1(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		window calendar.Window
		now    time.Time
		body   string
		want   string
	}{
		{name: "weeks from Monday", window: calendar.Window{BucketSize: calendar.Week, LastN: 3, IncludeCurrent: true}, now: testNow,
			body: `[{"amount":1,"time":"2026-11-09 00:00:00"}]`, want: "2026-11-02=0 2026-11-09=1 2026-11-16=0"},
		{
			name: "weeks from Sunday", window: calendar.Window{BucketSize: calendar.Week, Start: at("2026-11-02"), End: at("2026-11-23")},
			now:  testNow,
			body: `[{"amount":1,"time":"2026-11-08 00:00:00"}]`, want: "2026-11-01=0 2026-11-08=1 2026-11-15=0",
		},
		{
			name: "weeks from Sunday, the current one just begun", window: calendar.Window{BucketSize: calendar.Week, Start: at("2026-11-03")},
			now:  at("2026-11-22"),
			body: `[{"amount":1,"time":"2026-11-08 00:00:00"}]`, want: "2026-11-01=0 2026-11-08=1 2026-11-15=0 2026-11-22=0",
		},
		{
			name: "weeks from Saturday, the first one cut off", window: calendar.Window{BucketSize: calendar.Week, Start: at("2026-11-04"),
				End: at("2026-11-18")},
			now:  testNow,
			body: `[{"amount":2,"time":"2026-11-04 00:00:00"},{"amount":1,"time":"2026-11-07 00:00:00"},{"amount":1,"time":"2026-11-14 00:00:00"}]`,
			want: "2026-10-31=0 2026-11-04=2 2026-11-07=1 2026-11-14=1",
		},
		{name: "a bucket that begins now", window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19")}, now: at("2026-11-20"),
			body: `[]`, want: "2026-11-19=0 2026-11-20=0"},
		{
			name: "a record of 0 in a future bucket", window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-20"),
				End: at("2026-11-22")},
			now:  testNow,
			body: `[{"amount":0,"time":"2026-11-21 00:00:00"}]`, want: "2026-11-20=0",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dated := answeringAt(test.now, test.body)
			charges, err := newReader(t, runpod.V1, dated).Charges(t.Context(), Query{Kind: Pods(), Window: test.window})
			if err != nil {
				t.Fatal(err)
			}
			if got := amounts(charges.ByTime); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
