package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// auditRequests are those of an audit.
const auditRequests = `/v2/billing/clusters?bucketSize=day&lastN=2
/v2/billing/endpoints?bucketSize=day&lastN=2
/v2/billing/network-volumes?bucketSize=day&lastN=2
/v2/billing/pods?bucketSize=day&lastN=2
/v2/billing/serverless?bucketSize=day&lastN=2
/v2/catalog/cpus
/v2/catalog/gpus
/v2/clusters
/v2/network-volumes
/v2/pods?includeClusterPods=true&limit=1000
/v2/serverless?limit=1000`

// resourceTable checks for a list of resources. Each line has the values of one, in the
// order of the header.
func resourceTable(t *testing.T, lines ...string) knownvalue.Check {
	t.Helper()
	names := strings.Split("kind|id|name|status|cost_per_hour|cost_basis|finding|wasted_per_hour|reason", "|")
	resources := make([]knownvalue.Check, len(lines))
	for i, line := range lines {
		object := map[string]knownvalue.Check{}
		for j, value := range strings.Split(line, "|") {
			switch {
			case value == "~":
				object[names[j]] = knownvalue.Null()
			case strings.HasSuffix(names[j], "per_hour"):
				object[names[j]] = number(t, value)
			default:
				object[names[j]] = knownvalue.StringExact(value)
			}
		}
		resources[i] = knownvalue.ObjectExact(object)
	}
	return knownvalue.ListExact(resources)
}

// texts checks for a list of texts.
func texts(list ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(list))
	for i, one := range list {
		checks[i] = knownvalue.StringExact(one)
	}
	return knownvalue.ListExact(checks)
}

