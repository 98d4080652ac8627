package provider_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	charges "github.com/costguard/terraform-provider-runpod/internal/billing"
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

// auditResource is the order of a resource's values in the tables below.
const auditResource = "kind|id|name|status|cost_per_hour|cost_basis|finding|wasted_per_hour|reason"

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
			"resources": table(t, auditResource, experiment, notebook, proxy, trainer, chat, embed, dataset, weights, finetune, public),
			"findings":  table(t, auditResource, experiment, notebook, chat, dataset), "cost_per_hour": number(t, "28.218227"),
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
			want: map[string]knownvalue.Check{"findings": table(t, auditResource, dataset), "cost_per_hour": number(t, "28.218227")},
		},
		"idle below 97.5": {dataSource: "runpod_audit", arguments: "idle_below = 97.5", sent: auditRequests, want: map[string]knownvalue.Check{
			"findings": table(t, auditResource, experiment, strings.ReplaceAll(notebook, "below 5 ", "below 97.5 "),
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
				"resources": table(t, auditResource, experiment, notebook+" Ignored until 2026-11-20.", proxy, trainer,
					chat+" Ignored until 2026-12-31.", embed, dataset+" It was ignored until 2026-11-19.", weights, finetune, public),
				"findings":        table(t, auditResource, experiment, dataset+" It was ignored until 2026-11-19."),
				"wasted_per_hour": number(t, "0.080777"), "wasted_per_month": number(t, "58.96721"), "unused_ignores": texts("a_typo", "batch8rtx4090"),
				"summary": text(costs + "2 findings: 0.08 USD an hour wasted, 58.97 USD a month: dataset (unmounted volume) 0.05, " +
					"experiment (stopped pod) 0.03."),
			},
		},
	})
}

// TestAuditWithoutNames checks that pods without a name have their id instead, and that a
// pod that is reported as free costs its list price, which takes no further request.
func TestAuditWithoutNames(t *testing.T) {
	t.Parallel()
	account := fakeapi.Account{Catalog: fakeapi.Sample(noon).Catalog, Pods: []fakeapi.Pod{{ID: "train7", GPUType: "NVIDIA H100 80GB HBM3"}}}
	e := newEnv(t, noon, account)
	state := stateOf(t, e.configured(t, nil), "runpod_audit", nil)
	for attribute, want := range map[string]string{
		"resources": "[cost_basis=list_price cost_per_hour=2.99 finding=~ id=train7 kind=pod name=train7 reason=~ status=RUNNING " +
			"wasted_per_hour=0]",
		"findings": "[]", "cost_per_hour": "2.99", "wasted_per_month": "0", "names": "train7=train7",
		"cost_per_hour_by_kind": "cluster=0 network_volume=0 pod=2.99 public_endpoints=0 serverless=0",
	} {
		if got := shown(t, state[attribute]); got != want {
			t.Errorf("%s is %s, want %s", attribute, got, want)
		}
	}
	if got := len(e.API.Requests()); e.Sent() != auditRequests || got != 11 {
		t.Errorf("sent %d requests, want 11:\n%s", got, e.Sent())
	}
}

// TestAuditFails checks that an audit fails if any of its lists fails.
func TestAuditFails(t *testing.T) {
	t.Parallel()
	const access = "Give the key read access to "
	routes := map[string]string{
		"/v2/pods": access + "pods", "/v2/serverless": access + "serverless endpoints", "/v2/network-volumes": access + "network volumes",
		"/v2/clusters": access + "clusters", "/v2/catalog/gpus": access + "the catalog", "/v2/catalog/cpus": access + "the catalog",
	}
	for _, kind := range charges.ResourceKinds() {
		routes["/v2/billing/"+kind.Route] = access + "billing"
	}
	for route, want := range routes {
		e := newEnv(t, noon, fakeapi.Sample(noon))
		e.API.Deny(route)
		response, _ := readDataSource(t, e.configured(t, nil), "runpod_audit", nil)
		if len(response.Diagnostics) != 1 || !strings.Contains(response.Diagnostics[0].Detail, want) {
			t.Errorf("%s: got %v, want %s", route, response.Diagnostics, want)
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
