package billing

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
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

// Query is a question about charges. Every zero value but Kind and Window means
// that it was not asked for.
type Query struct {
	Kind   Kind
	Window Window
	ID     string // only charges of this id, the first of Kind.IDs

	// For kinds with GPU types, which pods alone are.
	Grouping  Grouping // "": the version's default
	GPUTypeID string
	// AllowUnattributed leaves charges whose GPU type nobody can tell out of a
	// total by GPU type. Otherwise they are an error.
	AllowUnattributed bool

	KeepRecords bool
}

// needsGPUTypes reports whether the question is about GPU types, which v2 does
// not bill by.
func (q Query) needsGPUTypes() bool { return q.GPUTypeID != "" || q.Grouping == ByGPUType }

// Charges is a complete answer. All amounts are exact sums in USD.
type Charges struct {
	Version  runpod.Version
	Grouping Grouping // "" for kinds without GPU types
	// Start and End are the window in UTC: as v2 resolved it, less the running
	// bucket if it was not asked for; as it was sent to v1. Zero where v1 was not
	// sent one, since it does not say which one it takes.
	Start, End time.Time
	// Snapped reports whether v2 moved a time that was asked for outward, to the
	// border of a bucket.
	Snapped bool

	Records      []Record // in order; nil unless asked for
	Count        int
	Total        decimal.Decimal
	ByGroup      map[string]decimal.Decimal
	ByPart       map[string]decimal.Decimal // nil on v1, and for a kind without parts
	ByTime       map[time.Time]decimal.Decimal
	TimeBilledMS decimal.NullDecimal // milliseconds; pods on v1
	// Unattributed is what charges cost whose GPU type nobody can tell. Not valid
	// on v1, and where no GPU type was asked for.
	Unattributed decimal.NullDecimal
}

// Reader reads what Runpod reports through a client.
type Reader struct {
	Client *runpod.Client
}

// Charges asks a question about charges. Its errors are *runpod.Error,
// *ArgumentError or *ClockError.
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
	return nil, &ArgumentError{"last_n", "Each time that it was asked, a bucket had just ended. Try again."}
}

// parameters are the query parameters of both versions. v2 ignores what it does
// not know, so grouping and GPU type are not sent to it.
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

// result makes the Charges of sums and kept records.
func (t *totals) result(charges Charges, records []Record) *Charges {
	slices.SortFunc(records, compareRecords)
	charges.Records, charges.Count = records, t.count
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

// distinctIDs collects ids and checks each one once.
type distinctIDs map[string]struct{}

func (d distinctIDs) add(id string) error {
	if _, known := d[id]; known || id == "" {
		return nil
	}
	d[id] = struct{}{}
	return checkID(id)
}

// numbered says which record an error is about, counted from 1.
func numbered(index int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("record %d: %w", index, err)
}

// groupOf returns the default of a grouping.
func groupOf(q Query, byDefault Grouping) Grouping {
	if !q.Kind.HasGPUTypes() {
		return ""
	}
	return cmp.Or(q.Grouping, byDefault)
}
