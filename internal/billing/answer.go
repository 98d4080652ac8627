package billing

// This file reads v2's answer, and adds up its records as they are read.

import (
	"cmp"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// answer is an answer of v2 while its records are read.
type answer struct {
	request  request
	metadata metadata
	end      time.Time // of the requested window; records that start later are excluded
	now      moment
	gpuTypes *gpuTypeCollector // nil for a query that does not involve GPU types
	check    recordCheck

	count              int // of all records
	included, excluded *totals
}

// newAnswer returns an answer whose records have not been read. It adds the buckets
// that have begun to the amounts by time. With lastN all of them have, even one that
// began just after the second in the Date header.
func newAnswer(sent request, m metadata, now moment, gpuTypes *gpuTypeCollector) *answer {
	a := &answer{
		request: sent, metadata: m, end: m.window.End, now: now, gpuTypes: gpuTypes, check: newRecordCheck(sent, m.window),
		included: newTotals(sent.Query), excluded: newTotals(Query{Kind: sent.Kind}),
	}
	if sent.Compute {
		a.included.compute = map[time.Time]decimal.Decimal{}
	}
	if sent.lastN > 0 {
		a.end = sent.window.BucketSize.Add(m.window.Start, sent.window.LastN)
	}
	for start := range a.check.buckets {
		if (sent.lastN > 0 || !start.After(now.clock)) && start.Before(a.end) {
			a.included.byTime[start] = decimal.Zero
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
	if err := a.metadata.checkTotals(a.count, a.included, a.excluded); err != nil {
		return err
	}
	return a.metadata.checkIDs(a.check.charged)
}

// add checks a record and adds it to the sums.
func (a *answer) add(r Record, end time.Time) error {
	a.count++
	if err := a.check.record(r, end); err != nil {
		return err
	}
	switch {
	case !r.Time.Before(a.end), a.gpuTypes != nil && !a.gpuTypes.wants(r):
		a.excluded.add(r, "")
	case a.request.Grouping == ByGPUType:
		a.gpuTypes.add(r)
	default:
		a.included.add(r, r.id())
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
