package audit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

func usd(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func known(text string) decimal.NullDecimal { return decimal.NewNullDecimal(usd(text)) }

func now() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

func ago(hours int) time.Time { return now().Add(-time.Duration(hours) * time.Hour) }

// gpuPod returns a running pod for 2 USD an hour whose GPUs have the utilizations.
func gpuPod(id string, utilization ...string) account.Pod {
	pod := account.Pod{
		ID: id, Name: "pod " + id, Status: "RUNNING", Cost: known("2"), GPU: &account.PodGPU{ID: "NVIDIA A40"},
		CreatedAt: ago(1000), StartedAt: ago(100),
	}
	for _, percent := range utilization {
		gpu := account.Utilization{}
		if percent != "" {
			gpu.Percent = known(percent)
		}
		pod.Runtime.GPUs = append(pod.Runtime.GPUs, gpu)
	}
	return pod
}

func stopped(pod account.Pod) account.Pod {
	pod.Status, pod.Cost = "EXITED", known("0")
	return pod
}

func inCluster(pod account.Pod, id string) account.Pod {
	pod.Cluster.ID = id
	return pod
}

func mounting(pod account.Pod, volume string) account.Pod {
	pod.Mounts.Network = []struct {
		VolumeID string `json:"volumeId"`
	}{{volume}}
	return pod
}

func endpoint(id, pool, workersMin string, volumes ...string) account.Endpoint {
	e := account.Endpoint{ID: id, Name: "endpoint " + id, NetworkVolumes: volumes}
	e.GPU = &struct {
		Pools         []string            `json:"pools"`
		ExcludedTypes []string            `json:"excludedTypes"`
		Count         decimal.NullDecimal `json:"count"`
	}{Pools: []string{pool}, Count: known("2")}
	e.Workers.Min = known(workersMin)
	return e
}

func prices() account.Prices {
	var prices account.Prices
	for id, price := range map[string]string{"NVIDIA A40": "1.1", "NVIDIA RTX A6000": "1.22"} {
		gpu := account.GPUType{ID: id, Pool: "AMPERE_48"}
		gpu.Price.Serverless = known(price)
		prices.GPUs = append(prices.GPUs, gpu)
	}
	return prices
}

// lines shows resources, one per line.
func lines(resources []Resource) string {
	var lines []string
	for _, r := range resources {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s %s %s", r.Kind, r.ID, r.CostPerHour, r.Basis, r.Finding,
			r.WastedPerHour, r.Reason)))
	}
	return strings.Join(lines, "\n")
}

