package billing

// This file adds up records: in total, by part, by group and by bucket.

import (
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

// totals adds up records one by one.
type totals struct {
	kind    Kind
	count   int
	amount  decimal.Decimal
	parts   []decimal.Decimal
	byGroup map[string]decimal.Decimal
	byTime  map[time.Time]decimal.Decimal
	compute map[time.Time]decimal.Decimal // amounts of parts for compute by time, nil if they are not wanted
	records []Record                      // nil if they are not kept
}

func newTotals(q Query) *totals {
	t := &totals{
		kind: q.Kind, parts: make([]decimal.Decimal, len(q.Kind.Parts)),
		byGroup: map[string]decimal.Decimal{}, byTime: map[time.Time]decimal.Decimal{},
	}
	if q.KeepRecords {
		t.records = []Record{}
	}
	return t
}

// add adds a record to the sums, and keeps it if that is wanted. group is its key in
// byGroup, "" to leave it out of byGroup.
func (t *totals) add(r Record, group string) {
	t.count++
	t.amount = t.amount.Add(r.Amount)
	for i, part := range t.kind.Parts {
		amount := r.Numbers[i].Decimal // 0 if it is not reported
		t.parts[i] = t.parts[i].Add(amount)
		if t.compute != nil && part.Compute {
			t.compute[r.Time] = t.compute[r.Time].Add(amount)
		}
	}
	if group != "" {
		t.byGroup[group] = t.byGroup[group].Add(r.Amount)
	}
	t.byTime[r.Time] = t.byTime[r.Time].Add(r.Amount)
	if t.records != nil {
		r.IDs, r.Numbers = slices.Clone(r.IDs), slices.Clone(r.Numbers)
		t.records = append(t.records, r)
	}
}

// dropFuture removes buckets that have not begun from the amounts by time. An
// answer may report them as 0.
func (t *totals) dropFuture(now moment) {
	maps.DeleteFunc(t.byTime, func(start time.Time, sum decimal.Decimal) bool {
		return start.After(now.clock) && sum.IsZero()
	})
}

// sumParts adds up the parts by key. The total is the truth: savings plans, credits
// and new products may be in it without being in a known part. If the parts differ
// from it by more than the tolerance, in either direction, the difference is under
// account.Unattributed.
func (t *totals) sumParts(key func(Field) string) map[string]decimal.Decimal {
	amounts := map[string]decimal.Decimal{}
	rest := t.amount
	for i, part := range t.kind.Parts {
		amounts[key(part)] = amounts[key(part)].Add(t.parts[i])
		rest = rest.Sub(t.parts[i])
	}
	if rest.Abs().GreaterThan(tolerance(t.amount)) {
		amounts[account.Unattributed] = rest
	}
	return amounts
}

// into sets the sums of the charges and their records. The groups of the account are
// sums of its parts.
func (t *totals) into(charges *Charges) {
	sortRecords(t.records)
	charges.Records, charges.Count, charges.Total = t.records, t.count, t.amount
	charges.ByGroup, charges.ByTime, charges.ComputeByTime = t.byGroup, t.byTime, t.compute
	if len(t.kind.Groups()) > 0 {
		charges.ByGroup = t.sumParts(func(part Field) string { return part.Group })
	}
}

// tolerance returns by how much two sums of the same amounts may differ: a cent
// and a millionth of the sum. The API adds in binary, so its sums are not exact.
func tolerance(sum decimal.Decimal) decimal.Decimal {
	return decimal.New(1, -2).Add(sum.Abs().Shift(-6))
}
