package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

// badInput is a mistake in a configuration.
type badInput struct {
	block   string // such as `data "runpod_budget"`
	body    string
	at      string // part of the line that the error points to
	inside  string // the same, for versions of Terraform that locate arguments inside objects
	summary string // "": not checked, since the validator is not ours
	want    string // part of the detail
}

// Block headers.
const (
	aBudget     = `data "runpod_budget"`
	anAudit     = `data "runpod_audit"`
	somePods    = `data "runpod_pods"`
	podCharges  = `data "runpod_pod_billing"`
	allCharges  = `data "runpod_billing"`
	theProvider = `provider "runpod"`
)

// found is a diagnostic in the output of terraform -json.
type found struct {
	Severity, Summary, Detail string
	Range                     struct{ Filename string }
	Snippet                   struct{ Context, Code string }
}

// TestBadInput checks that "terraform validate" reports each mistake at its
// argument, without sending a request.
func TestBadInput(t *testing.T) {
	t.Parallel()
	const (
		window  = "Invalid time window"
		number  = "Invalid number"
		invalid = "Invalid argument"
	)
	e := newEnv(t, noon, account())
	checkBadInput(t, e, []string{"validate", "-json"}, map[string]badInput{
		"bucket size": {block: podCharges, body: `bucket_size = "fortnight"`, at: "bucket_size",
			want: `Attribute bucket_size value must be one of: ["hour" "day" "week" "month" "year"], got: "fortnight"`},
		"grouping": {block: podCharges, body: `grouping = "pod"`, at: "grouping",
			want: `Attribute grouping value must be one of: ["podId" "gpuTypeId"], got: "pod"`},
		"date without a time": {block: podCharges, body: `start_time = "2026-11-01"`, at: "start_time", summary: "Invalid time",
			want: `start_time = "2026-11-01" is not a time in RFC 3339. Write it with date, time and zone, for example "2026-11-01T00:00:00Z".`},
		"time without a zone": {block: allCharges, body: `end_time = "2026-11-01T00:00:00"`, at: "end_time", summary: "Invalid time",
			want: `end_time = "2026-11-01T00:00:00" is not a time in RFC 3339.`},
		"before 1970": {block: podCharges, body: `end_time = "1969-12-31T23:59:59Z"`, at: "end_time", summary: window,
			want: `1969-12-31T23:59:59Z is outside the years 1970 to 9999.`},
		"empty window": {block: podCharges, at: "start_time", summary: window,
			body: "start_time = \"2026-11-01T00:00:00Z\"\nend_time = \"2026-11-01T01:00:00+01:00\"",
			want: `2026-11-01T00:00:00Z is not before end_time 2026-11-01T00:00:00Z. The window includes its start and excludes its end.`},
		"last_n with a time": {block: podCharges, body: "last_n = 1\nend_time = \"2026-11-01T00:00:00Z\"", at: "last_n",
			want: `Attribute "end_time" cannot be specified when "last_n" is specified`},
		"last_n below 1": {block: podCharges, body: `last_n = 0`, at: "last_n", summary: number,
			want: `Attribute last_n must be a whole number from 1 to 100000, got: 0`},
		"fractional last_n": {block: podCharges, body: `last_n = 1.5`, at: "last_n", summary: number,
			want: `Attribute last_n must be a whole number from 1 to 100000, got: 1.5`},
		"idle below 0": {block: anAudit, body: `idle_below = -0.1`, at: "idle_below", summary: number,
			want: `Attribute idle_below must be a number from 0 to 100, got: -0.1`},
		"negative age": {block: anAudit, body: `min_age_hours = -1`, at: "min_age_hours", summary: number,
			want: `Attribute min_age_hours must be a number from 0 to 8760, got: -1`},
		"ignored until no date":                   {block: anAudit, body: `ignore = { pod = "soon" }`, at: "ignore", want: `"soon"`},
		"ignored until a day that does not exist": {block: anAudit, body: `ignore = { pod = "2026-02-30" }`, at: "ignore", want: `"2026-02-30"`},
		"include_current without last_n": {block: podCharges, body: `include_current = false`, at: "include_current",
			want: `Attribute "last_n" must be specified when "include_current" is specified`},
		"empty pod": {block: podCharges, body: `pod_id = ""`, at: "pod_id",
			want: `Attribute pod_id string length must be at least 1, got: 0`},
		"blank GPU type": {block: podCharges, body: `gpu_type_id = "  "`, at: "gpu_type_id", summary: "Invalid argument",
			want: `gpu_type_id is blank.`},
		"empty cluster": {block: `data "runpod_cluster_billing"`, body: `cluster_id = ""`, at: "cluster_id",
			want: `Attribute cluster_id string length must be at least 1, got: 0`},
		"zero timeout": {block: podCharges, body: `timeouts = { read = "0s" }`, at: "timeouts", summary: "Invalid timeout",
			want: `timeouts.read is "0s", but must be a positive duration such as "2m".`},
		"negative timeout": {block: aBudget, body: "amount = 1\ntimeouts = { read = \"-1m\" }", at: "timeouts", summary: "Invalid timeout",
			want: `timeouts.read is "-1m", but must be a positive duration`},

		"zero amount": {block: aBudget, body: `amount = 0`, at: "amount", summary: number,
			want: `Attribute amount must be greater than 0, got: 0`},
		"period": {block: aBudget, body: "amount = 1\nperiod = \"fortnight\"", at: "period",
			want: `must be one of: ["day" "week" "month" "quarter" "year"], got: "fortnight"`},
		"scope": {
			block: aBudget,
			body:  "amount = 1\nscope = \"gpus\"",
			at:    "scope",
			want: `Attribute scope value must be one of: ` +
				`["account" "pods" "serverless" "public_endpoints" "network_volumes" "clusters"], got: "gpus"`,
		},
		"zero trailing days": {block: aBudget, body: "amount = 1\ntrailing_days = 0", at: "trailing_days", summary: number,
			want: `Attribute trailing_days must be a whole number from 1 to 90, got: 0`},

		"start date in words": {block: aBudget, body: `amount = 1
			start_date = "1 November 2026"
			end_date = "2026-11-30"`, at: "start_date", summary: "Invalid time",
			want: `start_date = "1 November 2026" is not a date. Write it like "2026-11-01".`},
		"nonexistent end date": {block: aBudget, body: `amount = 1
			start_date = "2026-11-01"
			end_date = "2026-11-31"`, at: "end_date", summary: "Invalid time",
			want: `end_date = "2026-11-31" is not a date.`},
		"start date alone": {block: aBudget, body: `amount = 1
			start_date = "2026-11-01"`, at: "end_date", inside: aBudget, summary: invalid,
			want: `It must be set, because start_date is.`},
		"day excluded twice": {block: aBudget, body: `amount = 1
			exclude_days = ["2026-11-01", "2026-11-02", "2026-11-01"]`, at: "exclude_days", summary: invalid,
			want: `2026-11-01 is there twice. Remove one of them.`},
		"excluded day that is none": {block: aBudget, body: `amount = 1
			exclude_days = ["2026-11-01", "yesterday"]`, at: "exclude_days", summary: "Invalid time",
			want: `exclude_days[1] = "yesterday" is not a date.`},
		"name of two lines": {block: aBudget, body: `amount = 1
			name = "a\nb"`, at: "name", summary: invalid,
			want: `name contains a line break or another character that is not printable. Write it in one line.`},

		"API version": {block: theProvider, body: `api_version = "v3"`, at: "api_version",
			want: `Attribute api_version value must be one of: ["v1" "v2"], got: "v3"`},
		"too many retries": {block: theProvider, body: `max_retries = 11`, at: "max_retries", summary: number,
			want: `Attribute max_retries must be a whole number from 0 to 10, got: 11`},
		"relative endpoint": {
			block: theProvider,
			body:  `endpoints = { v1 = "rest.runpod.io/v1" }`,
			at:    theProvider, inside: "endpoints",
			summary: "Invalid Runpod endpoint",
			want: `endpoints.v1 = "rest.runpod.io/v1" cannot be used: it is not an absolute URL. ` +
				`Use a base URL such as "https://api.runpod.io/v2".`,
		},
		"endpoint in clear text": {
			block: theProvider,
			body:  `endpoints = { v2 = "http://api.runpod.io/v2" }`,
			at:    theProvider, inside: "endpoints",
			summary: "Invalid Runpod endpoint",
			want: `endpoints.v2 = "http://api.runpod.io/v2" cannot be used: ` +
				`http would send the API key in clear text: use https, except for a loopback host.`,
		},
	})
	if got := e.Sent(); got != "" {
		t.Errorf("sent %s", got)
	}
}

