package billing

// This file adds up records: in total, by part, by group and by bucket.

import (
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
}

func newTotals(kind Kind) *totals {
	return &totals{
		kind: kind, parts: make([]decimal.Decimal, len(kind.Parts)),
		byGroup: map[string]decimal.Decimal{}, byTime: map[time.Time]decimal.Decimal{},
	}
}

// add adds a record to the sums. group is its key in byGroup, "" to leave it out of
// byGroup.
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
}

// addBucket adds a bucket to the amounts by time, with 0 if it has no records.
func (t *totals) addBucket(start time.Time) {
	if _, found := t.byTime[start]; !found {
		t.byTime[start] = decimal.Zero
	}
}

// dropFuture removes buckets that have not begun from the amounts by time. An
// answer may report them as 0.
func (t *totals) dropFuture(now moment) {
	for start, sum := range t.byTime {
		if start.After(now.clock) && sum.IsZero() {
			delete(t.byTime, start)
		}
	}
}

// amountByPart returns the sums by part, nil for a kind without parts. What the parts
// do not add up to is under account.Unattributed.
func (t *totals) amountByPart() map[string]decimal.Decimal {
	if len(t.parts) == 0 {
		return nil
	}
	return t.sumParts(func(part Field) string { return part.Name })
}

// amountByGroup returns the sums by group. For the account they are sums of its
// parts.
func (t *totals) amountByGroup() map[string]decimal.Decimal {
	if len(t.kind.Groups()) > 0 {
		return t.sumParts(func(part Field) string { return part.Group })
	}
	return t.byGroup
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

// into sets the sums of the charges and their records.
func (t *totals) into(charges *Charges, records []Record) {
	sortRecords(records)
	charges.Records, charges.Count = records, t.count
	charges.Total = t.amount
	charges.ByGroup, charges.ByTime, charges.ComputeByTime = t.amountByGroup(), t.byTime, t.compute
}

// tolerance returns by how much two sums of the same amounts may differ: a cent
// and a millionth of the sum. The API adds in binary, so its sums are not exact.
func tolerance(sum decimal.Decimal) decimal.Decimal {
	return decimal.New(1, -2).Add(sum.Abs().Shift(-6))
}
