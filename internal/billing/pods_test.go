package billing

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestManyPods reads 2,500 pods over three pages.
func TestManyPods(t *testing.T) {
	t.Parallel()
	account := fakeapi.Account{}
	for i := range 2500 {
		account.Pods = append(account.Pods, fakeapi.Pod{ID: fmt.Sprintf("pod%04d", (i*7919)%2500), GPUType: "NVIDIA A40", CostPerHour: 0.1})
	}
	server := newServerOf(account)
	pods, err := newReader(t, runpod.V2, server).Pods(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if len(pods) != 2500 || !slices.IsSortedFunc(pods, func(a, b Pod) int { return strings.Compare(a.ID, b.ID) }) {
		t.Errorf("got %d pods", len(pods))
	}
	if total, byType := CostPerHour(pods); total.String() != "250" || amounts(byType) != "NVIDIA A40=250" {
		t.Errorf("they cost %s an hour, %v", total, byType)
	}
	requests := server.Requests()
	if len(requests) != 3 {
		t.Fatalf("%d requests were sent", len(requests))
	}
	for i, r := range requests {
		if r.Query.Get("limit") != "1000" || r.Query.Get("includeClusterPods") != "true" || r.Query.Has("cursor") != (i > 0) {
			t.Errorf("request %d asked for %v", i+1, r.Query)
		}
	}
}

// TestClusterPods checks that pods of clusters are left out on request.
func TestClusterPods(t *testing.T) {
	t.Parallel()
	account := fakeapi.Account{Pods: []fakeapi.Pod{{ID: "a"}, {ID: "b", Cluster: "big"}}}
	for include, want := range map[bool]string{true: "a b", false: "a"} {
		server := newServerOf(account)
		pods, err := newReader(t, runpod.V2, server).Pods(t.Context(), include)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, pod := range pods {
			ids = append(ids, pod.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, want := sent(server), fmt.Sprintf("/v2/pods?includeClusterPods=%t&limit=1000", include); got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
	}
}

// TestPodFields reads pods with all fields, and with only the required ones.
func TestPodFields(t *testing.T) {
	t.Parallel()
	known := func(text string) decimal.NullDecimal { return decimal.NewNullDecimal(usd(text)) }
	bare := fakeapi.Pod{ID: "c", Name: "", Status: "EXITED", CostPerHour: 9}
	for _, test := range []struct {
		name string
		pod  fakeapi.Pod
		want Pod
	}{
		{
			"a GPU pod",
			fakeapi.Pod{
				ID: "a", Name: "trainer", GPUType: "NVIDIA H100 80GB HBM3", GPUCount: 3, CostPerHour: 8.07, PersistentDiskGB: 190,
				Cloud: "COMMUNITY", DataCenter: "US-KS-2", Template: "tmpl", Cluster: "big", Locked: true,
				CreatedAt: at("2026-10-01"), StartedAt: at("2026-11-01"), UptimeSeconds: new(int64(90)),
				GPUUtilization: []int{97, 0, 3}, CPUUtilization: new(23), MemoryUtilization: new(58),
			},
			Pod{
				ID: "a", Name: "trainer", Status: "RUNNING", CostPerHour: usd("8.07"), GPUTypeID: "NVIDIA H100 80GB HBM3", GPUCount: known("3"),
				PersistentDiskGB: known("190"), Cloud: "COMMUNITY", DataCenterID: "US-KS-2", TemplateID: "tmpl", ClusterID: "big", Locked: new(true),
				CreatedAt: at("2026-10-01"), StartedAt: at("2026-11-01"), UptimeSeconds: known("90"),
				GPUUtilization: known("33.333333"), CPUUtilization: known("23"), MemoryUtilization: known("58"),
			},
		},
		{
			"a CPU pod", fakeapi.Pod{ID: "b", CPUFlavor: "cpu5c", VCPUs: 8, MemoryGB: 16, CostPerHour: 0.06, CreatedAt: at("2026-10-01")},
			Pod{
				ID: "b", Status: "RUNNING", CostPerHour: usd("0.06"), CPUFlavorID: "cpu5c", VCPUCount: known("8"), MemoryGB: known("16"),
				Cloud: "SECURE", Locked: new(false), CreatedAt: at("2026-10-01"), StartedAt: at("2026-10-01"), isCPU: true,
			},
		},
		{
			"a stopped pod", bare,
			Pod{
				ID: "c", Status: "EXITED", CostPerHour: usd("0"), CPUFlavorID: "cpu3c", VCPUCount: known("2"), MemoryGB: known("4"),
				Cloud: "SECURE", Locked: new(false), CreatedAt: at("2026-01-01"), isCPU: true,
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pods, err := newReader(t, runpod.V2, newServerOf(fakeapi.Account{Pods: []fakeapi.Pod{test.pod}})).Pods(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := podText(pods[0]), podText(test.want); len(pods) != 1 || got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			for _, secret := range []string{fakeapi.PodEnvValue, "API_TOKEN", "8888", "192.0.2.10", "ssh", "root"} {
				if strings.Contains(podText(pods[0]), secret) {
					t.Errorf("%s is in %s", secret, podText(pods[0]))
				}
			}
		})
	}
	t.Run("only what is required", func(t *testing.T) {
		t.Parallel()
		const null = `{"id":"x","cost":0,"name":null,"status":null,"gpu":null,"cpu":null,"cluster":null,"cloud":null,"dataCenterId":null,` +
			`"template":null,` +
			`"locked":null,"createdAt":null,"startedAt":null,"mounts":null,"runtime":null}`
		for _, pod := range []string{
			`{"id":"x","cost":0}`, null,
			`{"id":"x","cost":0,"mounts":{"persistent":null},"runtime":{"gpus":null,"cpu":null,"memory":{"util":null},"uptime":null},` +
				`"gpu":{"id":null}}`,
			`{"id":"x","cost":0,"mounts":[],"runtime":{"gpus":[],"cpu":[]},"gpu":[],"cpu":"none"}`,
		} {
			pods, err := newReader(t, runpod.V2, answering(`{"pods":[`+pod+`]}`)).Pods(t.Context(), true)
			if err != nil {
				t.Errorf("%s: %v", pod, err)
			} else if got, want := podText(pods[0]), podText(Pod{ID: "x"}); got != want {
				t.Errorf("%s: got\n%s\nwant\n%s", pod, got, want)
			}
		}
	})
}

// podText returns all of a pod as JSON.
func podText(pod Pod) string {
	text, err := json.Marshal(struct {
		Pod
		IsCPU bool
	}{pod, pod.isCPU})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// TestPodHasNoSecrets checks that Pod has no field for what may contain a secret.
func TestPodHasNoSecrets(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"env", "port", "ssh", "registry", "args", "image", "ip"} {
		for _, field := range reflect.VisibleFields(reflect.TypeFor[Pod]()) {
			if strings.EqualFold(field.Name, name) || strings.EqualFold(field.Name, name+"s") {
				t.Errorf("Pod has %s", field.Name)
			}
		}
	}
}

func TestRefusedPods(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, body, want string }{
		{"an array", `[]`, "got an array, want an object"},
		{"no pods", `{}`, `"pods" is missing`},
		{"null pods", `{"pods":null}`, "pods: got null, want an array"},
		{"cut short", `{"pods":[{"id":"x","cost":1}]`, "the JSON document ends unexpectedly"},
		{"trailing data", `{"pods":[]}{}`, "there is data after the end of the JSON document"},
		{"a pod that is null", `{"pods":[null]}`, "pods: got null, want an object"},
		{"no id", `{"pods":[{"name":"x","cost":1}]}`, `pods: "id" is missing`},
		{"an empty id", `{"pods":[{"id":"","cost":1}]}`, `pods: "id" is missing`},
		{"an id that is a number", `{"pods":[{"id":1}]}`, "pods: id: got a number, want a string"},
		{"a GPU type that is a number", `{"pods":[{"gpu":{"id":1}}]}`, "pods: gpu: id: got a number, want a string"},
		{"no cost", `{"pods":[{"id":"x"}]}`, `pods: pod "x": "cost" is missing`},
		{"a null cost", `{"pods":[{"id":"x","cost":null}]}`, `pods: pod "x": "cost" is missing`},
		{"an unreadable cost", `{"pods":[{"id":"x","cost":"much"}]}`, `pods: cost: "much" is not a number`},
		{"a negative cost", `{"pods":[{"id":"x","cost":-0.1}]}`, `pods: pod "x": its cost is negative`},
		{"an id that is not ASCII", `{"pods":[{"id":"\u00e9","cost":1}]}`, `pods: the id "é" contains a character that is not printable ASCII`},
		{"a pod named like a group", `{"pods":[{"id":"unattributed","cost":1}]}`,
			`pods: the id "unattributed" clashes with the name of a group`},
		{"a GPU type named like a group", `{"pods":[{"id":"x","cost":1,"gpu":{"id":"cpu"}}]}`,
			`pods: the id "cpu" clashes with the name of a group`},
		{"a GPU type named almost like a group", `{"pods":[{"id":"x","cost":1,"gpu":{"id":" Unattributed"}}]}`,
			`pods: the id "unattributed" clashes with the name of a group`},
		{"a pod listed twice", `{"pods":[{"id":"x","cost":1},{"id":"y","cost":1},{"id":"x","cost":1}]}`, `it lists the pod "x" twice`},
		{"a further page without a cursor", `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":null}}`,
			"its pagination does not advance"},
		{"a repeated cursor", `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"x"}}`,
			"its pagination does not advance"},
		{"a repeated cursor without hasNextPage", `{"pods":[],"pagination":{"nextCursor":"x"}}`, "its pagination does not advance"},
		{"an unreadable time", `{"pods":[{"id":"x","cost":1,"createdAt":"soon"}]}`, `pods: createdAt: "soon" is not a valid time`},
		{"an unreadable utilization", `{"pods":[{"id":"x","cost":1,"runtime":{"gpus":[{"util":"high"}]}}]}`,
			`pods: runtime: gpus: util: "high" is not a number`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := newReader(t, runpod.V2, answering(test.body)).Pods(t.Context(), true); reason(err) != test.want {
				t.Errorf("got %v, want %s", reason(err), test.want)
			}
		})
	}
}

// TestPodOnTwoPages checks that a pod may not be on two pages, and that a cursor
// may not be repeated on a later page.
func TestPodOnTwoPages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		pages []string
		want  string
	}{
		{"a pod on two pages", []string{
			`{"pods":[{"id":"x","cost":1}],"pagination":{"hasNextPage":true,"nextCursor":"p2"}}`, `{"pods":[{"id":"x","cost":1}]}`,
		}, `it lists the pod "x" twice`},
		{"a cursor that is repeated later", []string{
			`{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p2"}}`, `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p3"}}`,
			`{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p2"}}`,
		}, "its pagination does not advance"},
		{"a cursor although hasNextPage is false", []string{
			`{"pods":[{"id":"x","cost":1}],"pagination":{"hasNextPage":false,"nextCursor":"p2"}}`, `{"pods":[{"id":"y","cost":1}]}`,
		}, ""},
		{"a cursor outside of pagination", []string{`{"pods":[{"id":"x","cost":1}],"nextCursor":"p2"}`, `{"pods":[{"id":"y","cost":1}]}`}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := newServer()
			for _, page := range test.pages {
				server.Script(fakeapi.Fault{Body: page})
			}
			pods, err := newReader(t, runpod.V2, server).Pods(t.Context(), true)
			if reason(err) != test.want || len(server.Requests()) != len(test.pages) || err == nil && len(pods) != len(test.pages) {
				t.Errorf("got %d pods and %v after %d requests, want %s", len(pods), err, len(server.Requests()), test.want)
			}
		})
	}
}

