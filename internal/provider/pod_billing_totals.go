package provider

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// unattributed is the group of spend that names neither a pod nor a GPU type.
const unattributed = "unattributed"

// podBillingTotals adds records up as they come, and keeps them if asked to.
type podBillingTotals struct {
	grouping runpod.Grouping
	keep     bool
	kept     []runpod.Record

	count      int64
	amount     runpod.DecimalSum
	timeBilled runpod.DecimalSum
	byGroup    map[string]*runpod.DecimalSum
	byTime     map[time.Time]*runpod.DecimalSum
}

func newPodBillingTotals(grouping runpod.Grouping, keep bool) *podBillingTotals {
	return &podBillingTotals{
		grouping: grouping,
		keep:     keep,
		byGroup:  map[string]*runpod.DecimalSum{},
		byTime:   map[time.Time]*runpod.DecimalSum{},
	}
}

func (t *podBillingTotals) add(r runpod.Record) {
	t.count++
	t.amount.Add(r.Amount)
	t.timeBilled.AddKnown(r.TimeBilledMS)
	addTo(t.byGroup, t.group(r), r.Amount)
	addTo(t.byTime, r.Time, r.Amount)
	if t.keep {
		t.kept = append(t.kept, r)
	}
}

// group is what a record is counted under: by GPU type what names one, since
// only records grouped by GPU type do, unless pods were asked for.
func (t *podBillingTotals) group(r runpod.Record) string {
	if t.grouping == runpod.ByPod {
		return cmp.Or(r.PodID, r.GPUTypeID, unattributed)
	}
	return cmp.Or(r.GPUTypeID, r.PodID, unattributed)
}

func addTo[K comparable](sums map[K]*runpod.DecimalSum, key K, amount decimal.Decimal) {
	sum, ok := sums[key]
	if !ok {
		sum = &runpod.DecimalSum{}
		sums[key] = sum
	}
	sum.Add(amount)
}

// records are the kept ones in their order: by time, pod and GPU type. The API
// promises no order, so what is left decides between equals, and the same answer
// always gives the same state.
func (t *podBillingTotals) records() []runpod.Record {
	slices.SortFunc(t.kept, func(a, b runpod.Record) int {
		if order := cmp.Or(
			a.Time.Compare(b.Time),
			cmp.Compare(a.PodID, b.PodID),
			cmp.Compare(a.GPUTypeID, b.GPUTypeID),
			cmp.Compare(a.EndpointID, b.EndpointID),
		); order != 0 {
			return order
		}
		return cmp.Or( // seldom gets here, where comparing is slower
			a.Amount.Cmp(b.Amount),
			a.TimeBilledMS.Decimal.Cmp(b.TimeBilledMS.Decimal),
			a.DiskSpaceBilledGB.Decimal.Cmp(b.DiskSpaceBilledGB.Decimal),
		)
	})
	return t.kept
}