func TestFindings(t *testing.T) {
	t.Parallel()
	options := Options{IdleBelow: usd("5"), MinAge: time.Hour}
	const idle = "All of its GPUs were below 5 percent at the moment of the read."
	young := gpuPod("p", "0")
	young.StartedAt = now().Add(-time.Hour + time.Second)
	restarted := gpuPod("p", "0")
	restarted.Runtime.UptimeSeconds = known("3599")
	estimated := gpuPod("p", "50")
	estimated.CostEstimated = true
	starting := gpuPod("p")
	starting.Status = "STARTING"
	youngStopped := stopped(gpuPod("p"))
	youngStopped.CreatedAt = now()
	for _, test := range []struct {
		name    string
		account Account
		want    string
	}{
		{"a busy pod", Account{Pods: account.Pods{Pods: []account.Pod{gpuPod("p", "5", "0")}}}, "pod p 2 quoted  0"},
		{"an idle pod", Account{Pods: account.Pods{Pods: []account.Pod{gpuPod("p", "4.9", "0")}}}, "pod p 2 quoted idle_pod 2 " + idle},
		{"a pod that reports no utilization", Account{Pods: account.Pods{Pods: []account.Pod{gpuPod("p")}}}, "pod p 2 quoted  0"},
		{"a GPU that reports no utilization", Account{Pods: account.Pods{Pods: []account.Pod{gpuPod("p", "0", "")}}}, "pod p 2 quoted  0"},
		{"a pod that was just started", Account{Pods: account.Pods{Pods: []account.Pod{young}}}, "pod p 2 quoted  0"},
		{"the uptime counts first", Account{Pods: account.Pods{Pods: []account.Pod{restarted}}}, "pod p 2 quoted  0"},
		{"a pod that starts", Account{Pods: account.Pods{Pods: []account.Pod{starting}}}, "pod p 2 quoted  0"},
		{"an estimated cost", Account{Pods: account.Pods{Pods: []account.Pod{estimated}}}, "pod p 2 list_price  0"},
		{"a stopped pod", Account{
			Pods: account.Pods{Pods: []account.Pod{stopped(gpuPod("p"))}}, Yesterday: Charges{Pod: {"p": usd("1")}},
		}, "pod p 0.041667 billed stopped_pod 0.041667 It is stopped, but was billed 1.00 USD yesterday."},
		{"a stopped pod that was not billed", Account{Pods: account.Pods{Pods: []account.Pod{stopped(gpuPod("p"))}}}, "pod p 0 billed  0"},
		{"a stopped pod that was just created", Account{
			Pods: account.Pods{Pods: []account.Pod{youngStopped}}, Yesterday: Charges{Pod: {"p": usd("24")}},
		}, "pod p 1 billed  0"},
		{"an endpoint without warm workers", Account{
			Endpoints: []account.Endpoint{endpoint("e", "AMPERE_48", "0")},
			Yesterday: Charges{Serverless: {"e": usd("12")}},
		}, "serverless e 0.5 billed  0"},
		{"warm workers, at the highest price of the pool", Account{Endpoints: []account.Endpoint{endpoint("e", "AMPERE_48", "3")}},
			"serverless e 7.32 list_price warm_workers 7.32 It keeps at least 3 of its workers running, also without requests."},
		{"warm workers that were billed for more", Account{
			Endpoints: []account.Endpoint{endpoint("e", "AMPERE_48", "1")},
			Yesterday: Charges{Serverless: {"e": usd("240")}},
		}, "serverless e 10 billed warm_workers 2.44 It keeps at least 1 of its workers running, also without requests."},
		{"an unmounted volume", Account{
			Volumes: []account.NetworkVolume{{ID: "v"}}, Yesterday: Charges{NetworkVolume: {"v": usd("2.4")}},
		}, "network_volume v 0.1 billed unmounted_volume 0.1 No pod and no serverless endpoint mounts it."},
		{"a volume that a stopped pod of a cluster mounts", Account{
			Pods: account.Pods{Pods: []account.Pod{inCluster(mounting(gpuPod("p"), "v"), "c")}}, Volumes: []account.NetworkVolume{{ID: "v"}},
		}, "network_volume v 0 billed  0\ncluster c 2 quoted  0"},
		{"a volume that an endpoint mounts", Account{
			Endpoints: []account.Endpoint{endpoint("e", "AMPERE_48", "0", "v")}, Volumes: []account.NetworkVolume{{ID: "v"}},
		}, "serverless e 0 billed  0\nnetwork_volume v 0 billed  0"},
		{"a cluster costs what its pods quote, and they are not idle", Account{
			Pods: account.Pods{Pods: []account.Pod{
				inCluster(gpuPod("p", "0"), "c"), inCluster(gpuPod("q"), "c"), inCluster(gpuPod("r"), "unlisted"),
			}},
			Clusters:  []account.Cluster{{ID: "c"}, {ID: "empty"}},
			Yesterday: Charges{Cluster: {"c": usd("1"), "empty": usd("6")}},
		}, "cluster c 4 quoted  0\ncluster empty 0.25 billed  0\ncluster unlisted 2 quoted  0"},
		{"a cluster with a pod at its list price", Account{Pods: account.Pods{Pods: []account.Pod{inCluster(estimated, "c")}}},
			"cluster c 2 list_price  0"},
		{"public endpoints", Account{Yesterday: Charges{"public_endpoints": {"public_endpoints": usd("1")}}},
			"public_endpoints public_endpoints 0.041667 billed  0"},
		{"nothing", Account{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.account.Prices, test.account.Pods.ReadAt = prices(), now()
			report, err := test.account.Audit(options)
			if got := lines(report.Resources); err != nil || got != test.want {
				t.Errorf("got\n%s, %v\nwant\n%s", got, err, test.want)
			}
		})
	}
}

