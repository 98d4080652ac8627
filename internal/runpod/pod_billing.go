package runpod

import (
	"cmp"
	"context"
	"time"

	"github.com/shopspring/decimal"
)

// Grouping is what charges are added up by within a time bucket.
type Grouping string

// The groupings, as the API spells them. v1 groups by GPU type unless told
// otherwise, v2 by pod.
const (
	ByPod     Grouping = "podId"
	ByGPUType Grouping = "gpuTypeId"
)

// PodBillingQuery says which charges are asked for. Every zero value means
// "not asked for".
type PodBillingQuery struct {
	BucketSize BucketSize // "": Day
	Start, End time.Time  // the half-open window
	LastN      int        // the last N buckets, the running one included; not with Start and End
	GPUTypeID  string
	PodID      string
	Grouping   Grouping // "": the way of the version that answers
}

// Record is what one pod, or all pods of one GPU type, cost in one time bucket.
// What the answering version does not report is "" or not valid.
type Record struct {
	Time              time.Time           // start of the bucket, UTC
	PodID             string              // v1 when grouped by pod; v2
	GPUTypeID         string              // when grouped by GPU type
	EndpointID        string              // v1
	Amount            decimal.Decimal     // USD
	TimeBilledMS      decimal.NullDecimal // milliseconds; v1
	DiskSpaceBilledGB decimal.NullDecimal // GB; v1
	GPUAmount         decimal.NullDecimal // USD; v2
	CPUAmount         decimal.NullDecimal // USD; v2
	DiskAmount        decimal.NullDecimal // USD; v2
}

// PodBilling is what is known of an answer besides its records.
type PodBilling struct {
	Version    Version // which version answered
	BucketSize BucketSize
	Grouping   Grouping
	// Start and End are the window in UTC: as v2 resolved it, as LastN came to,
	// or as it was asked for. Zero where v1 was not asked for one, since v1 does
	// not tell which one it takes.
	Start, End time.Time
	// OtherPods were in the answer although another pod was asked for. They were
	// left out.
	OtherPods Share
	// GonePods are not listed any more, or not with their GPU type, so that v2 does
	// not tell it.
	// Grouped, they have none; filtered by GPU type, they were left out.
	GonePods Share
}

// QueryError tells that a parameter, under v1's name for it, asks for something
// that no version can be asked.
type QueryError struct {
	Parameter string
	Reason    string
}

// Error names the parameter and the reason.
func (e *QueryError) Error() string { return e.Parameter + ": " + e.Reason }

// Share is a part of an answer that there is something to say about.
type Share struct {
	Records int
	Pods    map[string]struct{}
	Amount  DecimalSum // USD
}

func (s *Share) add(r Record) {
	if s.Pods == nil {
		s.Pods = map[string]struct{}{}
	}
	s.Records++
	s.Pods[r.PodID] = struct{}{}
	s.Amount.Add(r.Amount)
}

// PodBilling asks what pods cost and calls visit with each record, in the order
// of the answer. When it returns an error, which is of type *Error or
// *QueryError, the records that were visited are worth nothing.
func (c *Client) PodBilling(ctx context.Context, q PodBillingQuery, visit func(Record)) (PodBilling, error) {
	q.BucketSize = cmp.Or(q.BucketSize, Day)
	var billing PodBilling
	err := c.ask(ctx, func(version Version) (err error) {
		if version == V2 {
			billing, err = c.podBillingV2(ctx, q, visit)
		} else {
			billing, err = c.podBillingV1(ctx, q, visit)
		}
		return err
	})
	return billing, err
}

func (c *Client) podBillingV1(ctx context.Context, q PodBillingQuery, visit func(Record)) (PodBilling, error) {
	if err := q.settleWindowForV1(c.config.Now()); err != nil {
		return PodBilling{}, err
	}
	answer, err := c.get(ctx, V1, v1Parameters(q), "billing", "pods")
	if err != nil {
		return PodBilling{}, err
	}
	billing := PodBilling{
		Version: V1, BucketSize: q.BucketSize, Grouping: cmp.Or(q.Grouping, ByGPUType),
		Start: q.Start.UTC(), End: q.End.UTC(),
	}
	err = decodeV1(answer.body, billing.ofAskedPod(q, visit))
	return billing, answer.distrust(err)
}

func (c *Client) podBillingV2(ctx context.Context, q PodBillingQuery, visit func(Record)) (PodBilling, error) {
	if err := q.settleWindowForV2(c.config.Now()); err != nil {
		return PodBilling{}, err
	}
	answer, err := c.get(ctx, V2, v2Parameters(q), "billing", "pods")
	if err != nil {
		return PodBilling{}, err
	}
	billing := PodBilling{Version: V2, BucketSize: q.BucketSize, Grouping: cmp.Or(q.Grouping, ByPod)}
	visitAll := func() {}
	if q.GPUTypeID != "" || billing.Grouping == ByGPUType {
		gpuTypes, err := c.podGPUTypes(ctx)
		if err != nil {
			return billing, err
		}
		join := gpuJoin{query: q, gpuTypes: gpuTypes, gone: &billing.GonePods, visit: visit}
		visit, visitAll = join.add, join.visitGroups
	}
	understood, err := decodeV2(answer.body, billing.ofAskedPod(q, visit))
	if err := cmp.Or(err, understood.answers(q)); err != nil {
		return billing, answer.distrust(err)
	}
	visitAll()
	billing.Start = cmp.Or(understood.start, q.Start.UTC())
	billing.End = cmp.Or(understood.end, q.End.UTC())
	return billing, nil
}

// podGPUTypes asks v2 for the GPU type of each pod that is still listed, ""
// for a pod without one.
func (c *Client) podGPUTypes(ctx context.Context) (map[string]string, error) {
	answer, err := c.get(ctx, V2, nil, "pods")
	if err != nil {
		return nil, err
	}
	gpuTypes, err := decodeV2Pods(answer.body)
	return gpuTypes, answer.distrust(err)
}

// ofAskedPod passes on the records of the pod that was asked for. The filter of
// the API has not always been found to work.
func (b *PodBilling) ofAskedPod(q PodBillingQuery, visit func(Record)) func(Record) {
	if q.PodID == "" {
		return visit
	}
	return func(r Record) {
		if r.PodID != "" && r.PodID != q.PodID {
			b.OtherPods.add(r)
			return
		}
		visit(r)
	}
}
