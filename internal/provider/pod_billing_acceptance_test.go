package provider_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestPodBilling covers every argument on both versions: what is sent, and
// every result.
func TestPodBilling(t *testing.T) {
	t.Parallel()
	type results struct {
		bucket, start, end, grouping, version string
		count, total, billed                  string
		byGroup, byTime                       map[string]string
		records                               []string
	}
	for name, test := range map[string]struct {
		arguments string
		version   string
		retired   bool
		sent      string
		want      results
	}{
		"v1 without arguments": {
			"", "v1", false,
			"/v1/billing/pods?bucketSize=day",
			results{
				"day", "", "", "gpuTypeId", "v1", "5", "9.195", "21600000",
				map[string]string{"NVIDIA H100 80GB HBM3": "8.6", "NVIDIA A40": "0.565", "unattributed": "0.03"},
				map[string]string{"2026-10-31T00:00:00Z": "7", "2026-11-18T00:00:00Z": "1.5", "2026-11-19T00:00:00Z": "0.565", "2026-11-20T00:00:00Z": "0.13"},
				[]string{
					"2026-10-31T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|7|3600000|~|~|~|~",
					"2026-11-18T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|1.5|3600000|~|~|~|~",
					"2026-11-19T00:00:00Z|~|NVIDIA A40|~|0.565|7200000|~|~|~|~",
					"2026-11-20T00:00:00Z|~|~|~|0.03|3600000|~|~|~|~",
					"2026-11-20T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|0.1|3600000|~|~|~|~",
				},
			},
		},
		"v1 with every argument": {
			`
			bucket_size = "hour"
			start_time  = "2026-11-19T02:00:00+02:00"
			end_time    = "2026-11-20T00:00:00Z"
			gpu_type_id = "NVIDIA A40"
			pod_id      = "note"
			grouping    = "podId"
			timeouts    = { read = "30s" }
			`, "v1", false,
			"/v1/billing/pods?bucketSize=hour&endTime=2026-11-20T00:00:00Z&gpuTypeId=NVIDIA A40&grouping=podId&podId=note&startTime=2026-11-19T00:00:00Z",
			results{
				"hour", "2026-11-19T02:00:00+02:00", "2026-11-20T00:00:00Z", "podId", "v1", "1", "0.44", "3600000",
				map[string]string{"note": "0.44"}, map[string]string{"2026-11-19T11:00:00Z": "0.44"},
				[]string{"2026-11-19T11:00:00Z|note|~|~|0.44|3600000|~|~|~|~"},
			},
		},
		"v1 totals only": {
			`
			bucket_size     = "month"
			last_n          = 1
			grouping        = "podId"
			include_records = false
			`, "v1", false,
			"/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&grouping=podId&startTime=2026-11-01T00:00:00Z",
			results{
				"month", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "podId", "v1", "4", "2.195", "18000000",
				map[string]string{"train": "1.6", "note": "0.44", "gone": "0.125", "proxy": "0.03"},
				map[string]string{"2026-11-01T00:00:00Z": "2.195"}, nil,
			},
		},
		"v2 without arguments": {
			"", "v2", false,
			"/v2/billing/pods?bucketSize=day",
			results{
				"day", "2026-10-21T00:00:00Z", "2026-11-21T00:00:00Z", "podId", "v2", "6", "9.195", "",
				map[string]string{"train": "8.6", "note": "0.44", "gone": "0.125", "proxy": "0.03"},
				map[string]string{"2026-10-31T00:00:00Z": "7", "2026-11-18T00:00:00Z": "1.5", "2026-11-19T00:00:00Z": "0.565", "2026-11-20T00:00:00Z": "0.13"},
				[]string{
					"2026-10-31T00:00:00Z|train|~|~|7|~|~|7|0|0",
					"2026-11-18T00:00:00Z|train|~|~|1.5|~|~|1.25|0|0.25",
					"2026-11-19T00:00:00Z|gone|~|~|0.125|~|~|0.125|0|0",
					"2026-11-19T00:00:00Z|note|~|~|0.44|~|~|0.44|0|0",
					"2026-11-20T00:00:00Z|proxy|~|~|0.03|~|~|0|0.03|0",
					"2026-11-20T00:00:00Z|train|~|~|0.1|~|~|0.1|0|0",
				},
			},
		},
		"v2 with a window and a pod": {
			`
			bucket_size = "week"
			start_time  = "2026-11-16T00:00:00Z"
			end_time    = "2026-11-23T00:00:00Z"
			pod_id      = "train"
			`, "v2", false,
			"/v2/billing/pods?bucketSize=week&endTime=2026-11-23T00:00:00Z&podId=train&startTime=2026-11-16T00:00:00Z",
			results{
				"week", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z", "podId", "v2", "1", "1.6", "",
				map[string]string{"train": "1.6"}, map[string]string{"2026-11-16T00:00:00Z": "1.6"},
				[]string{"2026-11-16T00:00:00Z|train|~|~|1.6|~|~|1.35|0|0.25"},
			},
		},
		"v2 grouped by GPU type, with a pod that is gone": {
			`
			bucket_size = "month"
			last_n      = 1
			grouping    = "gpuTypeId"
			`, "v2", false,
			"/v2/billing/pods?bucketSize=month&lastN=1\n/v2/pods",
			results{
				"month", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "gpuTypeId", "v2", "3", "2.195", "",
				map[string]string{"NVIDIA H100 80GB HBM3": "1.6", "NVIDIA A40": "0.44", "unattributed": "0.155"},
				map[string]string{"2026-11-01T00:00:00Z": "2.195"},
				[]string{
					"2026-11-01T00:00:00Z|~|~|~|0.155|~|~|0.125|0.03|0",
					"2026-11-01T00:00:00Z|~|NVIDIA A40|~|0.44|~|~|0.44|0|0",
					"2026-11-01T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|1.6|~|~|1.35|0|0.25",
				},
			},
		},
		"v2 filtered by GPU type": {
			`
			bucket_size     = "year"
			last_n          = 1
			gpu_type_id     = "NVIDIA A40"
			include_records = false
			`, "v2", false,
			"/v2/billing/pods?bucketSize=year&lastN=1\n/v2/pods",
			results{
				"year", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "podId", "v2", "1", "0.44", "",
				map[string]string{"note": "0.44"}, map[string]string{"2026-01-01T00:00:00Z": "0.44"}, nil,
			},
		},
		"auto while v1 serves": {
			`pod_id = "proxy"`, "auto", false,
			"/v1/billing/pods?bucketSize=day&podId=proxy",
			results{
				"day", "", "", "gpuTypeId", "v1", "1", "0.03", "3600000",
				map[string]string{"unattributed": "0.03"}, map[string]string{"2026-11-20T00:00:00Z": "0.03"},
				[]string{"2026-11-20T00:00:00Z|~|~|~|0.03|3600000|~|~|~|~"},
			},
		},
		"auto after v1's end": {
			`
			bucket_size = "month"
			last_n      = 1
			pod_id      = "proxy"
			`, "auto", true,
			"/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&podId=proxy&startTime=2026-11-01T00:00:00Z\n/v2/billing/pods?bucketSize=month&lastN=1&podId=proxy",
			results{
				"month", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "podId", "v2", "1", "0.03", "",
				map[string]string{"proxy": "0.03"}, map[string]string{"2026-11-01T00:00:00Z": "0.03"},
				[]string{"2026-11-01T00:00:00Z|proxy|~|~|0.03|~|~|0|0.03|0"},
			},
		},
		"nothing charged": {
			`pod_id = "unheard-of"`, "v2", false,
			"/v2/billing/pods?bucketSize=day&podId=unheard-of",
			results{
				"day", "2026-10-21T00:00:00Z", "2026-11-21T00:00:00Z", "podId", "v2", "0", "0", "",
				map[string]string{}, map[string]string{}, []string{},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, noon, account())
			w.env["RUNPOD_API_VERSION"] = test.version
			if test.retired {
				w.api.RetireV1()
			}
			billed := knownvalue.Null()
			var billedCheck knownvalue.Check = billed
			if test.want.billed != "" {
				billedCheck = number(t, test.want.billed)
			}
			checks := []statecheck.StateCheck{
				has("bucket_size", text(test.want.bucket)),
				has("start_time", text(test.want.start)),
				has("end_time", text(test.want.end)),
				has("grouping", text(test.want.grouping)),
				has("api_version", text(test.want.version)),
				has("record_count", number(t, test.want.count)),
				has("total_amount", number(t, test.want.total)),
				has("total_time_billed_ms", billedCheck),
				has("amount_by_group", numbers(t, test.want.byGroup)),
				has("amount_by_time", numbers(t, test.want.byTime)),
			}
			if test.want.records == nil {
				checks = append(checks, has("records", knownvalue.Null()))
			} else {
				checks = append(checks, records(t, test.want.records...))
			}
			w.run(t, resource.TestStep{
				Config:            billing(test.arguments),
				ConfigStateChecks: checks,
				ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			})
			if got := w.sent(); got != test.sent {
				t.Errorf("sent\n%s\nwant\n%s", got, test.sent)
			}
		})
	}
}