// TestBadInputOfARead checks that mistakes which validation cannot detect fail the
// plan, also at the argument. Only the unattributed charge and what depends on today
// take requests to detect.
func TestBadInputOfARead(t *testing.T) {
	t.Parallel()
	a := account()
	a.Charges = append(a.Charges, charge("2026-11-19T12:00:00Z", "unheard-of", 1234.5, 0, 0))
	e := newEnv(t, noon, a)
	v2 := fmt.Sprintf("endpoints = { v2 = %q }", e.URL+"/v2")
	v1 := fmt.Sprintf("endpoints = { v1 = %q }", e.URL+"/v1")
	delete(e.Vars, "RUNPOD_REST_API_URL")
	delete(e.Vars, "RUNPOD_REST_V2_API_URL")
	on := func(alias string) string { return "provider = runpod." + alias + "\n" }
	checkBadInput(t, e, []string{"plan", "-json"}, map[string]badInput{
		"good": {block: theProvider, body: v2},
		"old":  {block: theProvider, body: v1},
		"asks for v1": {block: theProvider, body: v2 + `
			api_version = "v1"`},

		"empty key": {block: theProvider, body: v2 + `
			api_key = ""`, at: "api_key", summary: "Missing Runpod API key",
			want: "Set the environment variable RUNPOD_API_KEY, or the argument api_key in the provider block."},
		"key with a line break": {block: theProvider, body: v2 + `
			api_key = "rpa_0123456789\n"`, at: "api_key", summary: "Invalid Runpod API key",
			want: "it begins or ends with white space or a line break"},
		"short key": {block: theProvider, body: v2 + `
			api_key = "1234567"`, at: "api_key", summary: "Invalid Runpod API key",
			want: "The API key in api_key cannot be used: it has only 7 characters, too few for an API key."},

		"serverless on v1": {block: `data "runpod_serverless_billing"`, body: on("old"), at: "runpod_serverless_billing",
			summary: "This data source needs Runpod's API v2",
			want: `runpod_serverless_billing needs API v2, but the provider uses v1: ` +
				`endpoints.v1 is set to "` + e.URL + `/v1" and no endpoint for v2 is set. ` +
				`Runpod has retired v1, which only served runpod_pod_billing. Remove that setting, or use api_version = "v2".`},
		"last_n before 1970": {block: podCharges, body: on("asks_for_v1") + "last_n = 99999", at: "last_n", summary: "Invalid time window",
			want: `The window would begin before the year 1970.`},
		"project in the future": {block: aBudget, body: on("good") + `amount = 1
			include_running = false
			start_date = "2026-11-21"
			end_date = "2026-12-31"`, at: "start_date", summary: "Invalid argument",
			want: `2026-11-21 is in the future, so nothing can have been spent. Check the date, or add the budget when the project begins.`},
		"nothing to average": {block: aBudget, body: on("good") + `amount = 1
			include_running = false
			trailing_days = 2
			exclude_days = ["2026-11-18", "2026-11-19"]`, at: "exclude_days", summary: "Invalid argument",
			want: `It leaves none of the days from 2026-11-18 to 2026-11-19 to average. Exclude fewer days, or increase trailing_days.`},
		"unattributed": {block: podCharges, at: "gpu_type_id", summary: "The GPU type of some charges is unknown",
			body: on("good") + "last_n = 3\ngpu_type_id = \"NVIDIA A40\"",
			want: `2 pods, with charges of 1234.63 USD in this window, cannot be attributed to a GPU type: v2 does not report GPU types, ` +
				`and its list of pods leaves out terminated ones. The total of this GPU type could be too low. ` +
				`Set allow_unattributed = true to leave those charges out and report them in unattributed_amount, ` +
				`or use grouping = "gpuTypeId" without gpu_type_id, which reports them in amount_by_group["unattributed"].`},
	})
	const want = "/v2/billing/pods?bucketSize=day&lastN=3\n/v2/billing?bucketSize=day&lastN=122\n/v2/billing?bucketSize=day&lastN=127\n" +
		"/v2/pods?includeClusterPods=true&limit=1000"
	if got := e.Sent(); got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}

