package provider_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// podRecord is the order of a record's values in the tables below.
const podRecord = "time|pod_id|gpu_type_id|endpoint_id|amount|time_billed_ms|disk_space_billed_gb|gpu_amount|cpu_amount|disk_amount"

// podResults are the results of runpod_pod_billing.
type podResults struct {
	bucket, start, end, grouping string // "": null
	count, total                 string
	billed, unattributed         string // "": null
	byGroup, byPart              map[string]string
	byTime                       knownvalue.Check
	records                      []string // nil: null
}

func (r podResults) checks(t *testing.T, version string) map[string]knownvalue.Check {
	t.Helper()
	nullable := func(amount string) knownvalue.Check {
		if amount == "" {
			return knownvalue.Null()
		}
		return number(t, amount)
	}
	checks := map[string]knownvalue.Check{
		"bucket_size":          text(r.bucket),
		"start_time":           text(r.start),
		"end_time":             text(r.end),
		"grouping":             text(r.grouping),
		"api_version":          text(version),
		"record_count":         number(t, r.count),
		"total_amount":         number(t, r.total),
		"total_time_billed_ms": nullable(r.billed),
		"unattributed_amount":  nullable(r.unattributed),
		"amount_by_group":      numbers(t, r.byGroup),
		"amount_by_part":       knownvalue.Null(),
		"amount_by_time":       r.byTime,
		"records":              knownvalue.Null(),
	}
	if r.byPart != nil {
		checks["amount_by_part"] = numbers(t, r.byPart)
	}
	if r.records != nil {
		checks["records"] = table(t, podRecord, r.records...)
	}
	return checks
}

// TestPodBillingOnV1 covers every argument but last_n on v1, the request and every
// result.
func TestPodBillingOnV1(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, account())
	e.Vars["RUNPOD_API_VERSION"] = "v1"
	want := podResults{
		bucket: "hour", start: "2026-11-19T02:00:00+02:00", end: "2026-11-20T00:00:00Z", grouping: "podId",
		count: "1", total: "0.44", billed: "3600000", byGroup: map[string]string{"note": "0.44"},
		byTime:  series(t, "hour", "2026-11-19", "2026-11-20", map[string]string{"2026-11-19T11:00:00Z": "0.44"}),
		records: []string{"2026-11-19T11:00:00Z|note|~|~|0.44|3600000|~|~|~|~"},
	}
	e.runAll(t, map[string]reading{"x": {
		arguments: `
			bucket_size        = "hour"
			start_time         = "2026-11-19T02:00:00+02:00"
			end_time           = "2026-11-20T00:00:00Z"
			gpu_type_id        = "NVIDIA A40"
			pod_id             = "note"
			grouping           = "podId"
			allow_unattributed = true
			include_records    = true
			timeouts           = { read = "30s" }
		`,
		sent: "/v1/billing/pods?bucketSize=hour&endTime=2026-11-20T00:00:00Z&gpuTypeId=NVIDIA A40&grouping=podId&podId=note" +
			"&startTime=2026-11-19T00:00:00Z",
		want: want.checks(t, "v1"),
	}})
}

