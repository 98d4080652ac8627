package audit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

// micro returns millionths of a USD as an amount.
func micro(n int64) decimal.Decimal { return decimal.New(n, -6) }

// TestRandomAccounts audits random accounts, and compares every figure with one that is
// computed in whole millionths while the account is made up.
func TestRandomAccounts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same accounts in every run
	for range 2000 {
		var (
			a = Account{Prices: prices(), Pods: account.Pods{ReadAt: now()}, Yesterday: Charges{
				Pod: {}, Serverless: {}, NetworkVolume: {},
			}}
			options = Options{IdleBelow: usd("5"), MinAge: time.Hour, Ignore: map[string]time.Time{}}
			costs   = map[Kind]int64{}
			wasted  int64
			want    []string // kind, id, cost, finding and waste, both without ignored ones
			mounted = map[string]bool{}
			quotes  = map[string]int64{} // of clusters
		)
		add := func(kind Kind, id string, cost int64, finding Finding, waste int64) {
			if ends := random.IntN(4); finding != "" && ends < 2 { // ended yesterday, or ends today
				options.Ignore[id] = now().Truncate(24*time.Hour).AddDate(0, 0, ends-1)
				if ends == 1 {
					finding, waste = "", 0
				}
			}
			costs[kind] += cost
			wasted += waste
			want = append(want, fmt.Sprintln(kind, id, micro(cost), finding, micro(waste)))
		}
		billed := func(charges map[string]decimal.Decimal, id string) int64 { // yesterday, and a 24th of it, rounded half up
			if random.IntN(3) == 0 {
				return 0
			}
			day := random.Int64N(200_000_000)
			charges[id] = micro(day)
			return (2*day + 24) / 48
		}
		for i := range random.IntN(8) {
			id, cost, hours := fmt.Sprint("pod", i), random.Int64N(10_000_000), random.IntN(3)
			var busy bool
			var utilization []string
			for range 1 + random.IntN(2) {
				percent := random.IntN(8)
				busy = busy || percent >= 5
				utilization = append(utilization, fmt.Sprint(percent))
			}
			pod := gpuPod(id, utilization...)
			pod.Cost, pod.StartedAt, pod.CreatedAt = decimal.NewNullDecimal(micro(cost)), ago(hours), ago(hours)
			if random.IntN(2) == 0 {
				volume := fmt.Sprint("volume", random.IntN(4))
				pod, mounted[volume] = mounting(pod, volume), true
			}
			yesterday := billed(a.Yesterday[Pod], id)
			switch random.IntN(4) {
			case 0:
				cluster := fmt.Sprint("cluster", random.IntN(2))
				pod = inCluster(pod, cluster)
				quotes[cluster] += cost
			case 1:
				pod = stopped(pod)
				if yesterday > 0 && hours > 0 {
					add(Pod, id, yesterday, StoppedPod, yesterday)
				} else {
					add(Pod, id, yesterday, "", 0)
				}
			default:
				if !busy && hours > 0 {
					add(Pod, id, cost, IdlePod, cost)
				} else {
					add(Pod, id, cost, "", 0)
				}
			}
			a.Pods.Pods = append(a.Pods.Pods, pod)
		}
		for i := range random.IntN(4) {
			id, workers, hours, volume := fmt.Sprint("endpoint", i), random.Int64N(3), random.IntN(3), fmt.Sprint("volume", random.IntN(4))
			e := endpoint(id, "AMPERE_48", fmt.Sprint(workers), volume)
			e.CreatedAt, mounted[volume] = ago(hours), true
			a.Endpoints = append(a.Endpoints, e)
			warm := workers * 2 * 1_220_000 // two GPUs
			cost := max(billed(a.Yesterday[Serverless], id), warm)
			if workers > 0 && hours > 0 {
				add(Serverless, id, cost, WarmWorkers, warm)
			} else {
				add(Serverless, id, cost, "", 0)
			}
		}
		for i := range random.IntN(5) {
			id := fmt.Sprint("volume", i)
			a.Volumes = append(a.Volumes, account.NetworkVolume{ID: id})
			if cost := billed(a.Yesterday[NetworkVolume], id); mounted[id] {
				add(NetworkVolume, id, cost, "", 0)
			} else {
				add(NetworkVolume, id, cost, UnmountedVolume, cost)
			}
		}
		for id, cost := range quotes {
			a.Clusters = append(a.Clusters, account.Cluster{ID: id})
			if cost > 0 {
				add(Cluster, id, cost, "", 0)
			}
		}
		for _, kind := range unlistedKinds() {
			kind, id := Kind(kind.Resource), fmt.Sprint(kind.Resource, random.IntN(2))
			a.Yesterday[kind] = map[string]decimal.Decimal{"unused": decimal.Zero}
			if cost := billed(a.Yesterday[kind], id); cost > 0 {
				add(kind, id, cost, "", 0)
			}
		}

		report, err := a.Audit(options)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		var total, byKind, findings, resources decimal.Decimal
		for _, r := range report.Resources {
			total = total.Add(r.CostPerHour)
			if r.Ignored {
				r.Finding, r.WastedPerHour = "", decimal.Zero
			}
			resources = resources.Add(r.WastedPerHour)
			got = append(got, fmt.Sprintln(r.Kind, r.ID, r.CostPerHour, r.Finding, r.WastedPerHour))
		}
		for _, r := range report.Findings {
			findings = findings.Add(r.WastedPerHour)
		}
		for kind, cost := range report.ByKind {
			byKind = byKind.Add(cost)
			if !cost.Equal(micro(costs[kind])) {
				t.Errorf("%s costs %s, want %s", kind, cost, micro(costs[kind]))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, ""), strings.Join(want, ""))
		}
		if !report.CostPerHour.Equal(total) || !report.CostPerHour.Equal(byKind) || !report.WastedPerHour.Equal(findings) ||
			!report.WastedPerHour.Equal(resources) || !report.WastedPerHour.Equal(micro(wasted)) ||
			!report.WastedPerMonth.Equal(micro(wasted*730)) || len(report.UnusedIgnores) > 0 {
			t.Errorf("costs %s, %s and %s; wastes %s, %s, %s and %s", report.CostPerHour, total, byKind, report.WastedPerHour, findings, resources,
				micro(wasted))
		}
	}
}