// TestAudit covers every argument and every result, on the sample account.
func TestAudit(t *testing.T) {
	t.Parallel()
	const (
		idle    = "All of its GPUs were below 5 percent at the moment of the read."
		stopped = "It is stopped, but was billed 0.79 USD yesterday."
		warm    = "It keeps at least 1 of its workers running, also without requests."
		loose   = "No pod and no serverless endpoint mounts it."

		experiment = "pod|halt5a6000m8v|experiment|EXITED|0.032877|billed|stopped_pod|0.032877|" + stopped
		notebook   = "pod|note4a40q9zk1|notebook|RUNNING|0.39|quoted|idle_pod|0.39|" + idle
		proxy      = "pod|proxy3cpu0fw7|proxy|RUNNING|0.06|quoted|~|0|~"
		trainer    = "pod|train7h100x2k|trainer|RUNNING|2.69|quoted|~|0|~"
		chat       = "serverless|chat5slsep2w9q|chat|~|1.1|list_price|warm_workers|1.1|" + warm
		embed      = "serverless|embed8slsep4kt|embed|~|0.009467|billed|~|0|~"
		dataset    = "network_volume|dataset3vol|dataset|~|0.0479|billed|unmounted_volume|0.0479|" + loose
		weights    = "network_volume|weights6vol|weights|~|0.0384|billed|~|0|~"
		finetune   = "cluster|cluster2a100s|finetune|~|23.84|quoted|~|0|~"
		public     = "public_endpoints|public_endpoints|Public endpoints|~|0.009583|billed|~|0|~"

		costs = "The account costs 28.22 USD an hour: pods 3.17, serverless 1.11, network volumes 0.09, clusters 23.84, public endpoints 0.01. "
	)
	e := newEnv(t, noon, fakeapi.Sample(noon))
	e.runAll(t, map[string]reading{
		"all": {dataSource: "runpod_audit", sent: auditRequests, want: map[string]knownvalue.Check{
			"resources": resourceTable(t, experiment, notebook, proxy, trainer, chat, embed, dataset, weights, finetune, public),
			"findings":  resourceTable(t, experiment, notebook, chat, dataset), "cost_per_hour": number(t, "28.218227"),
			"cost_per_hour_by_kind": numbers(t, map[string]string{
				"pod": "3.172877", "serverless": "1.109467", "network_volume": "0.0863", "cluster": "23.84", "public_endpoints": "0.009583"}),
			"wasted_per_hour": number(t, "1.570777"), "wasted_per_month": number(t, "1146.66721"),
			"idle_below": number(t, "5"), "min_age_hours": number(t, "1"), "ignore": knownvalue.Null(),
			"unused_ignores": texts(), "read_at": text("2026-11-20T12:00:00Z"),
			"names": knownvalue.MapExact(map[string]knownvalue.Check{
				"chat5slsep2w9q": text("chat"), "cluster2a100s": text("finetune"), "dataset3vol": text("dataset"), "embed8slsep4kt": text("embed"),
				"halt5a6000m8v": text("experiment"), "node0a100sxm4": text("finetune-0"), "node1a100sxm4": text("finetune-1"),
				"note4a40q9zk1": text("notebook"), "proxy3cpu0fw7": text("proxy"), "train7h100x2k": text("trainer"), "weights6vol": text("weights"),
			}),
			"summary": text(costs + "4 findings: 1.57 USD an hour wasted, 1146.67 USD a month: chat (warm workers) 1.10, notebook (idle pod) " +
				"0.39, dataset (unmounted volume) 0.05, experiment (stopped pod) 0.03."),
		}},
		// The notebook runs since 8 o'clock. The experiment was created 60 days ago, chat 100.
		"older than 100 days and 12 hours": {
			dataSource: "runpod_audit", arguments: "min_age_hours = 2412.001\ntimeouts = { read = \"1m\" }", sent: auditRequests,
			want: map[string]knownvalue.Check{"findings": resourceTable(t, dataset), "cost_per_hour": number(t, "28.218227")},
		},
		"exactly 4 hours": {dataSource: "runpod_audit", arguments: "min_age_hours = 4", sent: auditRequests, want: map[string]knownvalue.Check{
			"findings": resourceTable(t, experiment, notebook, chat, dataset)}},
		"more than 4 hours": {dataSource: "runpod_audit", arguments: "min_age_hours = 4.001", sent: auditRequests,
			want: map[string]knownvalue.Check{"findings": resourceTable(t, experiment, chat, dataset)}},
		"no utilization is below 0": {dataSource: "runpod_audit", arguments: "idle_below = 0", sent: auditRequests,
			want: map[string]knownvalue.Check{"findings": resourceTable(t, experiment, chat, dataset), "idle_below": number(t, "0")}},
		"idle below 97.5": {dataSource: "runpod_audit", arguments: "idle_below = 97.5", sent: auditRequests, want: map[string]knownvalue.Check{
			"findings": resourceTable(t, experiment, strings.ReplaceAll(notebook, "below 5 ", "below 97.5 "),
				"pod|train7h100x2k|trainer|RUNNING|2.69|quoted|idle_pod|2.69|"+strings.ReplaceAll(idle, "below 5 ", "below 97.5 "), chat, dataset)}},
		"ignored": {
			dataSource: "runpod_audit", sent: auditRequests,
			arguments: `ignore = {
				note4a40q9zk1 = "2026-11-20"
				chat5slsep2w9q = "2026-12-31"
				dataset3vol = "2026-11-19"
				batch8rtx4090 = "2027-01-01"
				a_typo = "2027-01-01"
			}`,
			want: map[string]knownvalue.Check{
				"resources": resourceTable(t, experiment, notebook+" Ignored until 2026-11-20.", proxy, trainer, chat+" Ignored until 2026-12-31.",
					embed, dataset+" It was ignored until 2026-11-19.", weights, finetune, public),
				"findings":        resourceTable(t, experiment, dataset+" It was ignored until 2026-11-19."),
				"wasted_per_hour": number(t, "0.080777"), "wasted_per_month": number(t, "58.96721"), "unused_ignores": texts("a_typo", "batch8rtx4090"),
				"summary": text(costs + "2 findings: 0.08 USD an hour wasted, 58.97 USD a month: dataset (unmounted volume) 0.05, " +
					"experiment (stopped pod) 0.03."),
			},
		},
	})
}

