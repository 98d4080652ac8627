package billing

// This file reads v2's answer: it checks each record against the request and the
// metadata, and all of them against the totals in the metadata.

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// answer is an answer of v2 while its records are read.
type answer struct {
	request  request
	metadata metadata
	buckets  map[time.Time]time.Time // the ends of all buckets of the window, by their starts
	end      time.Time               // of the requested window; records that start later are excluded
	now      moment
	gpuTypes *gpuTypeCollector // nil for a query that does not involve GPU types

	count              int // of all records
	included, excluded *totals
	seen               map[recordKey]struct{}
	charged            map[string]bool // whether each id has an amount other than 0
}

// recordKey is what v2 reports one record for.
type recordKey struct {
	start time.Time // of the bucket
	id    string    // "" for a kind without ids
}

// newAnswer returns an answer whose records have not been read. It lists the buckets
// of the window, and adds those that have begun to the amounts by time. With lastN
// all of them have, even one that began just after the second in the Date header.
func newAnswer(sent request, m metadata, now moment, gpuTypes *gpuTypeCollector) *answer {
	a := &answer{
		request: sent, metadata: m, buckets: map[time.Time]time.Time{}, end: m.window.End, now: now, gpuTypes: gpuTypes,
		included: newTotals(sent.Query), excluded: newTotals(Query{Kind: sent.Kind}),
		seen: map[recordKey]struct{}{}, charged: map[string]bool{},
	}
	if sent.Compute {
		a.included.compute = map[time.Time]decimal.Decimal{}
	}
	size := sent.window.BucketSize
	if sent.lastN > 0 {
		a.end = size.Add(m.window.Start, sent.window.LastN)
	}
	for span := range size.Buckets(m.window) {
		a.buckets[span.Start] = span.End
		if (sent.lastN > 0 || !span.Start.After(now.clock)) && span.Start.Before(a.end) {
			a.included.byTime[span.Start] = decimal.Zero
		}
	}
	return a
}

// read reads the records and compares their sums with the metadata.
func (a *answer) read(body []byte) error {
	json := strictjson.NewDecoder(body)
	err := json.Object(func(name string) error {
		if name != "records" || json.NextIsNull() { // null: the metadata must then count 0 records
			return json.Skip()
		}
		return readRecords(json, formatOf(a.request.Kind), a.request.Kind, a.add)
	})
	if err != nil {
		return err
	}
	if a.gpuTypes != nil {
		for bucket, sum := range a.gpuTypes.grouped {
			a.included.add(*sum, cmp.Or(bucket.gpuType, account.Unattributed))
		}
	}
	if err := a.checkSums(); err != nil {
		return err
	}
	return a.checkIDs()
}

// add checks a record against the request and the metadata, and adds it to the sums.
func (a *answer) add(r Record, end time.Time) error {
	a.count++
	window := a.metadata.window
	bucketEnd, found := a.buckets[r.Time]
	switch {
	case !found && r.Time.Before(window.Start), !found && !r.Time.Before(window.End):
		return fmt.Errorf("its startTime %s is outside the window %s", calendar.Format(r.Time), window)
	case !found:
		return fmt.Errorf("its startTime %s is not the start of a bucket of the window %s", calendar.Format(r.Time), window)
	case !end.Equal(bucketEnd):
		return fmt.Errorf("its endTime %s is not the end of its bucket, %s", calendar.Format(end), calendar.Format(bucketEnd))
	case end.After(window.End):
		return fmt.Errorf("its endTime %s is outside the window %s", calendar.Format(end), window)
	}
	group := ""
	if len(r.IDs) > 0 { // the account and public endpoints have none
		group = r.IDs[0]
		if !a.charged[group] { // it is new, or its charges so far are all 0
			a.charged[group] = !r.Amount.IsZero()
			if err := account.CheckID(group); err != nil {
				return err
			}
		}
		if a.request.ID != "" && group != a.request.ID {
			return fmt.Errorf("it is for %s, but %s was requested", strictjson.Quote(group), strictjson.Quote(a.request.ID))
		}
	}
	key := recordKey{r.Time, group}
	if _, again := a.seen[key]; again {
		of := ""
		if group != "" {
			of = " of " + strictjson.Quote(group)
		}
		return fmt.Errorf("it is the second one%s for the bucket that starts at %s", of, calendar.Format(r.Time))
	}
	a.seen[key] = struct{}{}
	switch {
	case !r.Time.Before(a.end), a.gpuTypes != nil && !a.gpuTypes.wants(r):
		a.excluded.add(r, "")
	case a.request.Grouping == ByGPUType:
		a.gpuTypes.add(r)
	default:
		a.included.add(r, group)
	}
	return nil
}

// checkSums compares the metadata with the sums of the records.
func (a *answer) checkSums() error {
	stated := a.metadata
	if !decimal.NewFromInt(int64(a.count)).Equal(stated.count.Decimal) {
		return fmt.Errorf("it has %s, but its metadata counts %s", calendar.Count(a.count, "record"), stated.count.Decimal.String())
	}
	total := a.included.amount.Add(a.excluded.amount)
	if err := checkSum("totalAmount", total, stated.total.Decimal); err != nil {
		return err
	}
	for i, part := range a.request.Kind.Parts {
		if !stated.parts[i].Valid {
			continue
		}
		sum := a.included.parts[i].Add(a.excluded.parts[i])
		if err := checkSum(part.V2, sum, stated.parts[i].Decimal); err != nil {
			return err
		}
	}
	return nil
}

func checkSum(name string, records, metadata decimal.Decimal) error {
	if records.Sub(metadata).Abs().GreaterThan(tolerance(records)) {
		return fmt.Errorf("the %s of its records adds up to %s USD, but its metadata says %s USD", name, money.Cents(records),
			money.Cents(metadata))
	}
	return nil
}

// checkIDs compares the metadata's number of ids with that of the records. It may
// or may not count ids whose charges are all 0.
func (a *answer) checkIDs() error {
	if !a.metadata.uniqueIDs.Valid {
		return nil
	}
	charged := 0
	for _, is := range a.charged {
		if is {
			charged++
		}
	}
	stated := a.metadata.uniqueIDs.Decimal
	if stated.GreaterThan(decimal.NewFromInt(int64(len(a.charged)))) || stated.LessThan(decimal.NewFromInt(int64(charged))) {
		return fmt.Errorf("its records have %s, but its metadata counts %s", calendar.Count(len(a.charged), "different id"), stated.String())
	}
	return nil
}

// charges returns the result, once the records have been read.
func (a *answer) charges() *Charges {
	if a.request.lastN == 0 {
		a.included.dropFuture(a.now)
	}
	charges := Charges{
		Version: runpod.V2, Start: a.metadata.window.Start, End: a.end, AnsweredAt: a.now.clock,
	}
	if a.request.Kind.GPUTypes {
		charges.Grouping = cmp.Or(a.request.Grouping, ByPod)
	}
	if len(a.request.Kind.Parts) > 0 {
		charges.ByPart = a.included.sumParts(func(part Field) string { return part.Name })
	}
	a.included.into(&charges)
	return &charges
}
