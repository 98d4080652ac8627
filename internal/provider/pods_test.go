package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// fleet has a pod with all attributes, a stopped pod, a CPU pod whose cost is reported
// as 0 and is 0.06 by the catalog, a pod in a cluster
// whose GPU type is spelled differently, and a terminated pod.
func fleet() fakeapi.Account {
	created := time.Date(2026, time.November, 1, 8, 30, 0, 0, time.UTC)
	return fakeapi.Account{Catalog: fakeapi.Catalog{CPUs: []fakeapi.CPUFlavor{{ID: "cpu5c", Secure: 0.03}}}, Pods: []fakeapi.Pod{
		{
			ID: "train", Name: "trainer", GPUType: "NVIDIA RTX A4500", GPUCount: 3, CostPerHour: 0.1, PersistentDiskGB: 190, NetworkVolume: "vol1",
			Cloud: "COMMUNITY", DataCenter: "US-KS-2", Template: "torch", Locked: true, CreatedAt: created, StartedAt: created.Add(time.Hour),
			UptimeSeconds: new(int64(86_400)), GPUUtilization: []int{97, 0, 3}, CPUUtilization: new(23), MemoryUtilization: new(0),
		},
		{ID: "halt", Name: "experiment", Status: "EXITED", GPUType: "NVIDIA A40", CostPerHour: 0.33, PersistentDiskGB: 110, CreatedAt: created},
		{ID: "proxy", CPUFlavor: "cpu5c", VCPUs: 2, MemoryGB: 16, CreatedAt: created},
		{ID: "node", Name: "node 0", GPUType: "NVIDIA  RTX A4500", CostPerHour: 0.2, Cluster: "duo", CreatedAt: created},
		{ID: "ended", GPUType: "NVIDIA A40", CostPerHour: 9, Terminated: true},
	}}
}

// TestPods covers every argument and every attribute of a pod.
func TestPods(t *testing.T) {
	t.Parallel()
	const header = "id|locked|name|status|cost_per_hour|gpu_type_id|gpu_count|cpu_flavor_id|vcpu_count|memory_gb|persistent_disk_gb|cloud|" +
		"data_center_id|template_id|cluster_id|created_at|started_at|uptime_seconds|gpu_utilization|cpu_utilization|memory_utilization|" +
		"cost_estimated|network_volume_ids"
	const (
		halt = "halt|false|experiment|EXITED|0|NVIDIA A40|1|~|~|~|110|SECURE|~|~|~|2026-11-01T08:30:00Z|~|~|~|~|~|false|[]"
		node = "node|false|node 0|RUNNING|0.2|NVIDIA  RTX " +
			"A4500|1|~|~|~|~|SECURE|~|~|duo|2026-11-01T08:30:00Z|2026-11-01T08:30:00Z|~|~|~|~|false|[]"
		proxy = "proxy|false|~|RUNNING|0.06|~|~|cpu5c|2|16|~|SECURE|~|~|~|2026-11-01T08:30:00Z|2026-11-01T08:30:00Z|~|~|~|~|true|[]"
		train = "train|true|trainer|RUNNING|0.1|NVIDIA RTX A4500|3|~|~|~|190|COMMUNITY|US-KS-2|torch|~|" +
			"2026-11-01T08:30:00Z|2026-11-01T09:30:00Z|86400|33.333333|23|0|false|[vol1]"
	)
	e := newEnv(t, noon, fleet())
	e.runAll(t, map[string]reading{
		"all": {
			dataSource: "runpod_pods", sent: "/v2/pods?includeClusterPods=true&limit=1000\n/v2/catalog/cpus\n/v2/catalog/gpus",
			want: map[string]knownvalue.Check{
				"pods":      table(t, header, halt, node, proxy, train),
				"pod_count": number(t, "4"), "cost_per_hour": number(t, "0.36"), // in binary floating point, 0.1 + 0.2 > 0.3
				"cost_per_hour_by_gpu_type": numbers(t, map[string]string{"NVIDIA A40": "0", "NVIDIA RTX A4500": "0.3", "cpu": "0.06"}),
				"include_cluster_pods":      knownvalue.Null(),
				"summary":                   knownvalue.StringExact("3 pods run for 0.36 USD an hour: node 0 0.20, trainer 0.10, proxy 0.06"),
				"read_at":                   knownvalue.StringExact("2026-11-20T12:00:00Z"),
			},
		},
		"without clusters": {
			dataSource: "runpod_pods", arguments: "include_cluster_pods = false\ntimeouts = { read = \"1m\" }",
			sent: "/v2/pods?includeClusterPods=false&limit=1000",
			want: map[string]knownvalue.Check{
				"pods":      table(t, header, halt, proxy, train),
				"pod_count": number(t, "3"), "cost_per_hour": number(t, "0.16"),
				"cost_per_hour_by_gpu_type": numbers(t, map[string]string{"NVIDIA A40": "0", "NVIDIA RTX A4500": "0.1", "cpu": "0.06"}),
			},
		},
	})
}