// TestAuditOfNothing checks that every kind is there, as 0.
func TestAuditOfNothing(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, fakeapi.Account{})
	state := stateOf(t, e.configured(t, nil), "runpod_audit", nil)
	for attribute, want := range map[string]string{
		"resources": "[]", "findings": "[]", "cost_per_hour": "0", "wasted_per_hour": "0", "wasted_per_month": "0", "names": "",
		"cost_per_hour_by_kind": "cluster=0 network_volume=0 pod=0 public_endpoints=0 serverless=0", "summary": "Nothing costs money now.",
	} {
		if got := shown(t, state[attribute]); got != want {
			t.Errorf("%s is %s, want %s", attribute, got, want)
		}
	}
}

// TestAuditAddsUp checks that amounts of an account whose names are missing add up to
// the last digit, and that no request is sent twice, not even for the list price of a
// pod that is reported as free.
func TestAuditAddsUp(t *testing.T) {
	t.Parallel()
	account := fakeapi.Sample(noon)
	account.Pods[0].CostPerHour = 0
	for i := range account.Pods {
		account.Pods[i].Name = ""
	}
	e := newEnv(t, noon, account)
	state := stateOf(t, e.configured(t, nil), "runpod_audit", nil)
	sum := func(list, attribute string) (sum decimal.Decimal) {
		var objects []tftypes.Value
		if err := state[list].As(&objects); err != nil {
			t.Fatal(err)
		}
		for _, object := range objects {
			var values map[string]tftypes.Value
			if err := object.As(&values); err != nil {
				t.Fatal(err)
			}
			sum = sum.Add(decimal.RequireFromString(shown(t, values[attribute])))
		}
		return sum
	}
	var kinds decimal.Decimal
	for kind := range strings.FieldsSeq(shown(t, state["cost_per_hour_by_kind"])) {
		_, cost, _ := strings.Cut(kind, "=")
		kinds = kinds.Add(decimal.RequireFromString(cost))
	}
	// The list price of an H100 in the secure cloud is 2.99.
	for what, got := range map[string]string{
		"cost_per_hour": shown(t, state["cost_per_hour"]), "of resources": sum("resources", "cost_per_hour").String(), "by kind": kinds.String(),
	} {
		if got != "28.518227" {
			t.Errorf("%s: got %s, want 28.518227", what, got)
		}
	}
	if got, want := sum("findings", "wasted_per_hour").String(), shown(t, state["wasted_per_hour"]); got != want || got != "1.570777" {
		t.Errorf("wasted: got %s and %s", got, want)
	}
	for _, want := range []string{"cost_basis=list_price cost_per_hour=2.99", "name=train7h100x2k"} {
		if got := shown(t, state["resources"]); !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := shown(t, state["names"]); !strings.Contains(got, "train7h100x2k=train7h100x2k") {
		t.Errorf("got names %s", got)
	}
	if got := len(e.API.Requests()); e.Sent() != auditRequests || got != 11 {
		t.Errorf("sent %d requests, want 11:\n%s", got, e.Sent())
	}
}

// TestAuditFails checks that an audit fails if any of its lists fails, or is cut short
// on its second page.
func TestAuditFails(t *testing.T) {
	t.Parallel()
	const access = "Give the key read access to "
	for route, want := range map[string]string{
		"/v2/pods": access + "pods", "/v2/serverless": access + "serverless endpoints", "/v2/network-volumes": access + "network volumes",
		"/v2/clusters": access + "clusters", "/v2/catalog/gpus": access + "the catalog", "/v2/catalog/cpus": access + "the catalog",
		"/v2/billing/pods": access + "billing", "/v2/billing/serverless": access + "billing", "/v2/billing/network-volumes": access + "billing",
		"/v2/billing/endpoints": access + "billing", "/v2/billing/clusters": access + "billing",
	} {
		e := newEnv(t, noon, fakeapi.Sample(noon))
		e.API.Deny(route)
		e.failsToAudit(t, route, want)
	}
	account := fakeapi.Sample(noon)
	for i := range 2000 {
		account.Pods = append(account.Pods, fakeapi.Pod{ID: fmt.Sprint("pod", i), CostPerHour: 1})
		account.Endpoints = append(account.Endpoints, fakeapi.Endpoint{ID: fmt.Sprint("endpoint", i)})
	}
	for route, member := range map[string]string{"/v2/pods": "pods", "/v2/serverless": "endpoints"} {
		for want, edit := range map[string]func(string) string{
			"the JSON document ends unexpectedly": func(body string) string { return body[:len(body)/2] },
			`"` + member + `" is missing`:         func(string) string { return "{}" },
			"lists \"":                            nil, // the first page again
		} {
			e := newEnv(t, noon, account)
			pages := 0
			first := ""
			e.API.Script(fakeapi.Fault{Path: route, Times: fakeapi.Always, Edit: func(body string) string {
				pages++
				switch {
				case pages == 1:
					first = body
				case edit == nil:
					return first
				default:
					return edit(body)
				}
				return body
			}})
			e.failsToAudit(t, route+", "+want, want)
			if pages != 2 {
				t.Errorf("%s: %d pages were read, want 2", route, pages)
			}
		}
	}
}

// TestAuditReadsAtTheSameTime checks that an audit takes as long as its slowest request.
func TestAuditReadsAtTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := fakeapi.New(acctest.Key, func() time.Time { return noon }, fakeapi.Sample(noon))
		api.Script(fakeapi.Fault{Path: "/v2/clusters", Delay: time.Second}, fakeapi.Fault{Delay: 300 * time.Millisecond, Times: fakeapi.Always})
		start := time.Now()
		stateOf(t, newEnvAt("http://localhost/v2", noon).configured(t, fakeapi.Transport{Handler: api}), "runpod_audit", nil)
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %s, want 1s", took)
		}
	})
}

