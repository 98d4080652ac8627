package account

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Endpoint is one serverless endpoint of the account.
type Endpoint struct {
	ID   string `json:"id"`
	Name string `json:"name"`

	GPU *struct {
		Pools         []string            `json:"pools"`
		ExcludedTypes []string            `json:"excludedTypes"` // GPU types of the pools that are not used
		Count         decimal.NullDecimal `json:"count"`         // of a worker; not valid: 1
	} `json:"gpu"`
	CPU []PodCPU `json:"cpu"` // a worker runs on any of them

	Workers struct {
		Min decimal.NullDecimal `json:"min"` // workers that always run
	} `json:"workers"`
	NetworkVolumes []string  `json:"networkVolumes"` // ids
	CreatedAt      time.Time `json:"createdAt"`      // UTC
}

func (e Endpoint) key() string { return e.ID }

func (e Endpoint) check() error { return nil }

// Endpoints returns the serverless endpoints, ordered by id. Errors are of type
// *runpod.Error.
func (r Reader) Endpoints(ctx context.Context) ([]Endpoint, error) {
	endpoints, _, err := list[Endpoint](ctx, r.Client, url.Values{"limit": {perPage}}, "endpoints", "serverless")
	return endpoints, err
}

// Worker returns the list price of one worker of an endpoint, in USD an hour: the
// highest of those that it may run on. The error is a *PriceError if the catalog has
// no price for it.
func (p Prices) Worker(e Endpoint) (decimal.Decimal, error) {
	highest := decimal.Zero
	if e.GPU != nil {
		count := decimal.NewFromInt(1)
		if e.GPU.Count.Valid {
			count = e.GPU.Count.Decimal
		}
		for _, pool := range e.GPU.Pools {
			price := p.pool(pool, e.GPU.ExcludedTypes)
			if price.IsZero() {
				return price, unpricedEndpoint(e)
			}
			highest = decimal.Max(highest, price.Mul(count))
		}
	}
	for _, cpu := range e.CPU {
		price := decimal.NullDecimal{}
		for _, flavor := range p.CPUs {
			if flavor.ID == cpu.ID {
				price = times(flavor.ServerlessPerVCPU(), cpu.VCPUCount.Decimal)
			}
		}
		if !price.Valid {
			return highest, unpricedEndpoint(e)
		}
		highest = decimal.Max(highest, price.Decimal)
	}
	if !highest.IsPositive() {
		return highest, unpricedEndpoint(e)
	}
	return highest, nil
}

// pool returns the highest serverless price in a pool, without the excluded types. It
// is 0 if there is none.
func (p Prices) pool(pool string, excluded []string) (highest decimal.Decimal) {
	for _, gpu := range p.GPUs {
		is := func(id string) bool { return SameGPUType(id, gpu.ID) }
		if price := gpu.Serverless(); gpu.Pool == pool && price.Valid && !slices.ContainsFunc(excluded, is) {
			highest = decimal.Max(highest, price.Decimal)
		}
	}
	return highest
}

func unpricedEndpoint(e Endpoint) error {
	return &PriceError{fmt.Sprintf("The serverless endpoint %s keeps workers running, and the catalog has no price for them. A cost "+
		"without them would be too low. Check its GPU types in the Runpod console, or try again later.", strictjson.Quote(e.ID))}
}
