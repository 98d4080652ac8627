// Package audit computes what costs money on an account now, and what of it is
// wasted.
//
// [Account.Audit] is a pure function of what was read at one moment. Everything that
// costs money is a [Resource], counted once: pods of a cluster are part of the
// cluster. A resource that costs money without being of use has a [Finding]. All
// amounts are in USD, all times in UTC.
package audit

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// Account is what an account has, and what it was charged yesterday.
type Account struct {
	Pods      account.Pods // with those of clusters
	Endpoints []account.Endpoint
	Volumes   []account.NetworkVolume
	Clusters  []account.Cluster
	Prices    account.Prices
	Yesterday Charges
}

// Charges is what each resource cost on one day, by kind and id. A kind without ids is
// one resource, whose id is the kind.
type Charges map[Kind]map[string]decimal.Decimal

// Options say what counts as a finding.
type Options struct {
	IdleBelow decimal.Decimal // percent of utilization
	MinAge    time.Duration   // nothing younger is a finding
	// Ignore has the last day on which a finding does not count, by id of the
	// resource.
	Ignore map[string]time.Time
}

// Audit returns the report. The error is an *account.PriceError if something that
// costs money has no price.
func (a Account) Audit(options Options) (Report, error) {
	report := Report{ByKind: map[Kind]decimal.Decimal{}, Names: a.names()}
	endpoints, err := a.endpoints(options)
	if err != nil {
		return report, err
	}
	report.Resources = slices.Concat(a.pods(options), endpoints, a.volumes(), a.clusters(), a.unlisted())
	for _, kind := range Kinds() {
		report.ByKind[kind] = decimal.Zero
	}
	for i := range report.Resources {
		r := &report.Resources[i]
		r.Name = cmp.Or(r.Name, r.ID)
		report.CostPerHour = report.CostPerHour.Add(r.CostPerHour)
		report.ByKind[r.Kind] = report.ByKind[r.Kind].Add(r.CostPerHour)
		if r.Finding == "" {
			continue
		}
		r.ignore(options.Ignore, a.Pods.ReadAt)
		if !r.Ignored {
			report.Findings = append(report.Findings, *r)
			report.WastedPerHour = report.WastedPerHour.Add(r.WastedPerHour)
		}
	}
	report.WastedPerMonth = report.WastedPerHour.Mul(decimal.NewFromInt(hoursPerMonth))
	for id := range options.Ignore {
		if !slices.ContainsFunc(report.Resources, func(r Resource) bool { return r.ID == id }) {
			report.UnusedIgnores = append(report.UnusedIgnores, id)
		}
	}
	slices.Sort(report.UnusedIgnores)
	report.Summary = report.summary()
	return report, nil
}

const hoursPerMonth = 730

// ignore marks a finding that does not count today.
func (r *Resource) ignore(until map[string]time.Time, now time.Time) {
	last, found := until[r.ID]
	switch {
	case !found:
	case now.Before(last.AddDate(0, 0, 1)):
		r.Ignored = true
		r.Reason += " Ignored until " + last.Format(time.DateOnly) + "."
	default:
		r.Reason += " It was ignored until " + last.Format(time.DateOnly) + "."
	}
}

// pods returns the pods outside clusters.
func (a Account) pods(options Options) (resources []Resource) {
	for _, pod := range a.Pods.Pods {
		if pod.Cluster.ID != "" {
			continue
		}
		r := Resource{Kind: Pod, ID: pod.ID, Name: pod.Name, Status: pod.Status, CostPerHour: pod.Cost.Decimal, Basis: quotedBasis(pod)}
		billed := a.Yesterday[Pod][pod.ID]
		if pod.Stopped() {
			r.CostPerHour, r.Basis = money.PerHour(billed), Billed
		}
		switch old := pod.Age(a.Pods.ReadAt) >= options.MinAge; {
		case old && pod.Stopped() && billed.IsPositive():
			r.Finding, r.WastedPerHour = StoppedPod, r.CostPerHour
			r.Reason = "It is stopped, but was billed " + money.Cents(billed) + " USD yesterday."
		case old && isIdle(pod, options.IdleBelow):
			r.Finding, r.WastedPerHour = IdlePod, r.CostPerHour
			r.Reason = "All of its GPUs were below " + options.IdleBelow.String() + " percent at the moment of the read."
		}
		resources = append(resources, r)
	}
	return resources
}

func quotedBasis(pod account.Pod) Basis {
	if pod.CostEstimated {
		return ListPrice
	}
	return Quoted
}

// isIdle reports whether a pod runs while all of its GPUs are below a utilization, in
// percent. A pod that reports none is not known to be idle.
func isIdle(pod account.Pod, below decimal.Decimal) bool {
	busy := func(gpu account.Utilization) bool {
		return !gpu.Percent.Valid || gpu.Percent.Decimal.GreaterThanOrEqual(below)
	}
	return pod.Running() && pod.GPU != nil && len(pod.Runtime.GPUs) > 0 && !slices.ContainsFunc(pod.Runtime.GPUs, busy)
}

