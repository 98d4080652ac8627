package billing

// This file finds out what each GPU type cost on v2. Its records only name pods, so
// the types come from the list of pods, which leaves out terminated ones.

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

// gpuTypeCollector sorts records of pods by GPU type.
type gpuTypeCollector struct {
	query            Query
	types            map[string]string // GPU type by pod id
	grouped          map[gpuBucket]*Record
	unattributed     decimal.Decimal
	unattributedPods map[string]struct{}
}

type gpuBucket struct {
	time    time.Time
	gpuType string // "" if it is unknown
}

func newGPUTypeCollector(q Query, types map[string]string) *gpuTypeCollector {
	return &gpuTypeCollector{query: q, types: types, grouped: map[gpuBucket]*Record{}, unattributedPods: map[string]struct{}{}}
}

// wants reports whether a record is of the requested GPU type, if there is one. It
// also counts charges of unknown type.
func (c *gpuTypeCollector) wants(r Record) bool {
	gpuType, known := c.types[r.IDs[podID]]
	if !known && !r.Amount.IsZero() {
		c.unattributed = c.unattributed.Add(r.Amount)
		c.unattributedPods[r.IDs[podID]] = struct{}{}
	}
	return c.query.GPUTypeID == "" || account.SameGPUType(gpuType, c.query.GPUTypeID)
}

// add adds a record to the charges of its GPU type.
func (c *gpuTypeCollector) add(r Record) {
	bucket := gpuBucket{r.Time, c.types[r.IDs[podID]]}
	sum, found := c.grouped[bucket]
	if !found {
		sum = &Record{Time: r.Time, IDs: make([]string, len(r.IDs)), Numbers: make([]decimal.NullDecimal, len(r.Numbers))}
		sum.IDs[gpuTypeID] = bucket.gpuType
		c.grouped[bucket] = sum
	}
	sum.Amount = sum.Amount.Add(r.Amount)
	for i, number := range r.Numbers {
		sum.Numbers[i] = plus(sum.Numbers[i], number)
	}
}

// check returns an error if charges may be missing from the total of a GPU type,
// because their own GPU type is unknown.
func (c *gpuTypeCollector) check() error {
	if c.query.GPUTypeID == "" || c.query.AllowUnattributed || len(c.unattributedPods) == 0 {
		return nil
	}
	return &UnattributedError{Pods: len(c.unattributedPods), Amount: c.unattributed}
}
