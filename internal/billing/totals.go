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
	amount  decimalSum
	parts   []decimalSum
	byGroup map[string]*decimalSum
	byTime  map[time.Time]*decimalSum
	compute map[time.Time]*decimalSum // amounts of parts for compute by time, nil if they are not wanted
}

func newTotals(kind Kind) *totals {
	return &totals{
		kind: kind, parts: make([]decimalSum, len(kind.Parts)),
		byGroup: map[string]*decimalSum{}, byTime: map[time.Time]*decimalSum{},
	}
}

// add adds a record to the sums. group is its key in byGroup, "" to leave it out of
// byGroup.
func (t *totals) add(r Record, group string) {
	t.count++
	t.amount.Add(r.Amount)
	for i := range t.parts {
		t.parts[i].AddKnown(r.Numbers[i])
		if t.compute != nil && t.kind.Parts[i].Compute {
			sumAt(t.compute, r.Time).AddKnown(r.Numbers[i])
		}
	}
	if group != "" {
		sumAt(t.byGroup, group).Add(r.Amount)
	}
	t.bucket(r.Time).Add(r.Amount)
}

// dropFuture removes buckets that have not begun from the amounts by time. An
// answer may report them as 0.
func (t *totals) dropFuture(now moment) {
	for start, sum := range t.byTime {
		if start.After(now.clock) && sum.Total().IsZero() {
			delete(t.byTime, start)
		}
	}
}

// bucket returns the sum of the bucket that begins at start.
func (t *totals) bucket(start time.Time) *decimalSum { return sumAt(t.byTime, start) }

// sumAt returns the sum at a key, which it adds if it is not there.
func sumAt[K comparable](sums map[K]*decimalSum, key K) *decimalSum {
	sum := sums[key]
	if sum == nil {
		sum = &decimalSum{}
		sums[key] = sum
	}
	return sum
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
	return totalsOf(t.byGroup)
}

// sumParts adds up the parts by key. The total is the truth: savings plans, credits
// and new products may be in it without being in a known part. If the parts differ
// from it by more than the tolerance, in either direction, the difference is under
// account.Unattributed.
func (t *totals) sumParts(key func(Field) string) map[string]decimal.Decimal {
	amounts := map[string]decimal.Decimal{}
	rest := t.amount.Total()
	for i, part := range t.kind.Parts {
		amount := t.parts[i].Total()
		amounts[key(part)] = amounts[key(part)].Add(amount)
		rest = rest.Sub(amount)
	}
	if rest.Abs().GreaterThan(tolerance(t.amount.Total())) {
		amounts[account.Unattributed] = rest
	}
	return amounts
}

// totalsOf returns the totals of sums by key.
func totalsOf[K comparable](sums map[K]*decimalSum) map[K]decimal.Decimal {
	amounts := make(map[K]decimal.Decimal, len(sums))
	for key, sum := range sums {
		amounts[key] = sum.Total()
	}
	return amounts
}

// into sets the sums of the charges and their records.
func (t *totals) into(charges *Charges, records []Record) {
	sortRecords(records)
	charges.Records, charges.Count = records, t.count
	charges.Total = t.amount.Total()
	charges.ByGroup, charges.ByTime, charges.ComputeByTime = t.amountByGroup(), totalsOf(t.byTime), totalsOf(t.compute)
}

// tolerance returns by how much two sums of the same amounts may differ: a cent
// and a millionth of the sum. The API adds in binary, so its sums are not exact.
func tolerance(sum decimal.Decimal) decimal.Decimal {
	return decimal.New(1, -2).Add(sum.Abs().Shift(-6))
}