// endpoints returns the serverless endpoints. What they cost varies by the minute:
// it is a 24th of yesterday's charge, but at least the workers that always run.
func (a Account) endpoints(options Options) (resources []Resource, err error) {
	for _, endpoint := range a.Endpoints {
		r := Resource{Kind: Serverless, ID: endpoint.ID, Name: endpoint.Name, Basis: Billed}
		r.CostPerHour = money.PerHour(a.Yesterday[Serverless][endpoint.ID])
		if workers := endpoint.Workers.Min.Decimal; workers.IsPositive() {
			price, err := a.Prices.Worker(endpoint)
			if err != nil {
				return nil, err
			}
			warm := price.Mul(workers)
			if warm.GreaterThan(r.CostPerHour) {
				r.CostPerHour, r.Basis = warm, ListPrice
			}
			if a.Pods.ReadAt.Sub(endpoint.CreatedAt) >= options.MinAge {
				r.Finding, r.WastedPerHour = WarmWorkers, warm
				r.Reason = "It keeps at least " + workers.String() + " of its workers running, also without requests."
			}
		}
		resources = append(resources, r)
	}
	return resources, nil
}

// volumes returns the network volumes, whose price is not in the API.
func (a Account) volumes() (resources []Resource) {
	mounted := map[string]bool{}
	for _, pod := range a.Pods.Pods {
		for _, id := range pod.NetworkVolumeIDs() {
			mounted[id] = true
		}
	}
	for _, endpoint := range a.Endpoints {
		for _, id := range endpoint.NetworkVolumes {
			mounted[id] = true
		}
	}
	for _, volume := range a.Volumes {
		r := Resource{Kind: NetworkVolume, ID: volume.ID, Name: volume.Name, Basis: Billed}
		r.CostPerHour = money.PerHour(a.Yesterday[NetworkVolume][volume.ID])
		if !mounted[volume.ID] {
			r.Finding, r.WastedPerHour = UnmountedVolume, r.CostPerHour
			r.Reason = "No pod and no serverless endpoint mounts it."
		}
		resources = append(resources, r)
	}
	return resources
}

// clusters returns the clusters, each with what its pods quote. A cluster whose pods
// are all stopped quotes nothing, but its disks are billed.
func (a Account) clusters() (resources []Resource) {
	all := map[string]*Resource{}
	at := func(id string) *Resource {
		if all[id] == nil {
			all[id] = &Resource{Kind: Cluster, ID: id, Basis: Quoted}
		}
		return all[id]
	}
	for _, cluster := range a.Clusters {
		at(cluster.ID).Name = cluster.Name
	}
	for _, pod := range a.Pods.Pods {
		if pod.Cluster.ID == "" {
			continue
		}
		r := at(pod.Cluster.ID) // also one that is not listed
		r.CostPerHour = r.CostPerHour.Add(pod.Cost.Decimal)
		if pod.CostEstimated {
			r.Basis = ListPrice
		}
	}
	for _, r := range all {
		if r.CostPerHour.IsZero() {
			r.CostPerHour, r.Basis = money.PerHour(a.Yesterday[Cluster][r.ID]), Billed
		}
		resources = append(resources, *r)
	}
	slices.SortFunc(resources, func(a, b Resource) int { return cmp.Compare(a.ID, b.ID) })
	return resources
}

// unlisted returns what was billed yesterday, of the kinds that the API does not list.
func (a Account) unlisted() (resources []Resource) {
	for _, kind := range unlistedKinds() {
		billed := a.Yesterday[Kind(kind.Resource)]
		for _, id := range slices.Sorted(maps.Keys(billed)) {
			if billed[id].IsZero() {
				continue
			}
			r := Resource{Kind: Kind(kind.Resource), ID: id, CostPerHour: money.PerHour(billed[id]), Basis: Billed}
			if len(kind.IDs) == 0 {
				r.Name = strings.ToUpper(kind.Subject[:1]) + kind.Subject[1:]
			}
			resources = append(resources, r)
		}
	}
	return resources
}

func (a Account) names() map[string]string {
	names := map[string]string{}
	add := func(id, name string) { names[id] = cmp.Or(name, id) }
	for _, pod := range a.Pods.Pods {
		add(pod.ID, pod.Name)
	}
	for _, endpoint := range a.Endpoints {
		add(endpoint.ID, endpoint.Name)
	}
	for _, volume := range a.Volumes {
		add(volume.ID, volume.Name)
	}
	for _, cluster := range a.Clusters {
		add(cluster.ID, cluster.Name)
	}
	return names
}
