package billing

// This file turns a query into the request to send.

import (
	"net/url"
	"strconv"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// Grouping is what charges of pods are added up by within a time bucket.
type Grouping string

// The groupings, as v1 spells them. By default v1 groups by GPU type, v2 by pod.
const (
	ByPod     Grouping = "podId"
	ByGPUType Grouping = "gpuTypeId"
)

// Query selects charges. The zero value of any field except Kind and Window means
// that it is not set.
type Query struct {
	Kind   Kind
	Window calendar.Window
	ID     string // only charges of this id, the first of Kind.IDs

	// For kinds with GPU types, which only pods have.
	Grouping  Grouping // "": the version's default
	GPUTypeID string
	// AllowUnattributed leaves charges of unknown GPU type out of the total of a
	// GPU type. Without it, they are an error.
	AllowUnattributed bool

	KeepRecords bool
	Compute     bool // also add up the parts for compute by time
	UTCDays     bool // the days of the answer must begin at 00:00 UTC
}

// needsGPUTypes reports whether the query involves GPU types, which v2 does not
// report.
func (q Query) needsGPUTypes() bool { return q.GPUTypeID != "" || q.Grouping == ByGPUType }

// request is a query as it is sent. It is made once, for one moment.
type request struct {
	Query

	window     calendar.Window // with the times that are sent
	lastN      int             // how many buckets v2 is asked for, 0 if for two times
	parameters url.Values
}

// v2Days is the length in days of v2's window if the request has none.
const v2Days = 30

// newRequest makes the request to v2. v2 has been seen to reject one time without
// the other, so the missing one is set to v2's documented default: the end of the
// current bucket, or 30 days ago. v2 ignores unknown parameters, so grouping and
// GPU type are not sent.
func newRequest(q Query, now time.Time) (request, error) {
	w := q.Window
	r := request{Query: q, lastN: w.LastN}
	if err := w.CheckBegun(now); err != nil {
		return r, err
	}
	switch {
	case w.LastN > 0:
		if _, err := w.Last(now); err != nil {
			return r, err
		}
		if !w.IncludeCurrent { // request the current bucket too and drop it, so that the API's clock decides which one it is
			r.lastN++
		}
	case w.End.IsZero() && !w.Start.IsZero():
		w.End = w.BucketSize.End(now)
	case w.Start.IsZero() && !w.End.IsZero():
		w.Start = w.BucketSize.Start(now.AddDate(0, 0, -v2Days))
		if !w.Start.Before(w.End) {
			return r, &calendar.WindowError{Argument: "end_time", Reason: "Without start_time, the window begins 30 days ago, which is not " +
				"before this end_time. Set start_time as well."}
		}
	}
	r.window = w
	r.parameters = windowParameters(w)
	if r.lastN > 0 {
		r.parameters.Set("lastN", strconv.Itoa(r.lastN))
	}
	if filter, ok := q.Kind.Filter(); ok && q.ID != "" {
		r.parameters.Set(filter.V2, q.ID)
	}
	return r, w.Check()
}

// windowParameters returns the parameters for a window that both versions have.
func windowParameters(w calendar.Window) url.Values {
	values := url.Values{"bucketSize": {string(w.BucketSize)}}
	if !w.Start.IsZero() {
		values.Set("startTime", calendar.Format(w.Start))
	}
	if !w.End.IsZero() {
		values.Set("endTime", calendar.Format(w.End))
	}
	return values
}