// TestLastN compares both versions at the edges of a month, a week and a year.
func TestLastN(t *testing.T) {
	t.Parallel()
	atEdges := fakeapi.Account{
		Pods: []fakeapi.Pod{{ID: "p", GPUType: "NVIDIA A40"}},
		Charges: []fakeapi.Charge{
			charge("2024-12-31T23:00:00Z", "p", 1000, 0, 0),
			charge("2025-01-01T00:00:00Z", "p", 100, 0, 0),
			charge("2025-11-30T23:00:00Z", "p", 64, 0, 0),
			charge("2025-12-01T00:00:00Z", "p", 32, 0, 0),
			charge("2025-12-28T23:00:00Z", "p", 16, 0, 0), // a Sunday
			charge("2025-12-29T00:00:00Z", "p", 8, 0, 0),  // a Monday
			charge("2025-12-31T23:00:00Z", "p", 4, 0, 0),
			charge("2026-01-01T00:00:00Z", "p", 2, 0, 0),
			charge("2026-01-04T23:00:00Z", "p", 1, 0, 0), // a Sunday
		},
	}
	for name, test := range map[string]struct {
		now        string
		arguments  string
		start, end string
		byTime     map[string]string
	}{
		"the first second of a month": {"2025-12-01T00:00:00Z", `bucket_size = "month"
			last_n = 2`, "2025-11-01T00:00:00Z", "2026-01-01T00:00:00Z", map[string]string{"2025-11-01T00:00:00Z": "64", "2025-12-01T00:00:00Z": "32"}},
		"a week across a year's end": {"2026-01-01T12:00:00Z", `bucket_size = "week"
			last_n = 2`, "2025-12-22T00:00:00Z", "2026-01-05T00:00:00Z", map[string]string{"2025-12-22T00:00:00Z": "16", "2025-12-29T00:00:00Z": "14"}},
		"the last second of a week": {"2026-01-04T23:59:59Z", `bucket_size = "week"
			last_n = 1`, "2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z", map[string]string{"2025-12-29T00:00:00Z": "15"}},
		"the first second of a year": {"2026-01-01T00:00:00Z", `bucket_size = "year"
			last_n = 2`, "2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z", map[string]string{"2025-01-01T00:00:00Z": "224", "2026-01-01T00:00:00Z": "2"}},
	} {
		for _, version := range []string{"v1", "v2"} {
			t.Run(name+" on "+version, func(t *testing.T) {
				t.Parallel()
				now, err := time.Parse(time.RFC3339, test.now)
				if err != nil {
					t.Fatal(err)
				}
				// v1 answers for what is before now; a second later all of it is.
				w := newWorld(t, now.Add(time.Second/2), atEdges)
				w.env["RUNPOD_API_VERSION"] = version
				w.run(t, resource.TestStep{
					Config: billing(test.arguments),
					ConfigStateChecks: []statecheck.StateCheck{
						has("start_time", text(test.start)),
						has("end_time", text(test.end)),
						has("amount_by_time", numbers(t, test.byTime)),
					},
				})
			})
		}
	}
}

