package billing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// asked is a query and everything that is expected of it.
type asked struct {
	name    string
	query   Query
	sent    string // the requests, one per line
	window  string // of the answer
	snapped bool
	total   string
	group   string // amounts by group
	part    string // amounts by part
	time    string // amounts by time
	records string

	unattributed string // "": not valid
	timeBilled   string // "": not valid
}

func (a asked) test(t *testing.T, version runpod.Version, server *fakeapi.Server) {
	t.Helper()
	a.query.KeepRecords = true
	charges, err := newReader(t, version, server).Charges(t.Context(), a.query)
	if err != nil {
		t.Fatal(err)
	}
	unattributed, timeBilled := "", ""
	if charges.Unattributed.Valid {
		unattributed = charges.Unattributed.Decimal.String()
	}
	if charges.TimeBilledMS.Valid {
		timeBilled = charges.TimeBilledMS.Decimal.String()
	}
	for _, compared := range []struct{ what, got, want string }{
		{"sent", sent(server), a.sent},
		{"window", calendar.Format(charges.Start) + " to " + calendar.Format(charges.End), a.window},
		{"snapped", fmt.Sprint(charges.Snapped), fmt.Sprint(a.snapped)},
		{"version", string(charges.Version), string(version)},
		{"total", charges.Total.String(), a.total},
		{"by group", amounts(charges.ByGroup), a.group},
		{"by part", amounts(charges.ByPart), a.part},
		{"by time", amounts(charges.ByTime), a.time},
		{"records", show(charges.Records), a.records},
		{"unattributed", unattributed, a.unattributed},
		{"time billed", timeBilled, a.timeBilled},
	} {
		if compared.got != compared.want {
			t.Errorf("%s:\n%s\nwant\n%s", compared.what, compared.got, compared.want)
		}
	}
	if (charges.ByPart == nil) != (version == runpod.V1 || len(a.query.Kind.Parts) == 0) {
		t.Errorf("by part: %v", charges.ByPart)
	}
	if want := strings.Count(a.records, "\n") + min(len(a.records), 1); charges.Count != want || charges.Records == nil {
		t.Errorf("%d records are counted, want %d", charges.Count, want)
	}

	a.query.KeepRecords = false
	bare, err := newReader(t, version, server).Charges(t.Context(), a.query)
	if err != nil || bare.Records != nil || bare.Count != charges.Count || !bare.Total.Equal(charges.Total) {
		t.Errorf("without records: got %+v, %v", bare, err)
	}
}

func lastDays(n int) calendar.Window {
	return calendar.Window{BucketSize: calendar.Day, LastN: n, IncludeCurrent: true}
}

func lines(text ...string) string { return strings.Join(text, "\n") }

const threeDays = "2026-11-18T00:00:00Z to 2026-11-21T00:00:00Z"