func (e *env) failsToAudit(t *testing.T, name, want string) {
	t.Helper()
	response, _ := readDataSource(t, e.configured(t, nil), "runpod_audit", nil)
	if len(response.Diagnostics) != 1 || !strings.Contains(response.Diagnostics[0].Detail, want) {
		t.Errorf("%s: want %s, got", name, want)
		for _, d := range response.Diagnostics {
			t.Error(d.Summary, d.Detail)
		}
	}
}

// TestUnusedIgnoreWarns checks that Terraform shows the warning, and that the plan
// still succeeds.
func TestUnusedIgnoreWarns(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, fakeapi.Sample(noon))
	folder := e.Folder(t, map[string]string{"main.tf": acctest.Required + `
		data "runpod_audit" "x" {
			ignore = { a_typo = "2027-01-01" }
		}
	`})
	printed, code := folder.Run(t, "plan", "-input=false")
	if want := `No resource of the account has the id "a_typo".`; code != 0 || !acctest.Wrapped(want).MatchString(printed) {
		t.Errorf("exit code %d, want 0 and %q:\n%s", code, want, printed)
	}
}

// TestAuditStopsAPlan checks that a precondition on an audit stops a plan.
func TestAuditStopsAPlan(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, fakeapi.Sample(noon))
	e.run(t, resource.TestStep{
		Config: acctest.Required + `
			data "runpod_audit" "x" {}
			output "wasted" {
				value = data.runpod_audit.x.wasted_per_month
				precondition {
					condition     = data.runpod_audit.x.wasted_per_month <= 1146.66
					error_message = data.runpod_audit.x.summary
				}
			}
		`,
		PlanOnly:    true,
		ExpectError: acctest.Wrapped("4 findings: 1.57 USD an hour wasted, 1146.67 USD a month: chat (warm workers) 1.10"),
	})
}