// TestExactness: decimals arrive in Terraform as they were sent.
func TestExactness(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, fakeapi.Account{})
	w.env["RUNPOD_API_VERSION"] = "v1"
	tenth := `{"amount":0.1,"time":"2026-11-01 00:00:00","podId":"p"}`
	body := "[" + strings.Repeat(tenth+",", 9) + tenth + "]"
	w.api.Script(
		fakeapi.Fault{Times: fakeapi.Always, Path: "/v1/billing/pods", Body: body},
	)
	long := newWorld(t, noon, fakeapi.Account{})
	long.env["RUNPOD_API_VERSION"] = "v1"
	long.api.Script(fakeapi.Fault{Times: fakeapi.Always, Body: `[
		{"amount":1.4341899856226519,"timeBilledMs":5707585,"diskSpaceBilledGB":600.0,"podId":"x1y2z3","time":"2025-12-13 00:00:00"},
		{"amount":"160.50760896736756","timeBilledMs":"49104940","podId":"x1y2z3","time":"2025-12-12 00:00:00"},
		{"amount":0.44,"podId":null,"time":"2025-12-11 00:00:00","extra":{"a":[1]}},
		{"amount":1e-17,"podId":"tiny","time":"2025-12-10T00:00:00Z"}
	]`})
	t.Run("a tenth ten times is one", func(t *testing.T) {
		t.Parallel()
		w.run(t, resource.TestStep{
			Config: billing("", `
				output "is_one"      { value = data.runpod_pod_billing.x.total_amount == 1 }
				output "at_least"    { value = data.runpod_pod_billing.x.total_amount >= 1 }
				output "is_tenth"    { value = element(data.runpod_pod_billing.x.records, 3).amount == 0.1 }
				output "above_tenth" { value = element(data.runpod_pod_billing.x.records, 3).amount > 0.1 }
			`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("is_one", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("at_least", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("is_tenth", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("above_tenth", knownvalue.Bool(false)),
			},
		})
	})
	t.Run("every digit, in order", func(t *testing.T) {
		t.Parallel()
		long.run(t, resource.TestStep{
			Config: billing(`grouping = "podId"`, `
				output "within" { value = element(data.runpod_pod_billing.x.records, 1).amount <= 0.44 }
				output "text"   { value = tostring(data.runpod_pod_billing.x.total_amount) }
			`),
			ConfigStateChecks: []statecheck.StateCheck{
				records(t,
					"2025-12-10T00:00:00Z|tiny|~|~|0.00000000000000001|~|~|~|~|~",
					"2025-12-11T00:00:00Z|~|~|~|0.44|~|~|~|~|~",
					"2025-12-12T00:00:00Z|x1y2z3|~|~|160.50760896736756|49104940|~|~|~|~",
					"2025-12-13T00:00:00Z|x1y2z3|~|~|1.4341899856226519|5707585|600|~|~|~",
				),
				has("total_amount", number(t, "162.38179895299021191")),
				has("total_time_billed_ms", number(t, "54812525")),
				has("amount_by_group", numbers(t, map[string]string{"tiny": "1e-17", "unattributed": "0.44", "x1y2z3": "161.9417989529902119"})),
				statecheck.ExpectKnownOutputValue("within", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("text", knownvalue.StringExact("162.38179895299021191")),
			},
		})
	})
}

// TestBadInput: each mistake has an error at the argument, and nothing is sent.
func TestBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		want   string // blanks stand for any white space, since Terraform wraps lines
	}{
		"bucket size":          {billing(`bucket_size = "fortnight"`), `Attribute bucket_size value must be one of: ["hour" "day" "week" "month" "year"], got: "fortnight"`},
		"grouping":             {billing(`grouping = "pod"`), `Attribute grouping value must be one of: ["podId" "gpuTypeId"], got: "pod"`},
		"a time":               {billing(`start_time = "2026-11-01"`), `"2026-11-01" is not a time in RFC 3339. Write it with date, time and zone, for example "2026-11-01T00:00:00Z".`},
		"a time without sense": {billing(`end_time = "0001-01-01T00:00:00Z"`), `"0001-01-01T00:00:00Z" is not within the years 1970 to 9999.`},
		"no window": {billing(`
			start_time = "2026-11-01T00:00:00Z"
			end_time   = "2026-11-01T01:00:00+01:00"`), `start_time "2026-11-01T00:00:00Z" is not before end_time "2026-11-01T01:00:00+01:00".`},
		"last_n with a time": {billing(`
			last_n   = 1
			end_time = "2026-11-01T00:00:00Z"`), `Attribute "end_time" cannot be specified when "last_n" is specified`},
		"last_n below 1":          {billing(`last_n = 0`), `Attribute last_n must be a whole number from 1 to 100000000, got: 0`},
		"last_n with a fraction":  {billing(`last_n = 1.5`), `Attribute last_n must be a whole number from 1 to 100000000, got: 1.5`},
		"last_n out of sight":     {billing(`last_n = 99999999`, `provider "runpod" { api_version = "v1" }`), `The window would begin before the year 1970.`},
		"pod":                     {billing(`pod_id = ""`), `Attribute pod_id string length must be at least 1, got: 0`},
		"GPU type":                {billing(`gpu_type_id = ""`), `Attribute gpu_type_id string length must be at least 1, got: 0`},
		"timeout":                 {billing(`timeouts = { read = "soon" }`), `"soon" must be a string containing a sequence of decimal numbers`},
		"no timeout":              {billing(`timeouts = { read = "0s" }`), `A timeout of "0s" leaves no time to read anything.`},
		"API version":             {billing("", `provider "runpod" { api_version = "v3" }`), `Attribute api_version value must be one of: ["auto" "v1" "v2"], got: "v3"`},
		"retries":                 {billing("", `provider "runpod" { max_retries = 11 }`), `Attribute max_retries must be a whole number from 0 to 10, got: 11`},
		"endpoint":                {billing("", `provider "runpod" { endpoints = { v1 = "rest.runpod.io/v1" } }`), `This URL cannot be used: it is not an absolute URL. Give a base URL such as "https://api.runpod.io/v2".`},
		"clear text":              {billing("", `provider "runpod" { endpoints = { v2 = "http://api.runpod.io/v2" } }`), `This URL cannot be used: it is http, which would send the API key in clear: only a loopback host may be http.`},
		"an empty key":            {billing("", `provider "runpod" { api_key = "" }`), `Missing Runpod API key`},
		"a key with a line break": {billing("", `provider "runpod" { api_key = "rpa_x\n" }`), `it begins or ends with white space or a line break`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, noon, account())
			w.run(t, resource.TestStep{Config: test.config, ExpectError: wrapped(test.want)})
			if got := w.sent(); got != "" {
				t.Errorf("sent %s", got)
			}
		})
	}
}