// TestPodsWithoutEnd checks that reading a list that always has another page ends.
func TestPodsWithoutEnd(t *testing.T) {
	t.Parallel()
	pages := 0
	endless := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		pages++
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p%d"}}`, pages)
	})
	_, err := newReader(t, runpod.V2, endless).Pods(t.Context(), true)
	if want := "it has more than 1000 pages"; reason(err) != want || pages != 1001 {
		t.Errorf("got %v after %d pages, want %s", err, pages, want)
	}
}

func TestCostPerHour(t *testing.T) {
	t.Parallel()
	pods := []Pod{
		{ID: "a", GPUTypeID: "NVIDIA  RTX A4500", CostPerHour: usd("0.1")}, {ID: "b", GPUTypeID: "nvidia rtx a4500", CostPerHour: usd("0.2")},
		{ID: "c", isCPU: true, CostPerHour: usd("0.06")}, {ID: "d", CostPerHour: usd("1e-17")}, {ID: "e", GPUTypeID: " ", CostPerHour: usd("1")},
	}
	total, byType := CostPerHour(pods)
	if got, want := total.String()+" "+amounts(byType),
		"1.36000000000000001 NVIDIA RTX A4500=0.3 cpu=0.06 unattributed=1.00000000000000001"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if total, byType := CostPerHour(nil); !total.IsZero() || byType == nil || len(byType) != 0 {
		t.Errorf("nothing costs %s, %v", total, byType)
	}
}
