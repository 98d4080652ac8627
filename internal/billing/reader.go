package billing

// This file reads charges from start to end.

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

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
		return chargesOfV1(ctx, r.Client, q)
	}
	sent, response, err := send(ctx, r.Client, q, newRequest)
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
		charges.Unattributed = decimal.NewNullDecimal(gpuTypes.unattributed)
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