// wrapped matches a text whose lines Terraform has wrapped. A bar separates
// alternatives.
func wrapped(want string) *regexp.Regexp {
	var alternatives []string
	for alternative := range strings.SplitSeq(want, "|") {
		words := strings.Fields(alternative)
		for i, word := range words {
			words[i] = regexp.QuoteMeta(word)
		}
		alternatives = append(alternatives, strings.Join(words, `[\s│]+`))
	}
	return regexp.MustCompile(strings.Join(alternatives, "|"))
}

func TestMissingKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, account())
	delete(w.env, "RUNPOD_API_KEY")
	w.run(t, resource.TestStep{
		Config:      billing(""),
		ExpectError: wrapped("Set the environment variable RUNPOD_API_KEY, or the argument api_key in the provider block."),
	})
	if got := w.sent(); got != "" {
		t.Errorf("sent %s", got)
	}
}

// TestUnknownConfiguration: a key that is not known yet is not a missing one.
func TestUnknownConfiguration(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.4.0", "1.6.0") // terraform_data
	w := newWorld(t, noon, account())
	w.run(t, resource.TestStep{
		Config: billing("", `
			resource "terraform_data" "key" { input = "rpa_later" }
			provider "runpod" { api_key = terraform_data.key.output }
		`),
		ExpectError: wrapped("Terraform does not know the provider's api_key before something else is applied"),
	})
	if got := w.sent(); got != "" {
		t.Errorf("sent %s", got)
	}
}