// TestPodBillingOnV2 covers every argument, the requests and every result on v2, the
// default.
func TestPodBillingOnV2(t *testing.T) {
	t.Parallel()
	const pods = "\n/v2/pods?includeClusterPods=true&limit=1000"
	e := newEnv(t, noon, account())
	readings := map[string]reading{}
	november := map[string]string{
		"2026-11-18T00:00:00Z": "1.5", "2026-11-19T00:00:00Z": "0.565", "2026-11-20T00:00:00Z": "0.13",
	}
	withOctober := maps.Clone(november)
	withOctober["2026-10-31T00:00:00Z"] = "7"
	for name, test := range map[string]struct {
		arguments, sent string
		want            podResults
	}{
		"without arguments": {
			sent: "/v2/billing/pods?bucketSize=day",
			want: podResults{
				bucket: "day", start: "2026-10-21T00:00:00Z", end: "2026-11-21T00:00:00Z", grouping: "podId", count: "6", total: "9.195",
				byGroup: map[string]string{"train": "8.6", "note": "0.44", "ended": "0.125", "proxy": "0.03"},
				byPart:  map[string]string{"gpu": "8.915", "cpu": "0.03", "disk": "0.25"},
				byTime:  series(t, "day", "2026-10-21", "2026-11-21", withOctober),
				records: []string{
					"2026-10-31T00:00:00Z|train|~|~|7|~|~|7|0|0",
					"2026-11-18T00:00:00Z|train|~|~|1.5|~|~|1.25|0|0.25",
					"2026-11-19T00:00:00Z|ended|~|~|0.125|~|~|0.125|0|0",
					"2026-11-19T00:00:00Z|note|~|~|0.44|~|~|0.44|0|0",
					"2026-11-20T00:00:00Z|proxy|~|~|0.03|~|~|0|0.03|0",
					"2026-11-20T00:00:00Z|train|~|~|0.1|~|~|0.1|0|0",
				},
			},
		},
		"a window and a pod": {
			arguments: `
				bucket_size = "week"
				start_time  = "2026-11-09T00:00:00Z"
				end_time    = "2026-11-30T00:00:00Z"
				pod_id      = "train"
				grouping    = "podId"
				timeouts    = { read = "30s" }
			`,
			sent: "/v2/billing/pods?bucketSize=week&endTime=2026-11-30T00:00:00Z&podId=train&startTime=2026-11-09T00:00:00Z",
			want: podResults{ // the answer does not include the coming week
				bucket: "week", start: "2026-11-09T00:00:00Z", end: "2026-11-30T00:00:00Z", grouping: "podId", count: "1", total: "1.6",
				byGroup: map[string]string{"train": "1.6"},
				byPart:  map[string]string{"gpu": "1.35", "cpu": "0", "disk": "0.25"},
				byTime:  numbers(t, map[string]string{"2026-11-09T00:00:00Z": "0", "2026-11-16T00:00:00Z": "1.6"}),
				records: []string{"2026-11-16T00:00:00Z|train|~|~|1.6|~|~|1.35|0|0.25"},
			},
		},
		"by GPU type": {
			arguments: `
				bucket_size = "month"
				last_n      = 1
				grouping    = "gpuTypeId"
			`,
			sent: "/v2/billing/pods?bucketSize=month&lastN=1" + pods,
			want: podResults{
				bucket: "month", start: "2026-11-01T00:00:00Z", end: "2026-12-01T00:00:00Z", grouping: "gpuTypeId",
				count: "4", total: "2.195", unattributed: "0.125",
				byGroup: map[string]string{"NVIDIA H100 80GB HBM3": "1.6", "NVIDIA A40": "0.44", "unattributed": "0.125", "cpu": "0.03"},
				byPart:  map[string]string{"gpu": "1.915", "cpu": "0.03", "disk": "0.25"},
				byTime:  numbers(t, map[string]string{"2026-11-01T00:00:00Z": "2.195"}),
				records: []string{
					"2026-11-01T00:00:00Z|~|~|~|0.125|~|~|0.125|0|0",
					"2026-11-01T00:00:00Z|~|NVIDIA A40|~|0.44|~|~|0.44|0|0",
					"2026-11-01T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|1.6|~|~|1.35|0|0.25",
					"2026-11-01T00:00:00Z|~|cpu|~|0.03|~|~|0|0.03|0",
				},
			},
		},
		"one GPU type, unattributed allowed": { // spelled differently
			arguments: `
				bucket_size        = "year"
				last_n             = 1
				gpu_type_id        = "nvidia  a40 "
				allow_unattributed = true
				include_records    = false
			`,
			sent: "/v2/billing/pods?bucketSize=year&lastN=1" + pods,
			want: podResults{bucket: "year", start: "2026-01-01T00:00:00Z", end: "2027-01-01T00:00:00Z", grouping: "podId",
				count: "1", total: "0.44", unattributed: "0.125", byGroup: map[string]string{"note": "0.44"},
				byPart: map[string]string{"gpu": "0.44", "cpu": "0", "disk": "0"},
				byTime: numbers(t, map[string]string{"2026-01-01T00:00:00Z": "0.44"})},
		},
		"nothing charged": {
			arguments: `pod_id = "unheard-of"`,
			sent:      "/v2/billing/pods?bucketSize=day&podId=unheard-of",
			want: podResults{
				bucket: "day", start: "2026-10-21T00:00:00Z", end: "2026-11-21T00:00:00Z", grouping: "podId", count: "0", total: "0",
				byGroup: map[string]string{}, byPart: map[string]string{"gpu": "0", "cpu": "0", "disk": "0"},
				byTime: series(t, "day", "2026-10-21", "2026-11-21", nil), records: []string{},
			},
		},
	} {
		readings[name] = reading{arguments: test.arguments, sent: test.sent, want: test.want.checks(t, "v2")}
	}
	e.runAll(t, readings)
}

// TestExactness checks that decimals reach Terraform unchanged, in order.
func TestExactness(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, fakeapi.Account{})
	e.Vars["RUNPOD_API_VERSION"] = "v1"
	e.API.Script(fakeapi.Fault{Times: fakeapi.Always, Body: `[
		{"amount":1.4341899856226519,"timeBilledMs":5707585,"diskSpaceBilledGB":600.0,"podId":"x1y2z3","time":"2025-12-13 00:00:00"},
		{"amount":"160.50760896736756","timeBilledMs":"49104940","podId":"x1y2z3","time":"2025-12-12 00:00:00"},
		{"amount":0.44,"podId":null,"time":"2025-12-11 00:00:00","extra":{"a":[1]}},
		{"amount":1e-17,"podId":"tiny","time":"2025-12-10T00:00:00Z"}
	]`})
	e.run(t, resource.TestStep{
		Config: billing(`grouping = "podId"`, `
				output "within" { value = element(data.runpod_pod_billing.x.records, 1).amount <= 0.44 }
				output "text"   { value = tostring(data.runpod_pod_billing.x.total_amount) }
			`),
		ConfigStateChecks: []statecheck.StateCheck{
			has("records", table(t, podRecord,
				"2025-12-10T00:00:00Z|tiny|~|~|0.00000000000000001|~|~|~|~|~",
				"2025-12-11T00:00:00Z|~|~|~|0.44|~|~|~|~|~",
				"2025-12-12T00:00:00Z|x1y2z3|~|~|160.50760896736756|49104940|~|~|~|~",
				"2025-12-13T00:00:00Z|x1y2z3|~|~|1.4341899856226519|5707585|600|~|~|~",
			)),
			has("total_amount", number(t, "162.38179895299021191")),
			has("total_time_billed_ms", number(t, "54812525")),
			has("amount_by_group", numbers(t, map[string]string{"tiny": "1e-17", "unattributed": "0.44", "x1y2z3": "161.9417989529902119"})),
			statecheck.ExpectKnownOutputValue("within", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("text", knownvalue.StringExact("162.38179895299021191")),
		},
	})
}