// checkBadInput runs Terraform once on all the mistakes, each in its own file, and
// compares the errors. A case with no expected detail is a block that other cases
// use.
func checkBadInput(t *testing.T, e *env, command []string, mistakes map[string]badInput) {
	t.Helper()
	label := func(name string) string { return strings.NewReplacer(" ", "_", "-", "_").Replace(name) }
	files := map[string]string{"main.tf": acctest.Required}
	for name, mistake := range mistakes {
		head, body := fmt.Sprintf("%s %q", mistake.block, label(name)), mistake.body
		if mistake.block == theProvider {
			head, body = mistake.block, fmt.Sprintf("alias = %q\n%s", label(name), body)
			if mistake.want != "" { // Terraform configures a provider only if something uses it
				body += fmt.Sprintf("\n}\n%s %q {\nprovider = runpod.%s", somePods, label(name), label(name))
			}
		}
		files[label(name)+".tf"] = head + " {\n" + body + "\n}\n"
	}
	printed, code := e.Folder(t, files).Run(t, command...)
	if code != 1 {
		t.Errorf("exit code %d:\n%s", code, printed)
	}
	errors := map[string][]found{} // by file
	for _, d := range diagnosticsIn(t, printed) {
		errors[d.Range.Filename] = append(errors[d.Range.Filename], d)
	}
	for name, mistake := range mistakes {
		file := label(name) + ".tf"
		if mistake.want == "" {
			if len(errors[file]) > 0 {
				t.Errorf("%s: %+v", name, errors[file])
			}
			continue
		}
		if len(errors[file]) != 1 {
			t.Errorf("%s: %d diagnostics, want 1: %+v", name, len(errors[file]), errors[file])
			continue
		}
		got := errors[file][0]
		detail := strings.Join(strings.Fields(got.Detail), " ")
		switch {
		case got.Severity != "error":
			t.Errorf("%s: the severity is %q, want error", name, got.Severity)
		case mistake.summary != "" && got.Summary != mistake.summary:
			t.Errorf("%s: the summary is %q, want %q", name, got.Summary, mistake.summary)
		case !strings.Contains(detail, mistake.want):
			t.Errorf("%s:\ngot  %s\nwant %s", name, detail, mistake.want)
		case !strings.Contains(got.Snippet.Code, mistake.at) && (mistake.inside == "" || !strings.Contains(got.Snippet.Code, mistake.inside)):
			t.Errorf("%s: it points to %q, want %s", name, got.Snippet.Code, mistake.at)
		}
	}
}