// TestUnknownArgument: Terraform defers the read until the argument is known,
// and it is not taken for absent.
func TestUnknownArgument(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.4.0", "1.6.0") // terraform_data
	w := newWorld(t, noon, account())
	w.run(t, resource.TestStep{
		Config: billing(`
			pod_id     = terraform_data.pod.output
			start_time = terraform_data.start.output
			end_time   = "2026-11-20T00:00:00Z"
			grouping   = "podId"
		`, `
			resource "terraform_data" "pod"   { input = "note" }
			resource "terraform_data" "start" { input = "2026-11-01T00:00:00Z" }
		`),
		ConfigStateChecks: []statecheck.StateCheck{has("total_amount", number(t, "0.44"))},
	})
	if got, want := w.sent(), "/v1/billing/pods?bucketSize=day&endTime=2026-11-20T00:00:00Z&grouping=podId&podId=note&startTime=2026-11-01T00:00:00Z"; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

// TestPrecedence: configuration, then environment, then default.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	other := newWorld(t, noon, account())
	w := newWorld(t, noon, account())
	w.env = map[string]string{
		"RUNPOD_API_KEY": "rpa_wrong", "RUNPOD_API_VERSION": "v2",
		"RUNPOD_REST_API_URL": other.url + "/v1", "RUNPOD_REST_V2_API_URL": other.url + "/v2",
	}
	w.run(t, resource.TestStep{
		Config: billing("", `provider "runpod" {
			api_key     = "`+testKey+`"
			api_version = "v1"
			endpoints   = { v1 = "`+w.url+`/v1/" }
		}`),
		ConfigStateChecks: []statecheck.StateCheck{has("api_version", text("v1"))},
	})
	if w.sent() != "/v1/billing/pods?bucketSize=day" || other.sent() != "" {
		t.Errorf("sent %s, and to the environment's endpoints %s", w.sent(), other.sent())
	}
}

