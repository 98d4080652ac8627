package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// readV2 reads v2's answer, records in an envelope with metadata.
func (r Reader) readV2(ctx context.Context, q Query, sent Window, response *runpod.Response) (*Charges, error) {
	answer := v2Answer{query: q, included: newTotals(q.Kind), excluded: newTotals(q.Kind)}
	if q.KeepRecords {
		answer.records = []Record{}
	}
	err := checkPages(response)
	if err == nil {
		answer.metadata, err = readMetadata(response.Body, q.Kind)
	}
	var snapped bool
	now := momentOf(response)
	if err == nil {
		snapped, err = answer.metadata.checkQuestion(q, sent, now)
	}
	if err != nil {
		return nil, response.Invalid(err)
	}
	answer.setBuckets(sent, now)
	if q.needsGPUTypes() {
		if answer.gpuTypes, err = r.gpuTypes(ctx); err != nil {
			return nil, err
		}
	}
	if err := answer.read(response.Body); err != nil {
		return nil, response.Invalid(err)
	}
	if sent.LastN == 0 {
		answer.included.dropFuture(now)
	}
	charges := Charges{
		Version: runpod.V2, Grouping: groupOf(q, ByPod), Start: answer.metadata.window.start, End: answer.end, Snapped: snapped,
	}
	if q.needsGPUTypes() {
		if err := answer.checkUnattributed(); err != nil {
			return nil, err
		}
		charges.Unattributed = decimal.NewNullDecimal(answer.unattributed.Total())
	}
	return answer.included.result(charges, answer.records), nil
}

// v2Answer is an answer of v2 while its records are read.
type v2Answer struct {
	query    Query
	metadata metadata
	buckets  map[time.Time]bucket // all buckets of the window, by their starts
	end      time.Time            // of the requested window; records that start later are excluded

	count              int // of all records
	included, excluded *totals
	records            []Record
	seen               map[uint64]struct{} // number of the bucket and of the id, of each record
	ids                distinctIDs
	charged            []bool // by number of the id, whether it has an amount other than 0

	gpuTypes         map[string]string // by pod id
	grouped          map[gpuBucket]*gpuGroup
	unattributed     decimalSum
	unattributedPods map[string]struct{}
}

// bucket is a bucket of the window.
type bucket struct {
	number int // counted from 0
	end    time.Time
}

// setBuckets lists the buckets of the window that the answer reports, and adds
// those that have begun to the amounts by time. With lastN all of them have, even
// one that began just after the second in the Date header.
func (a *v2Answer) setBuckets(sent Window, now moment) {
	window := a.metadata.window
	a.buckets = map[time.Time]bucket{}
	a.end = window.end
	if sent.LastN > 0 && !sent.IncludeCurrent {
		a.end = sent.BucketSize.plus(window.start, sent.LastN)
	}
	for span := range sent.BucketSize.buckets(window) {
		a.buckets[span.start] = bucket{len(a.buckets), span.end}
		if (sent.LastN > 0 || !span.start.After(now.clock)) && span.start.Before(a.end) {
			a.included.bucket(span.start)
		}
	}
}

func (a *v2Answer) read(body []byte) error {
	a.seen, a.ids, a.unattributedPods = map[uint64]struct{}{}, distinctIDs{}, map[string]struct{}{}
	json := strictjson.NewDecoder(body)
	err := json.Object(func(name string) error {
		if name != "records" || json.NextIsNull() { // null: the metadata must then count 0 records
			return json.Skip()
		}
		reader := newRecordReader(json, runpod.V2, a.query.Kind)
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
	a.addGroups()
	parts := make([]decimal.Decimal, len(a.included.parts))
	for i := range parts {
		parts[i] = a.included.parts[i].Total().Add(a.excluded.parts[i].Total())
	}
	total := a.included.amount.Total().Add(a.excluded.amount.Total())
	if err := a.metadata.checkSums(a.query.Kind, a.count, total, parts); err != nil {
		return err
	}
	return a.metadata.checkIDs(len(a.ids), count(a.charged))
}

// add checks a record against the query and the metadata, and adds it to the sums.
func (a *v2Answer) add(r Record, end time.Time) error {
	a.count++
	bucket, found := a.buckets[r.Time]
	switch {
	case !found && r.Time.Before(a.metadata.window.start), !found && !r.Time.Before(a.metadata.window.end):
		return fmt.Errorf("its startTime %s is outside the window %s", FormatTime(r.Time), a.metadata.window)
	case !found:
		return fmt.Errorf("its startTime %s is not the start of a bucket of the window %s", FormatTime(r.Time), a.metadata.window)
	case !end.Equal(bucket.end):
		return fmt.Errorf("its endTime %s is not the end of its bucket, %s", FormatTime(end), FormatTime(bucket.end))
	case end.After(a.metadata.window.end):
		return fmt.Errorf("its endTime %s is outside the window %s", FormatTime(end), a.metadata.window)
	}
	group, id := "", 0 // the account and public endpoints have no ids
	if len(r.IDs) > 0 {
		group = r.IDs[0]
		var err error
		if id, err = a.ids.add(group); err != nil {
			return err
		}
		if id == len(a.charged) {
			a.charged = append(a.charged, false)
		}
		a.charged[id] = a.charged[id] || !r.Amount.IsZero()
		if a.query.ID != "" && group != a.query.ID {
			return fmt.Errorf("it is for %s, but %s was requested", strictjson.Quote(group), strictjson.Quote(a.query.ID))
		}
	}
	key := uint64(bucket.number)<<32 | uint64(id) //nolint:gosec // both are small and not negative
	if _, again := a.seen[key]; again {           // v2 reports one record for each id and bucket
		of := ""
		if group != "" {
			of = " of " + strictjson.Quote(group)
		}
		return fmt.Errorf("it is the second one%s for the bucket that starts at %s", of, FormatTime(r.Time))
	}
	a.seen[key] = struct{}{}
	if !r.Time.Before(a.end) {
		a.excluded.add(r, "")
		return nil
	}
	if a.gpuTypes != nil {
		a.addByGPUType(r)
		return nil
	}
	a.include(r, group)
	return nil
}

// include adds a record to the result.
func (a *v2Answer) include(r Record, group string) {
	a.included.add(r, group)
	if a.query.KeepRecords {
		a.records = append(a.records, r.clone())
	}
}

// count returns how many are true.
func count(all []bool) (n int) {
	for _, one := range all {
		if one {
			n++
		}
	}
	return n
}
