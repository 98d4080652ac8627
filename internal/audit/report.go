package audit

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// Kind is a kind of resource, the Resource of a [billing.Kind].
type Kind string

// The kinds that the API lists.
const (
	Pod           Kind = "pod"
	Serverless    Kind = "serverless"
	NetworkVolume Kind = "network_volume"
	Cluster       Kind = "cluster"
)

// Kinds lists all kinds: those that the API lists, then those of which only charges
// are known.
func Kinds() []Kind {
	kinds := listedKinds()
	for _, kind := range unlistedKinds() {
		kinds = append(kinds, Kind(kind.Resource))
	}
	return kinds
}

func listedKinds() []Kind { return []Kind{Pod, Serverless, NetworkVolume, Cluster} }

func unlistedKinds() []billing.Kind {
	return slices.DeleteFunc(billing.ResourceKinds(), func(kind billing.Kind) bool {
		return slices.Contains(listedKinds(), Kind(kind.Resource))
	})
}

// Basis is where the cost of a resource comes from.
type Basis string

// The bases.
const (
	Quoted    Basis = "quoted"     // what the API says that a pod costs
	Billed    Basis = "billed"     // a 24th of yesterday's charge
	ListPrice Basis = "list_price" // the catalog's price
)

// Finding is a way to waste money.
type Finding string

// The findings.
const (
	IdlePod         Finding = "idle_pod"         // a running pod whose GPUs are all below IdleBelow
	StoppedPod      Finding = "stopped_pod"      // a stopped pod whose disk is billed
	WarmWorkers     Finding = "warm_workers"     // a serverless endpoint whose workers always run
	UnmountedVolume Finding = "unmounted_volume" // a network volume that nothing mounts
)

// Resource is something that costs money or could.
type Resource struct {
	Kind          Kind
	ID, Name      string // the name is the id if there is none
	Status        string // of a pod, "" for others
	CostPerHour   decimal.Decimal
	Basis         Basis
	Finding       Finding // "" if none
	WastedPerHour decimal.Decimal
	Reason        string // of the finding, as sentences
	Ignored       bool   // the finding does not count
}

// Report is the result of an audit.
type Report struct {
	Resources      []Resource // ordered by kind, then id
	Findings       []Resource // those with a finding that is not ignored
	CostPerHour    decimal.Decimal
	ByKind         map[Kind]decimal.Decimal // cost per hour, every kind
	WastedPerHour  decimal.Decimal          // of Findings
	WastedPerMonth decimal.Decimal          // in 730 hours
	Names          map[string]string        // name by id of everything that is listed, the id if it has none
	UnusedIgnores  []string                 // ids of Options.Ignore that no resource has
	Summary        string                   // one line for people
}