// TestOneEndpointMeansThatVersion: the key is not sent to the other version's
// public host, not even when the one that is set is gone.
func TestOneEndpointMeansThatVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, account())
	w.api.RetireV1()
	w.env = map[string]string{"RUNPOD_API_KEY": testKey, "RUNPOD_REST_API_URL": w.url + "/v1"}
	w.run(t, resource.TestStep{
		Config:      billing(""),
		ExpectError: wrapped(`Runpod's API v1 is gone`),
	})
}

func TestCheckBlockWarnsAndPreconditionStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, account())
	guard := func(limit string) string {
		return billing("", `
			check "budget" {
				data "runpod_pod_billing" "month" {
					bucket_size = "month"
					last_n      = 1
				}
				assert {
					condition     = data.runpod_pod_billing.month.total_amount <= 2.19
					error_message = "Over the budget."
				}
			}
			resource "terraform_data" "pod" {
				lifecycle {
					precondition {
						condition     = data.runpod_pod_billing.x.total_amount <= `+limit+`
						error_message = "Over the hard limit with ${data.runpod_pod_billing.x.total_amount} USD."
					}
				}
			}
		`)
	}
	needVersion(t, "1.5.0", "1.6.0") // check blocks
	w.run(t,
		resource.TestStep{Config: guard("9.194"), ExpectError: wrapped("Over the hard limit with 9.195 USD.")},
		// A data source in a check is read again at each plan, so none is empty.
		resource.TestStep{Config: guard("9.195"), ExpectNonEmptyPlan: true},
	)
}