// TestNoSecrets checks that nothing that may hold a secret gets into the state, the
// plan or a trace log, also if the read fails.
func TestNoSecrets(t *testing.T) {
	t.Parallel()
	const audit = `
		data "runpod_audit" "x" {}
		data "runpod_balance" "x" {}
		output "all" { value = [data.runpod_audit.x, data.runpod_balance.x] }
	`
	for name, test := range map[string]struct {
		config string
		faults []fakeapi.Fault
		want   string // in the state, or in the log of a read that fails
	}{
		"pods": {config: `
			data "runpod_pods" "x" {}
			data "runpod_pod_billing" "by_type" { grouping = "gpuTypeId" }
			output "pods" { value = data.runpod_pods.x.pods }
		`, want: "train7h100x2k"},
		"audit": {config: audit, want: "halt5a6000m8v"},
		"an audit that fails at an endpoint": {config: audit, want: "got a string, want an object",
			faults: edited("/v2/serverless", `"workers":{"min":1,"max":3,"idleTimeout":5}`, `"workers":"none"`)},
		"an audit that is cut short in a secret": {config: audit, want: "ends unexpectedly", faults: []fakeapi.Fault{{
			Path: "/v2/serverless", Times: fakeapi.Always,
			Edit: func(body string) string { return body[:strings.Index(body, fakeapi.EndpointEnvValue)+10] },
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, noon, fakeapi.Sample(noon))
			e.API.Script(test.faults...)
			e.Vars["TF_LOG"] = "TRACE"
			folder := e.Folder(t, map[string]string{"main.tf": acctest.Required + test.config})
			logged, code := folder.Run(t, "apply", "-auto-approve", "-input=false")
			texts := map[string]string{"log": regexp.MustCompile(`pid=\d+`).ReplaceAllString(logged, "")} // may equal a port number below
			if len(test.faults) == 0 {
				state, err := os.ReadFile(filepath.Join(folder.Path, "terraform.tfstate"))
				if err != nil {
					t.Fatal(err)
				}
				texts["plan"], _ = folder.Run(t, "show", "-json")
				texts["state"] = string(state)
			}
			if (code != 0) != (len(test.faults) > 0) || !strings.Contains(logged+texts["state"], test.want) ||
				!strings.Contains(logged, "Sent a request to the Runpod API") {
				t.Errorf("exit code %d, and %q or the requests are missing:\n%s", code, test.want, logged[max(0, len(logged)-3000):])
			}
			for place, text := range texts {
				for _, secret := range []string{
					fakeapi.PodEnvValue, fakeapi.EndpointEnvValue[:10], "API_TOKEN", "HF_TOKEN", "64411eb2", "ssh.example.com", "ssh root@",
					"192.0.2.10", "30022", "8888/http", "example/image", "example/worker",
				} {
					if at := strings.Index(text, secret); at >= 0 {
						t.Errorf("the %s contains %s: …%s…", place, secret, text[max(0, at-200):at])
					}
				}
			}
		})
	}
}
