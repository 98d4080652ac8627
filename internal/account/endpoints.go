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
	var options []decimal.Decimal // 0 for one without a price
	if e.GPU != nil {
		count := decimal.NewFromInt(1)
		if e.GPU.Count.Valid {
			count = e.GPU.Count.Decimal
		}
		pools := p.pools(e.GPU.ExcludedTypes)
		for _, pool := range e.GPU.Pools {
			if !count.IsZero() { // an endpoint on CPUs
				options = append(options, pools[pool].Mul(count))
			}
		}
	}
	for _, cpu := range e.CPU {
		options = append(options, times(p.cpu(cpu.ID).ServerlessPerVCPU(), cpu.VCPUCount.Decimal).Decimal)
	}
	if len(options) == 0 || !slices.MinFunc(options, decimal.Decimal.Cmp).IsPositive() {
		return decimal.Zero, &PriceError{fmt.Sprintf("The serverless endpoint %s keeps workers running, and the catalog has no price for "+
			"them. A cost without them would be too low. Check its GPU types in the Runpod console, or try again later.",
			strictjson.Quote(e.ID))}
	}
	return slices.MaxFunc(options, decimal.Decimal.Cmp), nil
}
