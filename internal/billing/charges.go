// Package billing reads what Runpod has charged. An answer that is incomplete or
// contradicts itself is an error, never a low total.
//
// A [Kind] declares one family of charges, such as those of pods. A [Query] selects
// charges of a kind, and a [Reader] returns them as [Charges]: it turns the query into
// a request, sends it, checks the answer against the request and against itself, and
// adds up the records as it reads them. The files follow that order: kind.go,
// request.go, errors.go, clock.go, send.go, metadata.go, record.go, record_check.go,
// charges.go, totals.go, metadata_check.go, gpu_types.go, answer.go, v1.go, reader.go.
// Each uses only those before it. Everything about API v1 is in v1.go.
//
// The package does not depend on Terraform.
package billing

import (
	"time"

	"github.com/shopspring/decimal"

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
