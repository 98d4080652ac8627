package account

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestManyPods reads 2,500 pods over three pages.
func TestManyPods(t *testing.T) {
	t.Parallel()
	account := fakeapi.Account{}
	for i := range 2500 {
		account.Pods = append(account.Pods, fakeapi.Pod{ID: fmt.Sprintf("pod%04d", (i*7919)%2500), GPUType: "NVIDIA A40", CostPerHour: 0.1})
	}
	server := newServer(account)
	pods, err := newReader(t, server).Pods(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if len(pods.Pods) != 2500 || !slices.IsSortedFunc(pods.Pods, func(a, b Pod) int { return strings.Compare(a.ID, b.ID) }) {
		t.Errorf("got %d pods", len(pods.Pods))
	}
	if total, byType := pods.CostPerHour(); total.String() != "250" || fmt.Sprint(byType) != "map[NVIDIA A40:250]" {
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

// TestAbsentMembers checks that members of a pod other than its id and cost may be
// missing or null.
func TestAbsentMembers(t *testing.T) {
	t.Parallel()
	for _, pod := range []string{
		`{"id":"x","cost":0}`,
		`{"id":"x","cost":0,"name":null,"status":null,"gpu":null,"cpu":null,"cluster":null,"cloud":null,"dataCenterId":null,` +
			`"template":null,"locked":null,"createdAt":null,"startedAt":null,"mounts":null,"runtime":null}`,
		`{"id":"x","cost":0,"mounts":{"persistent":null},"runtime":{"gpus":null,"cpu":null,"memory":{"util":null},"uptime":null}}`,
	} {
		pods, err := newReader(t, respondWith(`{"pods":[`+pod+`]}`)).Pods(t.Context(), true)
		if err != nil {
			t.Errorf("%s: %v", pod, err)
		} else if want := (Pod{ID: "x", Cost: decimal.NewNullDecimal(decimal.Zero)}); !reflect.DeepEqual(pods.Pods[0], want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", pod, pods.Pods[0], want)
		}
	}
}

func TestGPUUtilization(t *testing.T) {
	t.Parallel()
	for want, gpus := range map[string][]Utilization{
		"33.333333": {{known("97")}, {known("0")}, {known("3")}}, "50": {{known("50")}, {}}, "": {{}},
	} {
		mean, got := PodRuntime{GPUs: gpus}.GPUUtilization(), ""
		if mean.Valid {
			got = mean.Decimal.String()
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestGPUTypes checks that the GPU types need nothing of a pod but its id and type,
// which may be reported in an unusual way.
func TestGPUTypes(t *testing.T) {
	t.Parallel()
	server := respondWith(`{"pods":[{"id":"a","gpu":{"id":"NVIDIA  RTX A4500","count":"many"},"cost":null,"createdAt":"soon"},` +
		`{"id":"b","gpu":{"id":"nvidia rtx a4500"},"cpu":{"id":"x"}},{"id":"c","cpu":{"id":7}},{"id":"d"},{"id":"e","gpu":{"id":null}},` +
		`{"id":"f","gpu":null,"cpu":{}},{"id":"g","gpu":null},{"id":"h","gpu":{"count":1}},{"id":"i","gpu":{"id":""}},` +
		`{"id":"j","gpu":{"id":"  "}},{"id":"k","gpu":{"count":1},"cpu":{}},{"id":"l","machine":{"gpuTypeId":"NVIDIA A40"}}]}`)
	types, err := newReader(t, server).GPUTypes(t.Context())
	if got, want := fmt.Sprint(types, err), "map[a:NVIDIA RTX A4500 b:NVIDIA RTX A4500 c:cpu f:cpu] <nil>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := sent(server), "/v2/pods?includeClusterPods=true&limit=1000"; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

// TestRefusedPods answers with pages, one per line. The last one is repeated.
func TestRefusedPods(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, pages, want string }{
		{"no pods", `{}`, `"pods" is missing`},
		{"null pods", `{"pods":null}`, "pods: got null, want an array"},
		{"no id", `{"pods":[{"name":"x","cost":1}]}`, `pods: element 1: "id" is missing`},
		{"a GPU type that is a number", `{"pods":[{"gpu":{"id":1}}]}`, "pods: element 1: gpu: id: got a number, want a string"},
		{"no cost", `{"pods":[{"id":"x"}]}`, `pods: element 1: pod "x": "cost" is missing`},
		{"an unreadable cost", `{"pods":[{"id":"x","cost":"much"}]}`, `pods: element 1: cost: "much" is not a number`},
		{"a negative cost", `{"pods":[{"id":"x","cost":-0.1}]}`, `pods: element 1: pod "x": its cost is negative`},
		{"an id that is not ASCII", `{"pods":[{"id":"\u00e9","cost":1}]}`,
			`pods: element 1: the id "é" contains a character that is not printable ASCII`},
		{"a pod named like a group", `{"pods":[{"id":"unattributed","cost":1}]}`,
			`pods: element 1: the id "unattributed" clashes with the name of a group`},
		{"a GPU type named like a group", `{"pods":[{"id":"x","cost":1,"gpu":{"id":"cpu"}}]}`,
			`pods: element 1: the id "cpu" clashes with the name of a group`},
		{"a GPU type named almost like a group", `{"pods":[{"id":"x","cost":1,"gpu":{"id":" Unattributed"}}]}`,
			`pods: element 1: the id "unattributed" clashes with the name of a group`},
		{"a pod listed twice", `{"pods":[{"id":"x","cost":1},{"id":"y","cost":1},{"id":"x","cost":1}]}`, `pods: it lists "x" twice`},
		{"a pod on two pages", `{"pods":[{"id":"x","cost":1}],"pagination":{"hasNextPage":true,"nextCursor":"p2"}}` + "\n" +
			`{"pods":[{"id":"x","cost":1}]}`, `pods: it lists "x" twice`},
		{"a further page without a cursor", `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":null}}`,
			"its pagination does not advance"},
		{"a repeated cursor", `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"x"}}`,
			"its pagination does not advance"},
		{"a repeated cursor without hasNextPage", `{"pods":[],"pagination":{"nextCursor":"x"}}`, "its pagination does not advance"},
		{"a repeated cursor although hasNextPage is false", `{"pods":[],"pagination":{"hasNextPage":false,"nextCursor":"x"}}`,
			"its pagination does not advance"},
		{"a cursor that is repeated later", `{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p2"}}` + "\n" +
			`{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p3"}}` + "\n" +
			`{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p2"}}` + "\n" + `{"pods":[]}`, "its pagination does not advance"},
		{"an unreadable time", `{"pods":[{"id":"x","cost":1,"createdAt":"soon"}]}`, `pods: element 1: createdAt: "soon" is not a valid time`},
		{"an unreadable utilization", `{"pods":[{"id":"x","cost":1,"runtime":{"gpus":[{"util":"high"}]}}]}`,
			`pods: element 1: runtime: gpus: 0: util: "high" is not a number`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := newReader(t, respondWith(strings.Split(test.pages, "\n")...)).Pods(t.Context(), true); reason(err) != test.want {
				t.Errorf("got %v, want %s", reason(err), test.want)
			}
		})
	}
}

// TestPodsWithoutEnd checks that reading a list that always has another page ends.
func TestPodsWithoutEnd(t *testing.T) {
	t.Parallel()
	pages := 0
	endless := newServer(fakeapi.Account{})
	endless.Script(fakeapi.Fault{Times: fakeapi.Always, Status: http.StatusOK, Edit: func(string) string {
		pages++
		return fmt.Sprintf(`{"pods":[],"pagination":{"hasNextPage":true,"nextCursor":"p%d"}}`, pages)
	}})
	_, err := newReader(t, endless).Pods(t.Context(), true)
	if want := "it has more than 1000 pages"; reason(err) != want || pages != 1001 {
		t.Errorf("got %v after %d pages, want %s", err, pages, want)
	}
}

func TestCostPerHour(t *testing.T) {
	t.Parallel()
	pods := []Pod{
		{ID: "a", GPU: &PodGPU{ID: "NVIDIA  RTX A4500"}, Cost: known("0.1")}, {ID: "b", GPU: &PodGPU{ID: "nvidia rtx a4500"}, Cost: known("0.2")},
		{ID: "c", CPU: &PodCPU{}, Cost: known("0.06")}, {ID: "d", Cost: known("1e-17")}, {ID: "e", GPU: &PodGPU{ID: " "}, Cost: known("1")},
	}
	total, byType := Pods{Pods: pods}.CostPerHour()
	if got, want := fmt.Sprint(total, byType),
		"1.36000000000000001 map[NVIDIA RTX A4500:0.3 cpu:0.06 unattributed:1.00000000000000001]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if total, byType := (Pods{}).CostPerHour(); !total.IsZero() || byType == nil || len(byType) != 0 {
		t.Errorf("nothing costs %s, %v", total, byType)
	}
}

// TestRunningAtNoCost checks that a pod that is reported as running at a cost of 0
// costs its list price, and that the catalog is only asked for where there is one.
func TestRunningAtNoCost(t *testing.T) {
	t.Parallel()
	catalog := fakeapi.Catalog{
		GPUs: []fakeapi.GPUType{
			{ID: "NVIDIA A40", Secure: fakeapi.Offer{Price: 0.4, MaxCount: 8}, Community: fakeapi.Offer{Price: 0.3}},
			{ID: "NVIDIA  RTX A4500", Secure: fakeapi.Offer{Price: 0.25, MaxCount: 8}},
			{ID: "NVIDIA RTX A4500", Secure: fakeapi.Offer{Price: 0.26, MaxCount: 8}},
		},
		CPUs: []fakeapi.CPUFlavor{{ID: "cpu3c", Secure: 0.03}},
	}
	const lists, priced = "/v2/pods?includeClusterPods=true&limit=1000", "/v2/catalog/cpus?\n/v2/catalog/gpus?\n"
	unpriced := func(id string) string {
		return `The pod "` + id + `" is running, but Runpod reports a cost of 0, and the catalog has no price for it. ` +
			"A cost per hour without it would be too low. Try again in a few minutes."
	}
	for _, test := range []struct {
		name string
		pod  fakeapi.Pod
		want string // cost, or the error
		sent string
	}{
		{"a pod with a cost", fakeapi.Pod{ID: "a", GPUType: "NVIDIA A40", CostPerHour: 0.39}, "0.39 false", lists},
		{"a stopped pod", fakeapi.Pod{ID: "a", GPUType: "NVIDIA A40", Status: "EXITED"}, "0 false", lists},
		{"a pod that starts", fakeapi.Pod{ID: "a", GPUType: "NVIDIA A40", Status: "STARTING"}, "0 false", lists},
		{"GPUs", fakeapi.Pod{ID: "a", GPUType: "nvidia a40", GPUCount: 3}, "1.2 true", priced + lists},
		{"a type with two spellings", fakeapi.Pod{ID: "a", GPUType: "NVIDIA RTX A4500"}, "0.26 true", priced + lists},
		{"vCPUs", fakeapi.Pod{ID: "a", VCPUs: 4}, "0.12 true", priced + lists},
		{"a cloud that does not offer the type", fakeapi.Pod{ID: "a", GPUType: "NVIDIA A40", Cloud: "COMMUNITY"}, unpriced("a"), priced + lists},
		{"a type that is not in the catalog", fakeapi.Pod{ID: "b", GPUType: "NVIDIA Z9"}, unpriced("b"), priced + lists},
		{"vCPUs of the community cloud", fakeapi.Pod{ID: "b", Cloud: "COMMUNITY"}, unpriced("b"), priced + lists},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := newServer(fakeapi.Account{Pods: []fakeapi.Pod{test.pod}, Catalog: catalog})
			pods, err := newReader(t, server).Pods(t.Context(), true)
			got := fmt.Sprint(err)
			if err == nil {
				got = fmt.Sprint(pods.Pods[0].Cost.Decimal, pods.Pods[0].CostEstimated)
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			requests := strings.Split(sent(server), "\n")
			slices.Sort(requests)
			if got := strings.Join(requests, "\n"); got != test.sent {
				t.Errorf("sent\n%s\nwant\n%s", got, test.sent)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	running := func(name, cost string) Pod { return Pod{ID: "id", Name: name, Cost: known(cost)} }
	for _, test := range []struct {
		name string
		pods []Pod
		want string
	}{
		{"none", nil, "No pods run"},
		{"only stopped ones", []Pod{running("a", "0")}, "No pods run"},
		{"one, without a name", []Pod{running("", "0.125")}, "1 pod runs for 0.13 USD an hour: id 0.13"},
		{"the most expensive first", []Pod{running("a", "1"), running("b", "2.5"), running("c", "0"), running("d", "1")},
			"3 pods run for 4.50 USD an hour: b 2.50, a 1.00, d 1.00"},
		{"more than five", []Pod{running("a", "1"), running("b", "1"), running("c", "1"), running("d", "1"), running("e", "1"),
			running("f", "0.5"), running("g", "0.5")}, "7 pods run for 6.00 USD an hour: a 1.00, b 1.00, c 1.00, d 1.00, e 1.00, and 2 more"},
	} {
		if got := (Pods{Pods: test.pods}).Summary(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// TestGroupNamesAsIDs checks which ids clash with the name of a group.
func TestGroupNamesAsIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"cpu": `the id "cpu" clashes with the name of a group`, "CPU": "", "pods": "", "unattributed ": "",
		strings.Repeat("x", 256): ""} {
		if err := CheckID(id); reason(err) != want {
			t.Errorf("%q: got %v, want %s", id, err, want)
		}
	}
}
