package billing

import (
	"errors"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestRefusedAnswersOfV1 requests two days by pod, unless a row says otherwise.
func TestRefusedAnswersOfV1(t *testing.T) {
	t.Parallel()
	// second returns an answer whose second record has the members.
	second := func(members string) string {
		return `[{"amount":1,"podId":"a","time":"2026-11-20 00:00:00"},{` + members + `}]`
	}
	const timed = `,"time":"2026-11-20 00:00:00"`
	days := calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19"), End: at("2026-11-21")}
	byType := Query{Window: days, Grouping: ByGPUType}
	for _, test := range []struct {
		name, body string
		query      Query
		want       string
	}{
		{"an empty body", "", Query{}, "the body is empty"},
		{"a second value", `[] []`, Query{}, "there is data after the end of the JSON document"},
		{"v2's envelope", `{"records":[],"metadata":{}}`, Query{}, "got an object, want an array"},
		{"no amount", second(`"time":"2026-11-20 00:00:00"`), Query{}, `record 2: "amount" is missing`},
		{"bad time billed", second(`"amount":1,"timeBilledMs":[]` + timed), Query{},
			"record 2: timeBilledMs: got an array, want a number"},
		{"no time", second(`"amount":1`), Query{}, `record 2: "time" is missing`},

		{"a pod id that is not ASCII", second(`"amount":1,"podId":"pod\u00e9"` + timed), Query{},
			`record 2: the id "podé" contains a character that is not printable ASCII`},
		{"a pod named like a group", second(`"amount":1,"podId":"unattributed"` + timed), Query{},
			`record 2: the id "unattributed" clashes with the name of a group`},
		{"a GPU type named like a group", `[{"amount":1,"gpuTypeId":"cpu","time":"2026-11-20 00:00:00"}]`, byType,
			`record 1: the id "cpu" clashes with the name of a group`},

		{"grouped by GPU type", `[{"amount":1,"gpuTypeId":"NVIDIA A40","time":"2026-11-20 00:00:00"}]`, Query{},
			"record 1: it is grouped by GPU type, but grouping podId was requested"},
		{"grouped by pod", second(`"amount":1,"podId":"b"` + timed), byType,
			"record 1: it is grouped by pod, but grouping gpuTypeId was requested"},
		{"grouped by pod, without a grouping in the query", second(`"amount":1` + timed),
			Query{Window: calendar.Window{BucketSize: calendar.Day}},
			"record 1: it is grouped by pod, but grouping gpuTypeId was requested"},
		{"another pod", second(`"amount":1,"podId":"b"` + timed), Query{ID: "a", Window: days},
			`record 2: it is for the pod "b", but "a" was requested`},
		{"a record without a pod", second(`"amount":1` + timed), Query{ID: "a", Window: days},
			`record 2: it is for the pod "", but "a" was requested`},
		{"the whole account instead of one pod",
			`[{"amount":1,"gpuTypeId":"NVIDIA A40","time":"2026-11-20 00:00:00"},{"amount":1,"gpuTypeId":"NVIDIA ` +
				`B200","time":"2026-11-20 00:00:00"}]`,
			Query{ID: "a", Window: days, Grouping: ByGPUType}, "it has 2 GPU types for one pod, so the API did not honor podId"},
		{"another GPU type", `[{"amount":1,"gpuTypeId":"NVIDIA A4000","time":"2026-11-20 00:00:00"}]`,
			Query{GPUTypeID: "NVIDIA A40", Window: days},
			`record 1: it is for the GPU type "NVIDIA A4000", but "NVIDIA A40" was requested`},
		{"a record without a GPU type", `[{"amount":1,"time":"2026-11-20 00:00:00"}]`, Query{GPUTypeID: "NVIDIA A40", Window: days},
			`record 1: it is for the GPU type "", but "NVIDIA A40" was requested`},
		{"another GPU type, grouped by pod", second(`"amount":1,"podId":"b","gpuTypeId":"NVIDIA B200"` + timed),
			Query{GPUTypeID: "NVIDIA A40", Grouping: ByPod, Window: days},
			`record 2: it is for the GPU type "NVIDIA B200", but "NVIDIA A40" was requested`},

		{"another month", second(`"amount":1,"podId":"b","time":"2025-01-01 00:00:00"`), Query{},
			"record 2: its time 2025-01-01T00:00:00Z is outside 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"a bucket before the window", second(`"amount":1,"podId":"b","time":"2026-11-18 00:00:00"`), Query{},
			"record 2: its time 2026-11-18T00:00:00Z is outside 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"a bucket at the end of the window", second(`"amount":1,"podId":"b","time":"2026-11-21 00:00:00"`), Query{},
			"record 2: its time 2026-11-21T00:00:00Z is outside 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"before the start, without an end", second(`"amount":1,"podId":"b","time":"2026-11-18 00:00:00"`),
			Query{Grouping: ByPod, Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19")}},
			"record 2: its time 2026-11-18T00:00:00Z is outside a window from 2026-11-19T00:00:00Z"},
		{"after the end, without a start", second(`"amount":1,"podId":"b","time":"2026-11-18 00:00:00"`),
			Query{Grouping: ByPod, Window: calendar.Window{BucketSize: calendar.Day, End: at("2026-11-20")}},
			"record 1: its time 2026-11-20T00:00:00Z is outside a window until 2026-11-20T00:00:00Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.query.Window.BucketSize == "" {
				test.query.Window, test.query.Grouping = days, ByPod
			}
			test.query.Kind = Pods()
			server := newServer()
			server.Script(fakeapi.Fault{Edit: func(string) string { return test.body }})
			_, err := newReader(t, runpod.V1, server).Charges(t.Context(), test.query)
			if reason(err) != test.want {
				t.Errorf("got  %v\nwant %s", reason(err), test.want)
			}
		})
	}
}

