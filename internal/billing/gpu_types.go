package billing

// This file finds out what each GPU type cost on v2. Its records only name pods, so
// the types come from the list of pods, which leaves out terminated ones.

import (
	"iter"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

// gpuTypeCollector sorts records of pods by GPU type.
type gpuTypeCollector struct {
	query            Query
	types            map[string]string // GPU type by pod id
	grouped          map[gpuBucket]*gpuGroup
	unattributed     decimalSum
	unattributedPods map[string]struct{}
}

type gpuBucket struct {
	time    time.Time
	gpuType string // "" if it is unknown
}

// gpuGroup is the charges of one GPU type in one bucket.
type gpuGroup struct {
	amount decimalSum
	parts  []decimalSum
}

func newGPUTypeCollector(q Query, types map[string]string) *gpuTypeCollector {
	return &gpuTypeCollector{query: q, types: types, grouped: map[gpuBucket]*gpuGroup{}, unattributedPods: map[string]struct{}{}}
}

// wants reports whether a record is of the requested GPU type, if there is one. It
// also counts charges of unknown type.
func (c *gpuTypeCollector) wants(r Record) bool {
	gpuType, known := c.types[r.IDs[podID]]
	if !known && !r.Amount.IsZero() {
		c.unattributed.Add(r.Amount)
		c.unattributedPods[r.IDs[podID]] = struct{}{}
	}
	return c.query.GPUTypeID == "" || account.SameGPUType(gpuType, c.query.GPUTypeID)
}

// add adds a record to the charges of its GPU type.
func (c *gpuTypeCollector) add(r Record) {
	bucket := gpuBucket{r.Time, c.types[r.IDs[podID]]}
	group, found := c.grouped[bucket]
	if !found {
		group = &gpuGroup{parts: make([]decimalSum, len(c.query.Kind.Parts))}
		c.grouped[bucket] = group
	}
	group.amount.Add(r.Amount)
	for i := range group.parts {
		group.parts[i].AddKnown(r.Numbers[i])
	}
}

// records iterates over the charges by GPU type and bucket, with the name of their
// group.
func (c *gpuTypeCollector) records() iter.Seq2[string, Record] {
	return func(yield func(string, Record) bool) {
		for bucket, group := range c.grouped {
			record := Record{
				Time: bucket.time, Amount: group.amount.Total(),
				IDs: make([]string, len(c.query.Kind.IDs)), Numbers: make([]decimal.NullDecimal, len(c.query.Kind.Numbers())),
			}
			record.IDs[gpuTypeID] = bucket.gpuType
			for i := range group.parts {
				record.Numbers[i] = group.parts[i].Known()
			}
			name := bucket.gpuType
			if name == "" {
				name = account.Unattributed
			}
			if !yield(name, record) {
				return
			}
		}
	}
}

// check returns an error if charges may be missing from the total of a GPU type,
// because their own GPU type is unknown.
func (c *gpuTypeCollector) check() error {
	if c.query.GPUTypeID == "" || c.query.AllowUnattributed || len(c.unattributedPods) == 0 {
		return nil
	}
	return &UnattributedError{Pods: len(c.unattributedPods), Amount: c.unattributed.Total()}
}