// TestUnpriced checks that warm workers without a price are an error.
func TestUnpriced(t *testing.T) {
	t.Parallel()
	_, err := Account{Endpoints: []account.Endpoint{endpoint("e", "ADA_24", "1")}, Prices: prices()}.Audit(Options{})
	if want := `The serverless endpoint "e" keeps workers running, and the catalog has no price for them.`; err == nil ||
		!strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestReport checks sums, names, ignored findings and the summary.
func TestReport(t *testing.T) {
	t.Parallel()
	day := func(day int) time.Time { return time.Date(2026, time.November, day, 0, 0, 0, 0, time.UTC) }
	report, err := Account{
		Pods:      account.Pods{ReadAt: now(), Pods: []account.Pod{gpuPod("a", "0"), gpuPod("b", "0"), gpuPod("c", "0"), gpuPod("d", "90")}},
		Endpoints: []account.Endpoint{endpoint("e", "AMPERE_48", "1")},
		Volumes:   []account.NetworkVolume{{ID: "v", Name: "old data"}}, Prices: prices(),
		Yesterday: Charges{NetworkVolume: {"v": usd("1")}, "public_endpoints": {"public_endpoints": usd("12")}},
	}.Audit(Options{IdleBelow: usd("5"), Ignore: map[string]time.Time{"a": day(20), "b": day(19), "z": day(30), "y": day(30)}})
	if err != nil {
		t.Fatal(err)
	}
	var findings []string
	for _, f := range report.Findings {
		findings = append(findings, f.ID)
	}
	for _, compared := range []struct{ what, got, want string }{
		{"findings", strings.Join(findings, " "), "b c e v"},
		{"the ignored one", report.Resources[0].Reason,
			"All of its GPUs were below 5 percent at the moment of the read. Ignored until 2026-11-20."},
		{"the one that was ignored", report.Resources[1].Reason,
			"All of its GPUs were below 5 percent at the moment of the read. It was ignored until 2026-11-19."},
		{"cost", report.CostPerHour.String(), "10.981667"},
		{"by kind", fmt.Sprint(report.ByKind), "map[cluster:0 network_volume:0.041667 pod:8 public_endpoints:0.5 serverless:2.44]"},
		{"wasted", report.WastedPerHour.String(), "6.481667"},
		{"a month", report.WastedPerMonth.String(), "4731.61691"},
		{"names", fmt.Sprint(report.Names), "map[a:pod a b:pod b c:pod c d:pod d e:endpoint e v:old data]"},
		{"unused", strings.Join(report.UnusedIgnores, " "), "y z"},
		{"summary", report.Summary, "The account costs 10.98 USD an hour: pods 8.00, serverless 2.44, network volumes 0.04, public " +
			"endpoints 0.50. " +
			"4 findings: 6.48 USD an hour wasted, 4731.62 USD a month: endpoint e (warm workers) 2.44, pod b (idle pod) 2.00, " +
			"pod c (idle pod) 2.00, old data (unmounted volume) 0.04."},
	} {
		if compared.got != compared.want {
			t.Errorf("%s: got  %s\nwant %s", compared.what, compared.got, compared.want)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	var idle []account.Pod
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		pod := gpuPod(id, "0")
		pod.Name = ""
		idle = append(idle, pod)
	}
	for _, test := range []struct {
		name string
		pods []account.Pod
		want string
	}{
		{"nothing", nil, "Nothing costs money now."},
		{"no finding", []account.Pod{gpuPod("a", "90")}, "The account costs 2.00 USD an hour: pods 2.00. Nothing is wasted."},
		{"more findings than it names, by their ids", idle, "The account costs 14.00 USD an hour: pods 14.00. " +
			"7 findings: 14.00 USD an hour wasted, 10220.00 USD a month: " +
			"a (idle pod) 2.00, b (idle pod) 2.00, c (idle pod) 2.00, d (idle pod) 2.00, e (idle pod) 2.00, and 2 more."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report, err := Account{Pods: account.Pods{ReadAt: now(), Pods: test.pods}}.Audit(Options{IdleBelow: usd("5")})
			if err != nil || report.Summary != test.want {
				t.Errorf("got\n%s, %v\nwant\n%s", report.Summary, err, test.want)
			}
		})
	}
}