// diagnosticsIn parses the output of terraform -json: "validate" prints one
// document, other commands print one message per line.
func diagnosticsIn(t *testing.T, printed string) (all []found) {
	t.Helper()
	var validated struct{ Diagnostics []found }
	if json.Unmarshal([]byte(printed), &validated) == nil && validated.Diagnostics != nil {
		return validated.Diagnostics
	}
	for line := range strings.Lines(printed) {
		var message struct{ Diagnostic *found }
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if message.Diagnostic != nil {
			all = append(all, *message.Diagnostic)
		}
	}
	return all
}

// TestBadEnvironment checks that an error about a variable contains its name, and
// its value unless that is the API key.
func TestBadEnvironment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		variable, value string
		summary, want   string
	}{
		"key in quotes": {"RUNPOD_API_KEY", `"` + acctest.Key + `"`, "Invalid Runpod API key",
			"The API key in RUNPOD_API_KEY cannot be used: it is in quotes: use only the key."},
		"version": {"RUNPOD_API_VERSION", "v3", "Invalid Runpod API version", `RUNPOD_API_VERSION is "v3", but must be one of ["v1" "v2"].`},
		"v1's endpoint": {"RUNPOD_REST_API_URL", "http://a.example", "Invalid Runpod endpoint",
			`RUNPOD_REST_API_URL = "http://a.example" cannot be used: http would send the API key in clear text`},
	} {
		e := newEnv(t, noon, account())
		e.Vars[test.variable] = test.value
		_, diagnostics := e.configure(t, nil, nil, false)
		if len(diagnostics) != 1 || diagnostics[0].Summary != test.summary || !strings.Contains(diagnostics[0].Detail, test.want) {
			t.Errorf("%s: got %v, want %s: %s", name, diagnostics, test.summary, test.want)
			continue
		}
		if test.variable == "RUNPOD_API_KEY" && strings.Contains(diagnostics[0].Detail, strings.Trim(test.value, `"`)) {
			t.Error("the error contains the key")
		}
	}
}
