package billing

// This file and its tests are all that this package does for API v1, beside the
// names that a Kind declares and a line in reader.go.

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// v1TimeBilled is the position of the time billed in Kind.V1Numbers.
const v1TimeBilled = 0

// chargesOfV1 reads charges from v1, which answers with a bare array of records.
func chargesOfV1(ctx context.Context, client *runpod.Client, q Query) (*Charges, error) {
	sent, response, err := send(ctx, client, q, newV1Request)
	if err != nil {
		return nil, err
	}
	answer := newV1Answer(sent)
	if err := answer.read(response.Body); err != nil {
		return nil, response.Invalid(err)
	}
	return answer.charges(momentOf(response)), nil
}

// newV1Request makes the request to v1, which does not support lastN.
func newV1Request(q Query, now time.Time) (request, error) {
	w := q.Window
	bounded := w
	if err := w.CheckBegun(now); err != nil {
		return request{}, err
	}
	switch {
	case w.LastN > 0:
		last, err := w.Last(now)
		if err != nil {
			return request{}, err
		}
		w.Start, w.End, w.LastN = last.Start, last.End, 0
		bounded = w
	case w.End.IsZero() && !w.Start.IsZero():
		bounded.End = now
	}
	r := request{Query: q, window: w, parameters: windowParameters(w)}
	for name, value := range map[string]string{"podId": q.ID, "gpuTypeId": q.GPUTypeID, "grouping": string(v1Grouping(q))} {
		if value != "" {
			r.parameters.Set(name, value)
		}
	}
	return r, bounded.Check()
}

// v1Grouping returns the grouping to send. By default v1 groups by GPU type, and
// then its records name no pod. A query for one pod is grouped by pod instead, so
// that the filter can be checked.
func v1Grouping(q Query) Grouping {
	if q.Grouping == "" && q.ID != "" {
		return ByPod
	}
	return q.Grouping
}

// v1Answer is an answer of v1 while its records are read.
type v1Answer struct {
	request    request
	grouping   Grouping
	totals     *totals
	timeBilled decimal.NullDecimal // milliseconds
	ids        idSet
	kept       []Record // nil unless they are kept
}

func newV1Answer(sent request) *v1Answer {
	a := &v1Answer{request: sent, grouping: sent.groupingOr(ByGPUType), totals: newTotals(sent.Kind), ids: idSet{}}
	if v1Grouping(sent.Query) == ByPod {
		a.grouping = ByPod
	}
	if sent.KeepRecords {
		a.kept = []Record{}
	}
	return a
}

func (a *v1Answer) read(body []byte) error {
	json := strictjson.NewDecoder(body)
	reader := newRecordReader(json, v1FormatOf(a.request.Kind), a.request.Kind)
	index := 0
	err := json.Array(func() error {
		index++
		err := reader.next()
		if err == nil {
			err = a.check(reader.record)
		}
		if err != nil {
			return numbered(index, err)
		}
		a.add(reader.record)
		return nil
	})
	if err == nil {
		err = json.End()
	}
	if err == nil && a.request.ID != "" && a.grouping == ByGPUType && len(a.totals.byGroup) > 1 {
		err = fmt.Errorf("it has %d GPU types for one pod, so the API did not honor podId", len(a.totals.byGroup))
	}
	return err
}

// v1FormatOf returns v1's format of a kind. It documents no member as required, and
// sends some names in another spelling than documented.
func v1FormatOf(kind Kind) recordFormat {
	format := recordFormat{amount: "amount", start: "time", ids: map[string]int{}, numbers: map[string]int{}}
	for i, id := range kind.IDs {
		format.ids[id.V1] = i
	}
	for i, number := range kind.Numbers() {
		format.numbers[number.V1], format.numbers[number.V1Alias] = i, i
	}
	delete(format.numbers, "") // parts, which v1 does not report
	return format
}

// check checks a record against the request. The API does not always honor its
// filters.
func (a *v1Answer) check(r Record) error {
	for _, id := range r.IDs {
		if _, err := a.ids.add(id); err != nil {
			return err
		}
	}
	q, pod, gpuType := a.request.Query, r.IDs[podID], r.IDs[gpuTypeID]
	switch {
	case a.grouping == ByPod && pod == "" && gpuType != "":
		return fmt.Errorf("it is grouped by GPU type, but grouping %s was requested", a.grouping)
	case a.grouping == ByGPUType && gpuType == "" && pod != "":
		return fmt.Errorf("it is grouped by pod, but grouping %s was requested", a.grouping)
	case q.ID != "" && pod != q.ID && (pod != "" || a.grouping == ByPod):
		return fmt.Errorf("it is for the pod %s, but %s was requested", strictjson.Quote(pod), strictjson.Quote(q.ID))
	case q.GPUTypeID != "" && !account.SameGPUType(gpuType, q.GPUTypeID) && (gpuType != "" || a.grouping == ByGPUType):
		return fmt.Errorf("it is for the GPU type %s, but %s was requested", strictjson.Quote(gpuType), strictjson.Quote(q.GPUTypeID))
	case !v1Overlaps(a.request.window, r.Time):
		return fmt.Errorf("its time %s is outside %s", calendar.Format(r.Time), a.request.window)
	}
	return nil
}

// v1Overlaps reports whether a bucket that starts at the time overlaps the window.
// v1 does not document how it aligns buckets, so one may start before the window.
func v1Overlaps(w calendar.Window, start time.Time) bool {
	return (w.Start.IsZero() || w.BucketSize.Add(start, 1).After(w.Start)) && (w.End.IsZero() || start.Before(w.End))
}

func (a *v1Answer) add(r Record) {
	group := r.IDs[gpuTypeID]
	if a.grouping == ByPod {
		group = r.IDs[podID]
	}
	if group == "" {
		group = account.Unattributed
	}
	a.totals.add(r, group)
	a.timeBilled = plus(a.timeBilled, r.Numbers[len(a.request.Kind.Parts)+v1TimeBilled])
	if a.kept != nil {
		a.kept = append(a.kept, r.clone())
	}
}

// charges returns the result, once the records have been read.
func (a *v1Answer) charges(now moment) *Charges {
	a.addIdleBuckets(now)
	a.totals.dropFuture(now)
	charges := Charges{
		Version: runpod.V1, Grouping: a.grouping, Start: a.request.window.Start.UTC(), End: a.request.window.End.UTC(),
		TimeBilledMS: a.timeBilled, AnsweredAt: now.clock,
	}
	a.totals.into(&charges, a.kept)
	return &charges
}

// addIdleBuckets adds the buckets without charges to the amounts by time, up to the
// current one. Weeks begin on the weekday of the last week in the answer, because
// the first one may be cut off at the start of the window.
func (a *v1Answer) addIdleBuckets(now moment) {
	sent, size := a.request.window, a.request.window.BucketSize
	if sent.Start.IsZero() {
		return
	}
	window := calendar.Span{Start: size.Start(sent.Start), End: sent.End}
	if window.End.IsZero() {
		window.End = size.End(now.clock)
	}
	if size == calendar.Week && len(a.totals.byTime) > 0 {
		var last time.Time
		for start := range a.totals.byTime {
			if start.After(last) {
				last = start
			}
		}
		days := int(last.Weekday()-window.Start.Weekday()+7) % 7
		window.Start = window.Start.AddDate(0, 0, days)
		if window.Start.After(sent.Start) {
			window.Start = window.Start.AddDate(0, 0, -7)
		}
	}
	for bucket := range size.Buckets(window) {
		if !bucket.Start.After(now.clock) {
			a.totals.addBucket(bucket.Start)
		}
	}
}
