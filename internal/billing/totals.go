package billing

import (
	"time"

	"github.com/shopspring/decimal"
)

// totals adds records up as they come.
type totals struct {
	kind       Kind
	count      int
	amount     decimalSum
	timeBilled decimalSum
	parts      []decimalSum
	byGroup    map[string]*decimalSum
	byTime     map[time.Time]*decimalSum
}

func newTotals(kind Kind) *totals {
	return &totals{
		kind: kind, parts: make([]decimalSum, len(kind.Parts)),
		byGroup: map[string]*decimalSum{}, byTime: map[time.Time]*decimalSum{},
	}
}

// add adds a record to the sums. group is its key in byGroup, "" where the kind
// has no groups by id.
func (t *totals) add(r Record, group string) {
	t.count++
	t.amount.Add(r.Amount)
	for i := range t.parts {
		t.parts[i].AddKnown(r.Numbers[i])
	}
	if len(t.kind.V1Numbers) > 0 {
		t.timeBilled.AddKnown(r.Numbers[len(t.parts)+timeBilled])
	}
	if group != "" {
		sumOf(t.byGroup, group).Add(r.Amount)
	}
	sumOf(t.byTime, r.Time).Add(r.Amount)
}

// dropFuture removes buckets that have not begun from the amounts by time, which
// an answer may report as 0.
func (t *totals) dropFuture(now moment) {
	for start, sum := range t.byTime {
		if start.After(now.clock) && sum.Total().IsZero() {
			delete(t.byTime, start)
		}
	}
}

func sumOf[K comparable](sums map[K]*decimalSum, key K) *decimalSum {
	sum, found := sums[key]
	if !found {
		sum = &decimalSum{}
		sums[key] = sum
	}
	return sum
}

// amountByPart is nil for a kind without parts.
func (t *totals) amountByPart() map[string]decimal.Decimal {
	if len(t.parts) == 0 {
		return nil
	}
	amounts := map[string]decimal.Decimal{}
	for i, part := range t.kind.Parts {
		amounts[part.Name] = t.parts[i].Total()
	}
	return amounts
}

// amountByGroup is the sums by id. The account has the sums of its parts
// instead, and what of the total no known part explains as unattributed, unless
// it is no more than the API's binary arithmetic makes of nothing.
func (t *totals) amountByGroup() map[string]decimal.Decimal {
	amounts := map[string]decimal.Decimal{}
	for group, sum := range t.byGroup {
		amounts[group] = sum.Total()
	}
	groups := t.kind.Groups()
	if len(groups) == 0 {
		return amounts
	}
	rest := t.amount.Total()
	for _, group := range groups {
		amounts[group] = decimal.Zero
	}
	for i, part := range t.kind.Parts {
		amount := t.parts[i].Total()
		amounts[part.Group] = amounts[part.Group].Add(amount)
		rest = rest.Sub(amount)
	}
	if rest.Abs().GreaterThan(tolerance(t.amount.Total())) {
		amounts[Unattributed] = rest
	}
	return amounts
}

func (t *totals) amountByTime() map[time.Time]decimal.Decimal {
	amounts := make(map[time.Time]decimal.Decimal, len(t.byTime))
	for at, sum := range t.byTime {
		amounts[at] = sum.Total()
	}
	return amounts
}
