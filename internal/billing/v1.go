package billing

// This file and its tests are all that this package does for API v1, beside the
// names that a Kind declares and a line in reader.go.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
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
	answer := v1Answer{request: sent, grouping: cmp.Or(v1Grouping(q), ByGPUType), totals: newTotals(q)}
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
}

// v1Format is v1's format of records. It documents no member as required, and sends
// some names in another spelling than documented.
func v1Format() recordFormat {
	return recordFormat{amount: "amount", start: "time", names: func(f Field) []string { return []string{f.V1, f.V1Alias} }}
}

func (a *v1Answer) read(body []byte) error {
	json := strictjson.NewDecoder(body)
	err := readRecords(json, v1Format(), a.request.Kind, a.add)
	if err == nil {
		err = json.End()
	}
	if err == nil && a.request.ID != "" && a.grouping == ByGPUType && len(a.totals.byGroup) > 1 {
		err = fmt.Errorf("it has %d GPU types for one pod, so the API did not honor podId", len(a.totals.byGroup))
	}
	return err
}

// check checks a record against the request. The API does not always honor its
// filters.
func (a *v1Answer) check(r Record) error {
	for _, id := range r.IDs {
		if err := account.CheckID(id); err != nil {
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

func (a *v1Answer) add(r Record, _ time.Time) error {
	if err := a.check(r); err != nil {
		return err
	}
	group := r.IDs[gpuTypeID]
	if a.grouping == ByPod {
		group = r.IDs[podID]
	}
	a.totals.add(r, cmp.Or(group, account.Unattributed))
	a.timeBilled = plus(a.timeBilled, r.Numbers[len(a.request.Kind.Parts)+v1TimeBilled])
	return nil
}

// charges returns the result, once the records have been read.
func (a *v1Answer) charges(now moment) *Charges {
	a.addIdleBuckets(now)
	a.totals.dropFuture(now)
	charges := Charges{
		Version: runpod.V1, Grouping: a.grouping, Start: a.request.window.Start.UTC(), End: a.request.window.End.UTC(),
		TimeBilledMS: a.timeBilled, AnsweredAt: now.clock,
	}
	a.totals.into(&charges)
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
		last := slices.MaxFunc(slices.Collect(maps.Keys(a.totals.byTime)), time.Time.Compare)
		days := int(last.Weekday()-window.Start.Weekday()+7) % 7
		window.Start = window.Start.AddDate(0, 0, days)
		if window.Start.After(sent.Start) {
			window.Start = window.Start.AddDate(0, 0, -7)
		}
	}
	for bucket := range size.Buckets(window) {
		if _, found := a.totals.byTime[bucket.Start]; !found && !bucket.Start.After(now.clock) {
			a.totals.byTime[bucket.Start] = decimal.Zero
		}
	}
}