// TestKindsOnV2 reads each kind of charge.
func TestKindsOnV2(t *testing.T) {
	t.Parallel()
	tests := []asked{
		{
			name: "account", query: Query{Kind: Account(), Window: lastDays(3)},
			sent: "/v2/billing?bucketSize=day&lastN=3", window: threeDays, total: "25.8199999999999995",
			group: "clusters=11 network_volumes=7 pods=2.695 public_endpoints=1.25 serverless=3.875",
			part: "cluster_disk=2 cluster_gpu=8 cluster_networking=1 pod_cpu=0.03 pod_disk=0.25 pod_gpu=2.415 public_endpoint=1.25 " +
				"serverless_cpu=1.5 serverless_disk=0.25 serverless_fee=0.125 serverless_gpu=2 storage_high_performance=4 storage_standard=3",
			time: "2026-11-18=13.875 2026-11-19=6.8149999999999995 2026-11-20=5.13",
			records: lines(
				"2026-11-18T00:00:00Z|13.875|0|0|0|2|0.5|0.25|0.125|0|0|0|8|2|1",
				"2026-11-19T00:00:00Z|6.8149999999999995|2.315|0|0.25|0|0|0|0|3|0|1.25|0|0|0",
				"2026-11-20T00:00:00Z|5.13|0.1|0.03|0|0|1|0|0|0|4|0|0|0|0",
			),
		},
		{
			name: "pods", query: Query{Kind: Pods(), Window: lastDays(3)},
			sent: "/v2/billing/pods?bucketSize=day&lastN=3", window: threeDays, total: "2.695",
			group: "note2=0.5 note=0.44 old=0.125 proxy=0.03 train=1.6",
			part:  "cpu=0.03 disk=0.25 gpu=2.415",
			time:  "2026-11-18=0 2026-11-19=2.565 2026-11-20=0.13",
			records: lines(
				"2026-11-19T00:00:00Z|0.44|note|~|~|0.44|0|0|~|~",
				"2026-11-19T00:00:00Z|0.5|note2|~|~|0.5|0|0|~|~",
				"2026-11-19T00:00:00Z|0.125|old|~|~|0.125|0|0|~|~",
				"2026-11-19T00:00:00Z|1.5|train|~|~|1.25|0|0.25|~|~",
				"2026-11-20T00:00:00Z|0.03|proxy|~|~|0|0.03|0|~|~",
				"2026-11-20T00:00:00Z|0.1|train|~|~|0.1|0|0|~|~",
			),
		},
		{name: "one pod", query: Query{Kind: Pods(), ID: "train", Window: lastDays(3)},
			sent: "/v2/billing/pods?bucketSize=day&lastN=3&podId=train", window: threeDays, total: "1.6",
			group: "train=1.6", part: "cpu=0 disk=0.25 gpu=1.35", time: "2026-11-18=0 2026-11-19=1.5 2026-11-20=0.1",
			records: lines("2026-11-19T00:00:00Z|1.5|train|~|~|1.25|0|0.25|~|~", "2026-11-20T00:00:00Z|0.1|train|~|~|0.1|0|0|~|~")},
		{name: "a pod without charges", query: Query{Kind: Pods(), ID: "nobody", Window: lastDays(2)},
			sent:   "/v2/billing/pods?bucketSize=day&lastN=2&podId=nobody",
			window: "2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z", total: "0", part: "cpu=0 disk=0 gpu=0", time: "2026-11-19=0 2026-11-20=0"},
		{name: "serverless", query: Query{Kind: Serverless(), Window: lastDays(3)},
			sent: "/v2/billing/serverless?bucketSize=day&lastN=3", window: threeDays, total: "3.875",
			group: "chat=2.875 embed=1", part: "cpu=1.5 disk=0.25 fee=0.125 gpu=2", time: "2026-11-18=2.875 2026-11-19=0 2026-11-20=1",
			records: lines("2026-11-18T00:00:00Z|2.875|chat|2|0.5|0.25|0.125", "2026-11-20T00:00:00Z|1|embed|0|1|0|0")},
		{name: "public endpoints have neither groups nor parts", query: Query{Kind: PublicEndpoints(), Window: lastDays(3)},
			sent: "/v2/billing/endpoints?bucketSize=day&lastN=3", window: threeDays, total: "1.25",
			time: "2026-11-18=0 2026-11-19=1.25 2026-11-20=0", records: "2026-11-19T00:00:00Z|1.25"},
		{name: "network volumes", query: Query{Kind: NetworkVolumes(), Window: lastDays(3)},
			sent: "/v2/billing/network-volumes?bucketSize=day&lastN=3", window: threeDays, total: "7",
			group: "data=3 fast=4", part: "high_performance=4 standard=3", time: "2026-11-18=0 2026-11-19=3 2026-11-20=4",
			records: lines("2026-11-19T00:00:00Z|3|data|3|0", "2026-11-20T00:00:00Z|4|fast|0|4")},
		{name: "clusters", query: Query{Kind: Clusters(), Window: lastDays(3)},
			sent: "/v2/billing/clusters?bucketSize=day&lastN=3", window: threeDays, total: "11",
			group: "big=11", part: "disk=2 gpu=8 networking=1", time: "2026-11-18=11 2026-11-19=0 2026-11-20=0",
			records: "2026-11-18T00:00:00Z|11|big|8|2|1"},
	}
	for _, kind := range Kinds() {
		if !slices.ContainsFunc(tests, func(test asked) bool { return test.query.Kind.Name == kind.Name }) {
			t.Errorf("nothing reads %s", kind.Name)
		}
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.test(t, runpod.V2, newServer())
		})
	}
}

