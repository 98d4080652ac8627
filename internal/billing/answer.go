package billing

// This file reads v2's answer: it checks each record against the request and the
// metadata, and all of them against the totals in the metadata.

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// answer is an answer of v2 while its records are read.
type answer struct {
	request  request
	metadata metadata
	buckets  map[time.Time]windowBucket // all buckets of the window, by their starts
	end      time.Time                  // of the requested window; records that start later are excluded
	now      moment
	gpuTypes *gpuTypeCollector // nil for a query that does not involve GPU types

	count              int // of all records
	included, excluded *totals
	records            []Record            // nil unless they are kept
	seen               map[uint64]struct{} // number of the bucket and of the id, of each record
	ids                idSet
	charged            []bool // by number of the id, whether it has an amount other than 0
}

// windowBucket is a bucket of the window.
type windowBucket struct {
	number int // counted from 0
	end    time.Time
}

// newAnswer returns an answer whose records have not been read. It lists the buckets
// of the window, and adds those that have begun to the amounts by time. With lastN
// all of them have, even one that began just after the second in the Date header.
func newAnswer(sent request, m metadata, now moment, gpuTypes *gpuTypeCollector) *answer {
	a := &answer{
		request: sent, metadata: m, buckets: map[time.Time]windowBucket{}, end: m.window.End, now: now, gpuTypes: gpuTypes,
		included: newTotals(sent.Kind), excluded: newTotals(sent.Kind), seen: map[uint64]struct{}{}, ids: idSet{},
	}
	if sent.KeepRecords {
		a.records = []Record{}
	}
	if sent.Compute {
		a.included.compute = map[time.Time]decimal.Decimal{}
	}
	size := sent.window.BucketSize
	if sent.lastN > 0 {
		a.end = size.Add(m.window.Start, sent.window.LastN)
	}
	for span := range size.Buckets(m.window) {
		a.buckets[span.Start] = windowBucket{len(a.buckets), span.End}
		if (sent.lastN > 0 || !span.Start.After(now.clock)) && span.Start.Before(a.end) {
			a.included.addBucket(span.Start)
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
		reader := newRecordReader(json, formatOf(a.request.Kind), a.request.Kind)
		index := 0
		return json.Array(func() error {
			index++
			err := reader.next()
			if err == nil {
				err = a.add(reader.record, reader.end)
			}
			return numbered(index, err)
		})
	})
	if err != nil {
		return err
	}
	if a.gpuTypes != nil {
		for group, record := range a.gpuTypes.records() {
			a.include(record, group)
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
	bucket, found := a.buckets[r.Time]
	switch {
	case !found && r.Time.Before(window.Start), !found && !r.Time.Before(window.End):
		return fmt.Errorf("its startTime %s is outside the window %s", calendar.Format(r.Time), window)
	case !found:
		return fmt.Errorf("its startTime %s is not the start of a bucket of the window %s", calendar.Format(r.Time), window)
	case !end.Equal(bucket.end):
		return fmt.Errorf("its endTime %s is not the end of its bucket, %s", calendar.Format(end), calendar.Format(bucket.end))
	case end.After(window.End):
		return fmt.Errorf("its endTime %s is outside the window %s", calendar.Format(end), window)
	}
	group, id := "", 0 // the account and public endpoints have no ids
	if len(r.IDs) > 0 {
		group = r.IDs[0]
		var err error
		if id, err = a.addID(group, !r.Amount.IsZero()); err != nil {
			return err
		}
	}
	key := uint64(bucket.number)<<32 | uint64(id) //nolint:gosec // both are small and not negative
	if _, again := a.seen[key]; again {           // v2 reports one record for each id and bucket
		of := ""
		if group != "" {
			of = " of " + strictjson.Quote(group)
		}
		return fmt.Errorf("it is the second one%s for the bucket that starts at %s", of, calendar.Format(r.Time))
	}
	a.seen[key] = struct{}{}
	switch {
	case !r.Time.Before(a.end):
		a.excluded.add(r, "")
	case a.gpuTypes == nil:
		a.include(r, group)
	case !a.gpuTypes.wants(r):
		a.excluded.add(r, "")
	case a.request.Grouping == ByGPUType:
		a.gpuTypes.add(r)
	default:
		a.include(r, group)
	}
	return nil
}

// addID checks the id of a record and returns its number.
func (a *answer) addID(id string, charged bool) (number int, err error) {
	if number, err = a.ids.add(id); err != nil {
		return number, err
	}
	if number == len(a.charged) {
		a.charged = append(a.charged, false)
	}
	a.charged[number] = a.charged[number] || charged
	if a.request.ID != "" && id != a.request.ID {
		return number, fmt.Errorf("it is for %s, but %s was requested", strictjson.Quote(id), strictjson.Quote(a.request.ID))
	}
	return number, nil
}

// include adds a record to the result.
func (a *answer) include(r Record, group string) {
	a.included.add(r, group)
	if a.records != nil {
		a.records = append(a.records, r.clone())
	}
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
	if stated.GreaterThan(decimal.NewFromInt(int64(len(a.ids)))) || stated.LessThan(decimal.NewFromInt(int64(charged))) {
		return fmt.Errorf("its records have %s, but its metadata counts %s", calendar.Count(len(a.ids), "different id"), stated.String())
	}
	return nil
}

// charges returns the result, once the records have been read.
func (a *answer) charges() *Charges {
	if a.request.lastN == 0 {
		a.included.dropFuture(a.now)
	}
	charges := Charges{
		Version: runpod.V2, Grouping: a.request.groupingOr(ByPod), Start: a.metadata.window.Start, End: a.end,
		ByPart: a.included.amountByPart(), AnsweredAt: a.now.clock,
	}
	a.included.into(&charges, a.records)
	return &charges
}
