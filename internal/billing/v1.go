package billing

import (
	"fmt"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// v1Grouping returns the grouping to send. By default v1 groups by GPU type, and
// then its records name no pod. A query for one pod is grouped by pod instead, so
// that the filter can be checked.
func v1Grouping(q Query) Grouping {
	if q.Grouping == "" && q.ID != "" {
		return ByPod
	}
	return q.Grouping
}

// readV1 reads v1's answer, a bare array of records.
func readV1(q Query, sent Window, response *runpod.Response) (*Charges, error) {
	charges := Charges{
		Version: runpod.V1, Grouping: groupOf(q, ByGPUType), Start: sent.Start.UTC(), End: sent.End.UTC(),
	}
	if q.ID != "" && q.Grouping == "" {
		charges.Grouping = ByPod
	}
	var (
		sums    = newTotals(q.Kind)
		json    = strictjson.NewDecoder(response.Body)
		reader  = newRecordReader(json, runpod.V1, q.Kind)
		ids     = distinctIDs{}
		records []Record
	)
	if q.KeepRecords {
		records = []Record{}
	}
	index := 0
	err := json.Array(func() error {
		index++
		if err := reader.next(); err != nil {
			return numbered(index, err)
		}
		record := reader.record
		if err := checkV1(q, sent, charges.Grouping, record, ids); err != nil {
			return numbered(index, err)
		}
		sums.add(record, v1Group(charges.Grouping, record))
		if q.KeepRecords {
			records = append(records, record.clone())
		}
		return nil
	})
	if err == nil {
		err = json.End()
	}
	if err == nil {
		err = checkPages(response)
	}
	if err == nil && q.ID != "" && charges.Grouping == ByGPUType && len(sums.byGroup) > 1 {
		err = fmt.Errorf("it has %d GPU types for one pod, so the API did not honor podId", len(sums.byGroup))
	}
	if err != nil {
		return nil, response.Invalid(err)
	}
	now := momentOf(response)
	sums.fillV1(sent, now)
	sums.dropFuture(now)
	return sums.result(charges, records), nil
}

// v1Group is the key of a record in the amounts by group.
func v1Group(grouping Grouping, r Record) string {
	id := r.IDs[gpuTypeID]
	if grouping == ByPod {
		id = r.IDs[podID]
	}
	if id == "" {
		return Unattributed
	}
	return id
}

// checkV1 checks a record against the query. The API does not always honor its
// filters.
func checkV1(q Query, sent Window, grouping Grouping, r Record, ids distinctIDs) error {
	for _, id := range r.IDs {
		if _, err := ids.add(id); err != nil {
			return err
		}
	}
	pod, gpuType := r.IDs[podID], r.IDs[gpuTypeID]
	switch {
	case grouping == ByPod && pod == "" && gpuType != "":
		return fmt.Errorf("it is grouped by GPU type, but grouping %s was requested", grouping)
	case grouping == ByGPUType && gpuType == "" && pod != "":
		return fmt.Errorf("it is grouped by pod, but grouping %s was requested", grouping)
	case q.ID != "" && pod != q.ID && (pod != "" || grouping == ByPod):
		return fmt.Errorf("it is for the pod %s, but %s was requested", strictjson.Quote(pod), strictjson.Quote(q.ID))
	case q.GPUTypeID != "" && !SameGPUType(gpuType, q.GPUTypeID) && (gpuType != "" || grouping == ByGPUType):
		return fmt.Errorf("it is for the GPU type %s, but %s was requested", strictjson.Quote(gpuType), strictjson.Quote(q.GPUTypeID))
	case !overlaps(sent, r.Time):
		return fmt.Errorf("its time %s is outside %s", FormatTime(r.Time), sent)
	}
	return nil
}

// overlaps reports whether a bucket that starts at the time overlaps the window.
// v1 does not document how it aligns buckets, so one may start before the window.
func overlaps(w Window, start time.Time) bool {
	return (w.Start.IsZero() || w.BucketSize.plus(start, 1).After(w.Start)) && (w.End.IsZero() || start.Before(w.End))
}

// fillV1 adds the buckets without charges to the amounts by time, up to the
// running one. Weeks begin on the weekday of the last week in the answer, because
// the first one may be cut off at the start of the window.
func (t *totals) fillV1(sent Window, now moment) {
	if sent.Start.IsZero() {
		return
	}
	window := span{sent.BucketSize.start(sent.Start), sent.End}
	if window.end.IsZero() {
		window.end = sent.BucketSize.end(now.clock)
	}
	if sent.BucketSize == Week && len(t.byTime) > 0 {
		var last time.Time
		for start := range t.byTime {
			if start.After(last) {
				last = start
			}
		}
		days := int(last.Weekday()-window.start.Weekday()+7) % 7
		window.start = window.start.AddDate(0, 0, days)
		if window.start.After(sent.Start) {
			window.start = window.start.AddDate(0, 0, -7)
		}
	}
	for bucket := range sent.BucketSize.buckets(window) {
		if !bucket.start.After(now.clock) {
			t.bucket(bucket.start)
		}
	}
}
