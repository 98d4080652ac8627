package billing

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
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
	Window Window
	ID     string // only charges of this id, the first of Kind.IDs

	// For kinds with GPU types, which only pods have.
	Grouping  Grouping // "": the version's default
	GPUTypeID string
	// AllowUnattributed leaves charges of unknown GPU type out of the total of a
	// GPU type. Without it, they are an error.
	AllowUnattributed bool

	KeepRecords bool

	utcDays bool // the days of the answer must begin at 00:00 UTC
}

// needsGPUTypes reports whether the query involves GPU types, which v2 does not
// report.
func (q Query) needsGPUTypes() bool { return q.GPUTypeID != "" || q.Grouping == ByGPUType }

// Charges is a complete answer. All amounts are exact sums in USD.
type Charges struct {
	Version  runpod.Version
	Grouping Grouping // "" for kinds without GPU types
	// Start and End are the window in UTC. On v2 it is the one that v2 resolved,
	// without the current bucket if that was not requested. On v1 it is the one
	// that was sent; a time that was not sent is zero, because v1 does not report
	// what it used.
	Start, End time.Time
	// Snapped reports whether v2 moved a requested time outward, to the boundary of
	// a bucket.
	Snapped bool

	Records      []Record // sorted; nil unless KeepRecords is set
	Count        int
	Total        decimal.Decimal
	ByGroup      map[string]decimal.Decimal
	ByPart       map[string]decimal.Decimal // nil on v1, and for a kind without parts
	ByTime       map[time.Time]decimal.Decimal
	TimeBilledMS decimal.NullDecimal // milliseconds; pods on v1
	// Unattributed is the sum of charges of unknown GPU type. It is not valid on v1
	// and for a query that does not involve GPU types.
	Unattributed decimal.NullDecimal
}

// Reader reads what Runpod reports through a client.
type Reader struct {
	Client *runpod.Client
}

// Charges returns the charges that the query selects. Its errors are
// *runpod.Error, *ArgumentError or *ClockError.
func (r Reader) Charges(ctx context.Context, q Query) (*Charges, error) {
	if err := q.Window.Check(); err != nil {
		return nil, err
	}
	if q.GPUTypeID != "" && foldGPUType(q.GPUTypeID) == "" {
		return nil, &ArgumentError{"gpu_type_id", "It is blank."}
	}
	now := r.Client.Now()
	for range 2 {
		sent, err := q.Window.resolve(r.Client.Version(), now)
		if err != nil {
			return nil, err
		}
		response, err := r.Client.Get(ctx, parameters(q, sent, r.Client.Version()), q.Kind.path()...)
		if err != nil {
			return nil, err
		}
		again, err := checkClock(q.Window, sent, r.Client.Version(), response)
		if err != nil {
			return nil, err
		}
		if again {
			now = response.Date
			continue
		}
		if r.Client.Version() == runpod.V1 {
			return readV1(q, sent, response)
		}
		return r.readV2(ctx, q, sent, response)
	}
	return nil, &ArgumentError{q.Window.clockArgument(), "A new bucket began during both attempts. Try again."}
}

// parameters returns the request's query parameters. v2 ignores unknown ones, so
// grouping and GPU type are not sent to it.
func parameters(q Query, sent Window, version runpod.Version) url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("bucketSize", string(sent.BucketSize))
	set("startTime", FormatTime(sent.Start))
	set("endTime", FormatTime(sent.End))
	if sent.LastN > 0 {
		set("lastN", strconv.Itoa(sent.asked()))
	}
	if filter, ok := q.Kind.Filter(); ok {
		set(filter.V2, q.ID)
	}
	if version == runpod.V1 {
		set("gpuTypeId", q.GPUTypeID)
		set("grouping", string(v1Grouping(q)))
	}
	return values
}

// result completes charges with the sums and the kept records.
func (t *totals) result(charges Charges, records []Record) *Charges {
	charges.Records, charges.Count = sorted(records), t.count
	charges.Total = t.amount.Total()
	charges.ByGroup = t.amountByGroup()
	charges.ByTime = t.amountByTime()
	charges.TimeBilledMS = t.timeBilled.Known()
	if charges.Version == runpod.V2 {
		charges.ByPart = t.amountByPart()
	}
	return &charges
}

// checkPages returns an error if a Link header points to a next page.
func checkPages(response *runpod.Response) error {
	for _, link := range response.Header.Values("Link") {
		// The relation may be quoted or not, alone or with others.
		if regexp.MustCompile(`(?i);\s*rel\s*=\s*("([^"]*\s)?next[\s"]|next\b)`).MatchString(link) {
			return errFurtherPages
		}
	}
	return nil
}

// distinctIDs numbers ids from 0, and checks each one once.
type distinctIDs map[string]int

func (d distinctIDs) add(id string) (number int, err error) {
	number, known := d[id]
	if known || id == "" {
		return number, nil
	}
	number = len(d)
	d[id] = number
	return number, checkID(id)
}

// numbered adds the number of the record to an error, counted from 1.
func numbered(index int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("record %d: %w", index, err)
}

// groupOf returns the query's grouping, or else the default, or "" for a kind
// without GPU types.
func groupOf(q Query, byDefault Grouping) Grouping {
	if !q.Kind.HasGPUTypes() {
		return ""
	}
	return cmp.Or(q.Grouping, byDefault)
}
