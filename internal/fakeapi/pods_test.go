package fakeapi_test

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// listPods returns the pods of one page, and its pagination.
func listPods(t *testing.T, server http.Handler, pairs ...string) (pods []object, nextCursor string, hasNextPage bool) {
	t.Helper()
	status, body := get(t, server, "/v2/pods", values(pairs...))
	if wrong := mismatch(contracts(t)["/v2/pods"].Answer, body); status != http.StatusOK || wrong != "" {
		t.Fatalf("%v: %d%s", pairs, status, wrong)
	}
	pagination := member(body, "pagination")
	nextCursor, _ = member(pagination, "nextCursor").(string)
	hasNextPage, _ = member(pagination, "hasNextPage").(bool)
	if hasNextPage == isNull(pagination, "nextCursor") {
		t.Errorf("%v: the pagination contradicts itself: %v", pairs, pagination)
	}
	return objects(member(body, "pods")), nextCursor, hasNextPage
}

// TestPod compares the members of a pod that depend on the account. "-" means that
// a member is left out.
func TestPod(t *testing.T) {
	t.Parallel()
	created, started := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	defaults := map[string]string{
		"status": "RUNNING", "gpu": "map[count:1 id:NVIDIA A40]", "cpu": "-", "cluster": "-", "mounts": "map[]",
		"cloud": "SECURE", "dataCenterId": "<nil>", "template": "<nil>", "cost": "0", "locked": "false",
		"createdAt": "2026-01-01T00:00:00Z", "startedAt": "2026-01-01T00:00:00Z", "uptime": "-", "gpus": "-", "cpu util": "-", "memory": "-",
	}
	for name, test := range map[string]struct {
		pod  fakeapi.Pod
		want map[string]string // where it differs from the default
	}{
		"only an id and a GPU type": {pod: fakeapi.Pod{ID: "p", GPUType: "NVIDIA A40"}},
		"only an id": {pod: fakeapi.Pod{ID: "p"},
			want: map[string]string{"gpu": "-", "cpu": "map[id:cpu3c memory:4 vcpuCount:2]"}},
		"everything": {
			pod: fakeapi.Pod{ID: "p", GPUType: "NVIDIA A40", GPUCount: 2, CostPerHour: 0.78, PersistentDiskGB: 20, Cloud: "COMMUNITY",
				DataCenter: "EU-SE-1", Template: "t", Cluster: "c", Locked: true, CreatedAt: created, StartedAt: started,
				UptimeSeconds: new(int64(60)), GPUUtilization: []int{0, 90}, CPUUtilization: new(0), MemoryUtilization: new(7)},
			want: map[string]string{
				"gpu": "map[count:2 id:NVIDIA A40]", "cluster": "map[id:c rank:0]", "cost": "0.78", "locked": "true",
				"mounts": "map[persistent:map[path:/workspace size:20]]", "cloud": "COMMUNITY", "dataCenterId": "EU-SE-1", "template": "t",
				"createdAt": "2026-11-01T09:00:00Z", "startedAt": "2026-11-02T09:00:00Z", "uptime": "60",
				"gpus": "[map[memoryUtil:0 util:0] map[memoryUtil:45 util:90]]", "cpu util": "map[util:0]", "memory": "map[util:7]",
			},
		},
		"a CPU pod": {pod: fakeapi.Pod{ID: "p", CPUFlavor: "cpu5c", VCPUs: 8, MemoryGB: 16, CostPerHour: 0.2},
			want: map[string]string{"gpu": "-", "cpu": "map[id:cpu5c memory:16 vcpuCount:8]", "cost": "0.2"}},
		"starting": {pod: fakeapi.Pod{ID: "p", GPUType: "NVIDIA A40", Starting: true, UptimeSeconds: new(int64(60))}},
		"with a network volume": {pod: fakeapi.Pod{ID: "p", GPUType: "NVIDIA A40", NetworkVolume: "v"},
			want: map[string]string{"mounts": "map[network:[map[path:/shared volumeId:v]]]"}},
		"stopped": {
			pod:  fakeapi.Pod{ID: "p", GPUType: "NVIDIA A40", Status: "EXITED", CostPerHour: 0.39, StartedAt: started, CPUUtilization: new(5)},
			want: map[string]string{"status": "EXITED", "startedAt": "2026-11-02T09:00:00Z"},
		},
		"never started": {pod: fakeapi.Pod{ID: "p", GPUType: "NVIDIA A40", Status: "PROVISIONING", CostPerHour: 0.39},
			want: map[string]string{"status": "PROVISIONING", "cost": "0.39", "startedAt": "<nil>"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pods, _, _ := listPods(t, serve(fakeapi.Account{Pods: []fakeapi.Pod{test.pod}}), "includeClusterPods", "true")
			if len(pods) != 1 {
				t.Fatalf("got %v", pods)
			}
			pod := pods[0]
			if status := cmp.Or(test.want["status"], "RUNNING"); isNull(pod, "runtime") != (status != "RUNNING" || test.pod.Starting) {
				t.Errorf("runtime is %v and the status %s", pod["runtime"], status)
			}
			for name, want := range defaults {
				from, key := any(pod), name
				switch name {
				case "uptime", "gpus", "memory":
					from = pod["runtime"]
				case "cpu util":
					from, key = pod["runtime"], "cpu"
				}
				if got, want := shown(from, key), cmp.Or(test.want[name], want); got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
			if env := fmt.Sprint(pod["env"]); !strings.Contains(env, fakeapi.PodEnvValue) {
				t.Errorf("the environment is %s", env)
			}
		})
	}
}

// shown returns a member as text, or "-" if it is left out.
func shown(value any, name string) string {
	if members, _ := value.(object); members[name] != nil || isNull(value, name) {
		return fmt.Sprint(members[name])
	}
	return "-"
}

// TestPodsThatAreNotListed checks that terminated pods are not listed, but keep their
// rank.
func TestPodsThatAreNotListed(t *testing.T) {
	t.Parallel()
	server := serve(fakeapi.Account{Pods: []fakeapi.Pod{
		{ID: "flag", Terminated: true},
		{ID: "status", Status: "TERMINATED"},
		{ID: "node0", GPUType: "NVIDIA H200", Cluster: "c", Terminated: true},
		{ID: "node1", GPUType: "NVIDIA H200", Cluster: "c"},
	}})
	if pods, _, _ := listPods(t, server); len(pods) != 0 {
		t.Errorf("got %v", pods)
	}
	pods, _, _ := listPods(t, server, "includeClusterPods", "true")
	if len(pods) != 1 || pods[0]["id"] != "node1" || number(pods[0]["cluster"], "rank") != 1 {
		t.Errorf("got %v", pods)
	}
}

func manyPods(n int) fakeapi.Account {
	var account fakeapi.Account
	for i := range n {
		account.Pods = append(account.Pods, fakeapi.Pod{ID: fmt.Sprintf("pod%d", i), GPUType: "NVIDIA A40"})
	}
	return account
}

func TestPagesOfPods(t *testing.T) {
	t.Parallel()
	server := serve(manyPods(2500))
	seen := map[any]bool{}
	var sizes []int
	var pairs []string
	for more := true; more; {
		pods, cursor, hasNextPage := listPods(t, server, pairs...)
		for _, pod := range pods {
			seen[pod["id"]] = true
		}
		sizes = append(sizes, len(pods))
		pairs, more = []string{"cursor", cursor}, hasNextPage
	}
	if got := fmt.Sprint(sizes); got != "[1000 1000 500]" || len(seen) != 2500 {
		t.Errorf("pages of %s, %d pods in all", got, len(seen))
	}
	if pods, _, more := listPods(t, serve(manyPods(1000))); len(pods) != 1000 || more {
		t.Errorf("a full page of %d pods has a next one: %t", len(pods), more)
	}
}

// TestCursors checks that a cursor is valid only for the parameters that it was
// issued for. Leaving a parameter out is the same as sending its default.
func TestCursors(t *testing.T) {
	t.Parallel()
	server := serve(manyPods(2500))
	_, cursor, _ := listPods(t, server)
	_, ofTwo, _ := listPods(t, server, "limit", "2")
	for name, test := range map[string]struct {
		pairs []string
		want  int
	}{
		"its own":            {[]string{"cursor", cursor}, http.StatusOK},
		"defaults spelt out": {[]string{"cursor", cursor, "limit", "1000", "includeClusterPods", "false"}, http.StatusOK},
		"another limit":      {[]string{"cursor", cursor, "limit", "999"}, http.StatusUnprocessableEntity},
		"with cluster pods":  {[]string{"cursor", cursor, "includeClusterPods", "true"}, http.StatusUnprocessableEntity},
		"of two, its own":    {[]string{"cursor", ofTwo, "limit", "2"}, http.StatusOK},
		"something else":     {[]string{"cursor", encoded("page 2")}, http.StatusUnprocessableEntity},
		"beyond the end":     {[]string{"cursor", encoded("/v2/pods?false 1000 2500")}, http.StatusUnprocessableEntity},
		"of another list":    {[]string{"cursor", encoded("/v2/serverless?false 1000 1000")}, http.StatusUnprocessableEntity},
		"spelt by hand":      {[]string{"cursor", encoded("/v2/pods?false 1000 1000")}, http.StatusOK},
	} {
		if status, body := get(t, server, "/v2/pods", values(test.pairs...)); status != test.want {
			t.Errorf("%s: got %d, want %d: %.200v", name, status, test.want, body)
		}
	}
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
