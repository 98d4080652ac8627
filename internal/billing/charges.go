// Package billing reads what Runpod has charged. An answer that is incomplete or
// contradicts itself is an error, never a low total.
//
// A [Kind] declares one family of charges, such as those of pods. A [Query] selects
// charges of a kind, and a [Reader] returns them as [Charges]: it makes a request of
// the query, sends it, checks the answer against the request and against itself, and
// adds up the records as it reads them. The files follow that order: kind.go,
// request.go, metadata.go, echo.go, record.go, totals.go, answer.go, charges.go. Each
// uses only those before it. Everything about API v1 is in the files v1*.go.
//
// The package does not depend on Terraform.
package billing

import (
	"context"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

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

	AnsweredAt time.Time // by the API's clock, UTC

	Records []Record // sorted; nil unless KeepRecords is set
	Count   int
	Total   decimal.Decimal
	ByGroup map[string]decimal.Decimal
	ByPart  map[string]decimal.Decimal // nil on v1, and for a kind without parts
	ByTime  map[time.Time]decimal.Decimal
	// ComputeByTime is the parts for compute, empty unless Compute is set. A bucket
	// without records is not there.
	ComputeByTime map[time.Time]decimal.Decimal
	TimeBilledMS  decimal.NullDecimal // milliseconds; pods on v1
	// Unattributed is the sum of charges of unknown GPU type. It is not valid on v1
	// and for a query that does not involve GPU types.
	Unattributed decimal.NullDecimal
}

// Reader reads charges through a client.
type Reader struct {
	Client *runpod.Client
}

// Charges returns the charges that the query selects. Its errors are *runpod.Error,
// *calendar.WindowError, *UnknownGPUTypeError, *UnattributedError, *ClockError or
// *account.PriceError.
func (r Reader) Charges(ctx context.Context, q Query) (*Charges, error) {
	if err := q.Window.Check(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(q.GPUTypeID) == "" && q.GPUTypeID != "" { // a filter that v1 would ignore
		return nil, &UnknownGPUTypeError{ID: q.GPUTypeID}
	}
	if r.Client.Version() == runpod.V1 {
		return r.chargesOfV1(ctx, q)
	}
	sent, response, err := r.send(ctx, q, newRequest)
	if err != nil {
		return nil, err
	}
	metadata, err := readMetadata(response.Body, q.Kind)
	if err != nil {
		return nil, response.Invalid(err)
	}
	now := momentOf(response)
	snapped, err := metadata.echoes(sent, now)
	if err != nil {
		return nil, response.Invalid(err)
	}
	var gpuTypes *gpuTypeCollector
	if q.needsGPUTypes() {
		types, err := r.gpuTypes(ctx, q.GPUTypeID)
		if err != nil {
			return nil, err
		}
		gpuTypes = newGPUTypeCollector(q, types)
	}
	answer := newAnswer(sent, metadata, now, gpuTypes)
	if err := answer.read(response.Body); err != nil {
		return nil, response.Invalid(err)
	}
	charges := answer.charges()
	charges.Snapped = snapped
	if gpuTypes != nil {
		if err := gpuTypes.check(); err != nil {
			return nil, err
		}
		charges.Unattributed = decimal.NewNullDecimal(gpuTypes.unattributed.Total())
	}
	return charges, nil
}

// gpuTypes returns the GPU type of each listed pod by id. If none has the wanted one,
// which may be "", the catalog must have it.
func (r Reader) gpuTypes(ctx context.Context, wanted string) (map[string]string, error) {
	lists := account.Reader{Client: r.Client}
	types, err := lists.GPUTypes(ctx)
	if err != nil || wanted == "" {
		return types, err
	}
	for _, gpuType := range types {
		if account.SameGPUType(gpuType, wanted) {
			return types, nil
		}
	}
	prices, err := lists.Prices(ctx)
	if err == nil && !prices.HasGPUType(wanted) {
		err = &UnknownGPUTypeError{ID: wanted, Nearest: prices.NearestGPUTypes(wanted)}
	}
	return types, err
}

// send turns the query into a request and sends it, and a second one if a bucket ended while
// the first was on its way. If the API's clock gives another window for any other
// reason, this machine's clock is wrong, and the error is a *ClockError.
func (r Reader) send(
	ctx context.Context, q Query, makeRequest func(Query, time.Time) (request, error),
) (request, *runpod.Response, error) {
	now := r.Client.Now()
	for range 2 {
		sent, err := makeRequest(q, now)
		if err != nil {
			return request{}, nil, err
		}
		response, err := r.Client.Get(ctx, sent.parameters, q.Kind.path()...)
		if err != nil || response.Date.IsZero() {
			return sent, response, err
		}
		if right, err := makeRequest(q, response.Date); err == nil && right.window == sent.window {
			return sent, response, nil
		}
		if ahead := response.Received.Sub(response.Date); ahead.Abs() > travelTime {
			return request{}, nil, &ClockError{Ahead: ahead}
		}
		now = response.Date
	}
	return request{}, nil, errBucketEnded(q.Window)
}