// rightV2 is a correct answer for two days of network volumes.
const rightV2 = `{"records":[` +
	`{"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-20T00:00:00Z","networkVolumeId":"data","totalAmount":10,"standardAmount":10,` +
	`"highPerformanceAmount":0},` +
	`{"startTime":"2026-11-20T00:00:00Z","endTime":"2026-11-21T00:00:00Z","networkVolumeId":"fast","totalAmount":4,"standardAmount":0,` +
	`"highPerformanceAmount":4}],` +
	`"metadata":{"query":{"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-21T00:00:00Z","bucketSize":"day","networkVolumeId":null},` +
	`"recordCount":2,` +
	`"totals":{"totalAmount":14,"standardAmount":10,"highPerformanceAmount":4},"uniqueNetworkVolumeCount":2}}`

// recordsOf returns the list of records in an answer of v2.
func recordsOf(answer string) string {
	return answer[strings.Index(answer, "[") : strings.Index(answer, "]")+1]
}

// TestRefusedAnswersOfV2 replaces a part of rightV2. The request is for the last
// two days, unless a row says otherwise.
func TestRefusedAnswersOfV2(t *testing.T) {
	t.Parallel()
	const (
		firstEnd = `"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-20T00:00:00Z"`
		more     = "it has more pages, which this version of the provider cannot read"
	)
	two := calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19"), End: at("2026-11-21")}
	for _, test := range []struct {
		name, old, new string
		query          Query
		want           string
	}{
		{"v1's array", rightV2, `[]`, Query{}, "got an array, want an object"},
		{"an empty body", rightV2, "", Query{}, "the body is empty"},
		{"records that are an object", recordsOf(rightV2), `{}`, Query{}, "records: got an object, want an array"},
		{"no records", `"records"`, `"rows"`, Query{}, `"records" is missing`},
		{"no metadata", `"metadata"`, `"meta"`, Query{}, `"metadata" is missing`},
		{"no start of the window", `"query":{"startTime"`, `"query":{"start"`, Query{}, `"metadata.query.startTime" is missing`},
		{"no end of the window", `"endTime":"2026-11-21T00:00:00Z","bucketSize"`, `"end":"2026-11-21T00:00:00Z","bucketSize"`, Query{},
			`"metadata.query.endTime" is missing`},
		{"no bucket size", `"bucketSize":"day",`, ``, Query{}, `"metadata.query.bucketSize" is missing`},
		{"an unreadable window", `"query":{"startTime":"2026-11-19T00:00:00Z"`, `"query":{"startTime":"soon"`, Query{},
			`metadata: query: startTime: "soon" is not a valid time`},
		{"no count", `"recordCount":2,`, ``, Query{}, `"metadata.recordCount" is missing`},
		{"no total", `"totals":{"totalAmount":14,`, `"totals":{`, Query{}, `"metadata.totals.totalAmount" is missing`},
		{"trailing garbage", rightV2, rightV2 + "x", Query{},
			"there is data after the end of the JSON document: invalid JSON: invalid character 'x' at start of value at byte 579"},
		{"truncated", rightV2, rightV2[:450], Query{}, "metadata: query: the JSON document ends unexpectedly"},

		{"a record without an amount", `"totalAmount":10,`, ``, Query{}, `records: record 1: "totalAmount" is missing`},
		{"an unreadable amount", `"totalAmount":10,`, `"totalAmount":"ten",`, Query{},
			`records: record 1: totalAmount: "ten" is not a number`},
		{"a record without a start", `[{"startTime"`, `[{"time"`, Query{}, `records: record 1: "startTime" is missing`},
		{"a record without an end", firstEnd, `"startTime":"2026-11-19T00:00:00Z"`, Query{},
			`records: record 1: "endTime" is missing`},
		{"a record without an id", `"networkVolumeId":"data",`, ``, Query{}, `records: record 1: "networkVolumeId" is missing`},

		{"fewer records than counted", `"recordCount":2`, `"recordCount":3`, Query{},
			"it has 2 records, but its metadata counts 3"},
		{"more records than counted", `"recordCount":2`, `"recordCount":1`, Query{},
			"it has 2 records, but its metadata counts 1"},
		{"a count with a fraction", `"recordCount":2`, `"recordCount":2.5`, Query{},
			"it has 2 records, but its metadata counts 2.5"},
		{"null records, although some are counted", recordsOf(rightV2), "null", Query{},
			"it has 0 records, but its metadata counts 2"},
		{"a higher total", `"totals":{"totalAmount":14`, `"totals":{"totalAmount":14.02`, Query{},
			"the totalAmount of its records adds up to 14.00 USD, but its metadata says 14.02 USD"},
		{"a lower total", `"totals":{"totalAmount":14`, `"totals":{"totalAmount":13.98`, Query{},
			"the totalAmount of its records adds up to 14.00 USD, but its metadata says 13.98 USD"},
		{"a higher total for a part", `14,"standardAmount":10`, `14,"standardAmount":900`, Query{},
			"the standardAmount of its records adds up to 10.00 USD, but its metadata says 900.00 USD"},
		{"more ids counted than there are", `VolumeCount":2`, `VolumeCount":3`, Query{},
			"its records have 2 different ids, but its metadata counts 3"},
		{"fewer ids counted than there are", `VolumeCount":2`, `VolumeCount":1`, Query{},
			"its records have 2 different ids, but its metadata counts 1"},

		{"a record from May", firstEnd, `"startTime":"2026-05-19T00:00:00Z","endTime":"2026-05-20T00:00:00Z"`, Query{},
			"records: record 1: its startTime 2026-05-19T00:00:00Z is outside the window 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"a record at the window's end", firstEnd, `"startTime":"2026-11-21T00:00:00Z","endTime":"2026-11-22T00:00:00Z"`, Query{},
			"records: record 1: its startTime 2026-11-21T00:00:00Z is outside the window 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"a record inside a bucket", firstEnd, `"startTime":"2026-11-19T01:00:00Z","endTime":"2026-11-20T00:00:00Z"`, Query{},
			"records: record 1: its startTime 2026-11-19T01:00:00Z is not the start of a bucket of the window 2026-11-19T00:00:00Z to " +
				"2026-11-21T00:00:00Z"},
		{"a record with the end of another bucket", firstEnd, `"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-21T00:00:00Z"`, Query{},
			"records: record 1: its endTime 2026-11-21T00:00:00Z is not the end of its bucket, 2026-11-20T00:00:00Z"},
		{"a record that ends outside the window", `"endTime":"2026-11-21T00:00:00Z","bucketSize"`,
			`"endTime":"2026-11-20T20:00:00Z","bucketSize"`,
			Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19"), End: at("2026-11-20 20:00")}},
			"records: record 2: its endTime 2026-11-21T00:00:00Z is outside the window 2026-11-19T00:00:00Z to 2026-11-20T20:00:00Z"},
		{"an id other than the filter's", "", "", Query{ID: "data"},
			`records: record 2: it is for "fast", but "data" was requested`},
		{"an id that is not ASCII", `"data"`, `"d\u00e1ta"`, Query{},
			`records: record 1: the id "dáta" contains a character that is not printable ASCII`},
		{"a long id", `"data"`, `"` + strings.Repeat("d", 257) + `"`, Query{},
			"records: record 1: an id has 257 characters; the maximum is 256"},
		{"an id named like a group", `"data"`, `"unattributed"`, Query{},
			`records: record 1: the id "unattributed" clashes with the name of a group`},

		{"more buckets than can be requested", rightV2, volumesV2("hour", "1990-01-01T00:00:00Z", "2026-11-21T00:00:00Z"),
			Query{Window: calendar.Window{BucketSize: calendar.Hour}},
			"its window 1990-01-01T00:00:00Z to 2026-11-21T00:00:00Z has more than 100000 buckets"},
		{"another bucket size", `"bucketSize":"day"`, `"bucketSize":"week"`, Query{},
			"it has buckets of one week, but one day was requested"},
		{"the echo of a filter that was not requested", `"networkVolumeId":null`, `"networkVolumeId":"data"`, Query{},
			`it is filtered by the networkVolumeId "data", which was not requested`},
		{"the echo of another filter", `"networkVolumeId":null`, `"networkVolumeId":"fast"`, Query{ID: "data"},
			`it is filtered by the networkVolumeId "fast", which was not requested`},
		{"an empty window", `"query":{"startTime":"2026-11-19`, `"query":{"startTime":"2026-11-21`, Query{},
			"its window 2026-11-21T00:00:00Z to 2026-11-21T00:00:00Z is empty"},

		{"nine days instead of two", `"query":{"startTime":"2026-11-19`, `"query":{"startTime":"2026-11-12`, Query{},
			"it covers 2026-11-12T00:00:00Z to 2026-11-21T00:00:00Z, which is not 2 days"},
		{"stale: two days that ended yesterday", `"query":{"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-21`,
			`"query":{"startTime":"2026-11-18T00:00:00Z","endTime":"2026-11-20`, Query{},
			"it covers 2026-11-18T00:00:00Z to 2026-11-20T00:00:00Z, which does not end with the current day (the API answered at " +
				"2026-11-20T15:00:00Z)"},
		{"a window that starts too late", `"query":{"startTime":"2026-11-19`, `"query":{"startTime":"2026-11-20`, Query{Window: two},
			"it covers 2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z, which leaves out part of 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"a window that ends too early", `"2026-11-21T00:00:00Z","bucketSize"`, `"2026-11-20T23:00:00Z","bucketSize"`, Query{Window: two},
			"it covers 2026-11-19T00:00:00Z to 2026-11-20T23:00:00Z, which leaves out part of 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"only a start, and an answer that ends too early", `"2026-11-21T00:00:00Z","bucketSize"`, `"2026-11-20T00:00:00Z","bucketSize"`,
			Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19")}},
			"it covers 2026-11-19T00:00:00Z to 2026-11-20T00:00:00Z, which leaves out part of 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"only an end, and an answer that starts too late", "", "", Query{Window: calendar.Window{BucketSize: calendar.Day,
			End: at("2026-11-21")}},
			"it covers 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z, which leaves out part of 2026-10-21T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"a window that starts a bucket too early", `"query":{"startTime":"2026-11-19`, `"query":{"startTime":"2026-11-18`, Query{Window: two},
			"it covers 2026-11-18T00:00:00Z to 2026-11-21T00:00:00Z, which extends beyond 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z by a day " +
				"or more"},
		{"a window that ends a bucket too late", `"2026-11-21T00:00:00Z","bucketSize"`, `"2026-11-22T00:00:00Z","bucketSize"`, Query{Window: two},
			"it covers 2026-11-19T00:00:00Z to 2026-11-22T00:00:00Z, which extends beyond 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z by a day " +
				"or more"},
		{"no window, and an answer for two days", "", "", Query{Window: calendar.Window{BucketSize: calendar.Day}},
			"it covers 2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z, which leaves out part of the last 30 days (the API answered at " +
				"2026-11-20T15:00:00Z)"},
		{"no window, and an answer without the current day", `"query":{"startTime":"2026-11-19T00:00:00Z","endTime":"2026-11-21`,
			`"query":{"startTime":"2026-10-01T00:00:00Z","endTime":"2026-11-20`, Query{Window: calendar.Window{BucketSize: calendar.Day}},
			"it covers 2026-10-01T00:00:00Z to 2026-11-20T00:00:00Z, which leaves out part of the last 30 days (the API answered at " +
				"2026-11-20T15:00:00Z)"},

		{"days that begin at another hour, for a budget", rightV2,
			volumesV2("day", "2026-11-18T22:00:00Z", "2026-11-20T22:00:00Z"), Query{Window: lastDays(2), UTCDays: true},
			"its days begin at 22:00 UTC, not at 00:00 UTC"},

		{"a further page", `"metadata"`, `"pagination":{"hasNextPage":true,"nextCursor":null},"metadata"`, Query{}, more},
		{"a cursor without hasNextPage", `"metadata"`, `"pagination":{"nextCursor":"x"},"metadata"`, Query{}, more},
		{"a cursor although hasNextPage is false", `"metadata"`,
			`"pagination":{"hasNextPage":false,"nextCursor":"x"},"metadata"`, Query{}, more},
		{"two records for one id in a bucket", `"startTime":"2026-11-20T00:00:00Z","endTime":"2026-11-21T00:00:00Z","networkVolumeId":"fast"`,
			firstEnd + `,"networkVolumeId":"data"`, Query{},
			`records: record 2: it is the second one of "data" for the bucket that starts at 2026-11-19T00:00:00Z`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(rightV2, test.old, test.new, 1)
			if body == rightV2 && test.old != "" {
				t.Fatalf("%s is not in the answer", test.old)
			}
			if test.query.Window.BucketSize == "" {
				test.query.Window = lastDays(2)
			}
			test.query.Kind = NetworkVolumes()
			server := newServer()
			server.Script(fakeapi.Fault{Edit: func(string) string { return body }})
			_, err := newReader(t, runpod.V2, server).Charges(t.Context(), test.query)
			if reason(err) != test.want {
				t.Errorf("got  %v\nwant %s", reason(err), test.want)
			}
			if err != nil && !errors.As(err, new(*runpod.Error)) {
				t.Errorf("got a %T", err)
			}
		})
	}
	t.Run("unchanged", func(t *testing.T) {
		t.Parallel()
		charges, err := newReader(t, runpod.V2, answering(rightV2)).Charges(t.Context(), Query{Kind: NetworkVolumes(), Window: lastDays(2)})
		if err != nil || charges.Total.String() != "14" {
			t.Errorf("got %v", err)
		}
	})
}

// TestBlankGPUType checks that a blank GPU type is not sent: v1 would ignore the
// filter.
func TestBlankGPUType(t *testing.T) {
	t.Parallel()
	for _, version := range []runpod.Version{runpod.V1, runpod.V2} {
		server := newServer()
		_, err := newReader(t, version, server).Charges(t.Context(), Query{Kind: Pods(), Window: lastDays(1), GPUTypeID: " \t"})
		if want := "Neither a pod of this account nor Runpod's catalog has the GPU type \" " +
			"\\t\"."; err == nil || err.Error() != want || sent(server) != "" {
			t.Errorf("got %v after %s, want %s", err, sent(server), want)
		}
	}
}

// TestFailuresArePassedOn checks that a failed request is an error, not an empty
// answer.
func TestFailuresArePassedOn(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v2/billing", "/v2/pods", "/v2/catalog"} {
		server := newServer()
		server.Deny(path)
		_, err := newReader(t, runpod.V2, server).Charges(t.Context(), Query{Kind: Pods(), Window: lastDays(1), GPUTypeID: "H100"})
		var failure *runpod.Error
		if !errors.As(err, &failure) || failure.Status != 403 {
			t.Errorf("%s: got %v", path, err)
		}
	}
}