// TestPartsAndTotals reads a record whose parts are other than its total. The total
// counts, and the difference is unattributed. A part may be missing.
func TestPartsAndTotals(t *testing.T) {
	t.Parallel()
	const day = `"startTime":"2026-11-20T00:00:00Z","endTime":"2026-11-21T00:00:00Z"`
	for _, test := range []struct {
		name  string
		kind  Kind
		total string
		parts string
		part  string
		group string
	}{
		{"a savings plan in the total only", NetworkVolumes(), "10", `,"standardAmount":12,"highPerformanceAmount":0`,
			"high_performance=0 standard=12 unattributed=-2", "x=10"},
		{"a charge in the total only", NetworkVolumes(), "10", `,"standardAmount":9,"highPerformanceAmount":0`,
			"high_performance=0 standard=9 unattributed=1", "x=10"},
		{"a part that is gone", NetworkVolumes(), "10", `,"standardAmount":10`, "high_performance=0 standard=10", "x=10"},
		{"a part that is null", NetworkVolumes(), "10", `,"standardAmount":10,"highPerformanceAmount":null`,
			"high_performance=0 standard=10", "x=10"},
		{"no parts", NetworkVolumes(), "10", "", "high_performance=0 standard=0 unattributed=10", "x=10"},
		{"a part of a new product", NetworkVolumes(), "10", `,"standardAmount":4,"coldAmount":6`, "high_performance=0 standard=4 unattributed=6",
			"x=10"},
		{"a cent and a millionth", NetworkVolumes(), "10", `,"standardAmount":9.98999`, "high_performance=0 standard=9.98999", "x=10"},
		{"more than that", NetworkVolumes(), "10", `,"standardAmount":9.989989`,
			"high_performance=0 standard=9.989989 unattributed=0.010011", "x=10"},
		{"a fee in the parts only", Serverless(), "10", `,"gpuAmount":10,"feeAmount":1`, "cpu=0 disk=0 fee=1 gpu=10 unattributed=-1", "x=10"},
		{"the account", Account(), "10", `,"podGpuAmount":4,"sandboxAmount":5`,
			"cluster_disk=0 cluster_gpu=0 cluster_networking=0 pod_cpu=0 pod_disk=0 pod_gpu=4 public_endpoint=0 serverless_cpu=0 " +
				"serverless_disk=0 " +
				"serverless_fee=0 serverless_gpu=0 storage_high_performance=0 storage_standard=0 unattributed=6",
			"clusters=0 network_volumes=0 pods=4 public_endpoints=0 serverless=0 unattributed=6"},
		{"a credit, without parts", PublicEndpoints(), "-2.5", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			id := ""
			if filter, ok := test.kind.Filter(); ok {
				id = `,"` + filter.V2 + `":"x"`
			}
			sums := `"totalAmount":` + test.total + test.parts
			body := fmt.Sprintf(`{"records":[{%s%s,%s}],"metadata":{"query":{%s,"bucketSize":"day"},"recordCount":1,"totals":{%s}}}`,
				day, id, sums, day, sums)
			charges, err := newReader(t, runpod.V2, answering(body)).Charges(t.Context(), Query{Kind: test.kind, Window: lastDays(1)})
			if err != nil {
				t.Fatal(err)
			}
			got := charges.Total.String() + "\n" + amounts(charges.ByPart) + "\n" + amounts(charges.ByGroup)
			if want := test.total + "\n" + test.part + "\n" + test.group; got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestWindowsOnV2 reads network volumes: 3 USD on the 19th, and 4 USD on the 20th.
func TestWindowsOnV2(t *testing.T) {
	t.Parallel()
	const data, fast = "T00:00:00Z|3|data|3|0", "T00:00:00Z|4|fast|0|4"
	for _, test := range []asked{
		{name: "no window", query: Query{Window: calendar.Window{BucketSize: calendar.Week}},
			sent: "/v2/billing/network-volumes?bucketSize=week", window: "2026-10-19T00:00:00Z to 2026-11-23T00:00:00Z",
			time: "2026-10-19=0 2026-10-26=0 2026-11-02=0 2026-11-09=0 2026-11-16=7", records: lines("2026-11-16"+data, "2026-11-16"+fast)},
		{name: "the current month", query: Query{Window: calendar.Window{BucketSize: calendar.Month, LastN: 1, IncludeCurrent: true}},
			sent:   "/v2/billing/network-volumes?bucketSize=month&lastN=1",
			window: "2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z", time: "2026-11-01=7", records: lines("2026-11-01"+data, "2026-11-01"+fast)},
		{name: "the last complete day, by requesting one more", query: Query{Window: calendar.Window{BucketSize: calendar.Day, LastN: 1}},
			sent:   "/v2/billing/network-volumes?bucketSize=day&lastN=2",
			window: "2026-11-19T00:00:00Z to 2026-11-20T00:00:00Z", time: "2026-11-19=3", records: "2026-11-19" + data,
			total: "3", group: "data=3", part: "high_performance=0 standard=3"},
		{name: "two times, without future buckets",
			query:  Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19"), End: at("2026-12-01")}},
			sent:   "/v2/billing/network-volumes?bucketSize=day&endTime=2026-12-01T00:00:00Z&startTime=2026-11-19T00:00:00Z",
			window: "2026-11-19T00:00:00Z to 2026-12-01T00:00:00Z", time: "2026-11-19=3 2026-11-20=4",
			records: lines("2026-11-19"+data, "2026-11-20"+fast)},
		{name: "times in another zone",
			query: Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19T02:00:00+02:00"),
				End: at("2026-11-21T02:00:00+02:00")}},
			sent:   "/v2/billing/network-volumes?bucketSize=day&endTime=2026-11-21T00:00:00Z&startTime=2026-11-19T00:00:00Z",
			window: "2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z", time: "2026-11-19=3 2026-11-20=4",
			records: lines("2026-11-19"+data, "2026-11-20"+fast)},
		{name: "times inside buckets are snapped outward",
			query:  Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19 15:00"), End: at("2026-11-20 01:00")}},
			sent:   "/v2/billing/network-volumes?bucketSize=day&endTime=2026-11-20T01:00:00Z&startTime=2026-11-19T15:00:00Z",
			window: "2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z", snapped: true, time: "2026-11-19=3 2026-11-20=4",
			records: lines("2026-11-19"+data, "2026-11-20"+fast)},
		{name: "a start alone gets the end of the current bucket",
			query:  Query{Window: calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-19")}},
			sent:   "/v2/billing/network-volumes?bucketSize=day&endTime=2026-11-21T00:00:00Z&startTime=2026-11-19T00:00:00Z",
			window: "2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z", time: "2026-11-19=3 2026-11-20=4",
			records: lines("2026-11-19"+data, "2026-11-20"+fast)},
		{name: "an end alone gets a start 30 days ago",
			query:  Query{Window: calendar.Window{BucketSize: calendar.Month, End: at("2026-11-20")}},
			sent:   "/v2/billing/network-volumes?bucketSize=month&endTime=2026-11-20T00:00:00Z&startTime=2026-10-01T00:00:00Z",
			window: "2026-10-01T00:00:00Z to 2026-12-01T00:00:00Z", snapped: true, time: "2026-10-01=0 2026-11-01=7",
			records: lines("2026-11-01"+data, "2026-11-01"+fast)},
		{
			name: "hours", query: Query{Window: calendar.Window{BucketSize: calendar.Hour, Start: at("2026-11-19 22:00"),
				End: at("2026-11-20 02:00")}},
			sent:   "/v2/billing/network-volumes?bucketSize=hour&endTime=2026-11-20T02:00:00Z&startTime=2026-11-19T22:00:00Z",
			window: "2026-11-19T22:00:00Z to 2026-11-20T02:00:00Z",
			time:   "2026-11-19T22:00:00Z=0 2026-11-19T23:00:00Z=0 2026-11-20=4 2026-11-20T01:00:00Z=0", records: "2026-11-20" + fast,
			total: "4", group: "fast=4", part: "high_performance=4 standard=0",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.query.Kind = NetworkVolumes()
			if test.total == "" {
				test.total, test.group, test.part = "7", "data=3 fast=4", "high_performance=4 standard=3"
			}
			test.test(t, runpod.V2, newServer())
		})
	}
}

// volumesV2 returns an answer of v2 for network volumes. A record is its start, end,
// id and amount.
func volumesV2(size, start, end string, records ...[4]string) string {
	var texts []string
	total, ids := usd("0"), map[string]bool{}
	for _, r := range records {
		texts = append(texts, fmt.Sprintf(`{"startTime":%q,"endTime":%q,"networkVolumeId":%q,"totalAmount":%s,"standardAmount":%s,`+
			`"highPerformanceAmount":0}`,
			r[0], r[1], r[2], r[3], r[3]))
		total, ids[r[2]] = total.Add(usd(r[3])), true
	}
	return fmt.Sprintf(`{"records":[%s],"metadata":{"query":{"startTime":%q,"endTime":%q,"bucketSize":%q},"recordCount":%d,`+
		`"totals":{"totalAmount":%s,"standardAmount":%s,"highPerformanceAmount":0},"uniqueNetworkVolumeCount":%d}}`,
		strings.Join(texts, ","), start, end, size, len(records), total, total, len(ids))
}

// TestOtherBucketsOnV2 checks that the API decides where buckets begin, and which one
// is the current one: it may begin within the second of the Date header.
func TestOtherBucketsOnV2(t *testing.T) {
	t.Parallel()
	const today, tomorrow = "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"
	day := volumesV2("day", today, tomorrow, [4]string{today, tomorrow, "data", "12.34"})
	border := volumesV2("day", "2026-11-30T00:00:00Z", "2026-12-02T00:00:00Z",
		[4]string{"2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z", "data", "3"})
	for _, test := range []struct {
		name   string
		now    time.Time // by the API's clock; zero: testNow
		window calendar.Window
		body   string
		want   string
	}{
		{name: "just before a day begins", now: at("2026-11-30T23:59:59Z"), window: lastDays(2), body: border, want: "2026-11-30=3 2026-12-01=0"},
		{name: "just after a day begins", now: at("2026-12-01T00:00:00Z"), window: lastDays(2), body: border, want: "2026-11-30=3 2026-12-01=0"},
		{name: "just after a day ends", now: at("2026-12-01T00:00:01Z"), window: lastDays(1), want: "2026-11-30=0",
			body: volumesV2("day", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z")},
		{
			name: "weeks from Sunday", window: calendar.Window{BucketSize: calendar.Week, LastN: 2, IncludeCurrent: true},
			body: volumesV2("week", "2026-11-08T00:00:00Z", "2026-11-22T00:00:00Z",
				[4]string{"2026-11-15T00:00:00Z", "2026-11-22T00:00:00Z", "data", "3"}),
			want: "2026-11-08=0 2026-11-15=3",
		},
		{
			name: "the last complete week from Sunday", window: calendar.Window{BucketSize: calendar.Week, LastN: 1},
			body: volumesV2("week", "2026-11-08T00:00:00Z", "2026-11-22T00:00:00Z",
				[4]string{"2026-11-08T00:00:00Z", "2026-11-15T00:00:00Z", "data", "2"},
				[4]string{"2026-11-15T00:00:00Z", "2026-11-22T00:00:00Z", "data", "3"}),
			want: "2026-11-08=2",
		},
		{
			name: "days of another zone", window: lastDays(2),
			body: volumesV2("day", "2026-11-19T05:00:00Z", "2026-11-21T05:00:00Z",
				[4]string{"2026-11-19T05:00:00Z", "2026-11-20T05:00:00Z", "data", "3"}),
			want: "2026-11-19T05:00:00Z=3 2026-11-20T05:00:00Z=0",
		},
		{
			name: "a count of ids without those of records of 0", window: lastDays(1),
			body: strings.Replace(volumesV2("day", today, tomorrow,
				[4]string{today, tomorrow, "data", "3"}, [4]string{today, tomorrow, "idle", "0"}), `VolumeCount":2`, `VolumeCount":1`, 1),
			want: "2026-11-20=3",
		},
		{name: "null instead of an empty list", window: lastDays(1),
			body: strings.Replace(volumesV2("day", today, tomorrow), "[]", "null", 1), want: "2026-11-20=0"},
		{
			name: "metadata first, extra members, a quoted total, a count with a fraction", window: lastDays(1),
			body: `{"x":[{}],"metadata":{"x":1,"totals":{"x":{},"totalAmount":"3","standardAmount":3,"highPerformanceAmount":"0"},` +
				`"recordCount":1.0,` +
				`"query":{"startTime":"2026-11-20 00:00:00","endTime":"2026-11-21 ` +
				`00:00:00","bucketSize":"day","networkVolumeId":null,"lastN":1}},"records":[` +
				`{"startTime":"2026-11-20T00:00:00Z","endTime":"2026-11-21T00:00:00Z","networkVolumeId":"data","totalAmount":3,` +
				`"standardAmount":3,"highPerformanceAmount":0,"extra":[]}],"pagination":{"hasNextPage":false,"nextCursor":null}}`,
			want: "2026-11-20=3",
		},
		{name: "totals with a rounding error", window: lastDays(1), want: "2026-11-20=12.34",
			body: strings.Replace(day, `"totals":{"totalAmount":12.34`, `"totals":{"totalAmount":12.340000000000002`, 1)},
		{name: "a total off by a cent", window: lastDays(1), want: "2026-11-20=12.34",
			body: strings.Replace(day, `"totals":{"totalAmount":12.34`, `"totals":{"totalAmount":12.35`, 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.now.IsZero() {
				test.now = testNow
			}
			charges, err := newReader(t, runpod.V2, answeringAt(test.now, test.body)).
				Charges(t.Context(), Query{Kind: NetworkVolumes(), Window: test.window})
			if err != nil {
				t.Fatal(err)
			}
			if got := amounts(charges.ByTime); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
