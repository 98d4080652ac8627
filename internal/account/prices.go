package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Prices is the catalog of v2: list prices in USD an hour, without discounts.
type Prices struct {
	GPUs   []GPUType   // ordered by id, at least one with a price
	CPUs   []CPUFlavor // ordered by id, at least one with a price
	ReadAt time.Time   // by the API's clock, UTC
}

// GPUType is a type of GPU in the catalog.
type GPUType struct {
	ID       string              `json:"id"`
	Name     string              `json:"name"`
	MemoryGB decimal.NullDecimal `json:"memory"`
	Pool     string              `json:"pool"` // of serverless workers, "" if none

	OfferedSecure    bool `json:"secure"`
	OfferedCommunity bool `json:"community"`
	Price            struct {
		Secure     decimal.NullDecimal `json:"secure"`     // of one GPU of a pod, printed even if it is not offered
		Community  decimal.NullDecimal `json:"community"`  // likewise
		Serverless decimal.NullDecimal `json:"serverless"` // of one GPU of a worker
	} `json:"price"`
	MaxCount struct {
		Secure    decimal.NullDecimal `json:"secure"`
		Community decimal.NullDecimal `json:"community"`
	} `json:"maxCount"`
}

// Secure returns the price of one GPU in the secure cloud. It is not valid if that
// cloud does not offer the type.
func (g GPUType) Secure() decimal.NullDecimal { return offered(g.OfferedSecure, g.Price.Secure) }

// Community returns the price of one GPU in the community cloud. It is not valid if
// that cloud does not offer the type.
func (g GPUType) Community() decimal.NullDecimal {
	return offered(g.OfferedCommunity, g.Price.Community)
}

// Serverless returns the price of one GPU of a serverless worker. It is not valid if
// there is none.
func (g GPUType) Serverless() decimal.NullDecimal { return offered(true, g.Price.Serverless) }

// offered returns a price unless the type is not offered or the price is not above 0,
// which would make it look free.
func offered(is bool, price decimal.NullDecimal) decimal.NullDecimal {
	price.Valid = is && price.Valid && price.Decimal.IsPositive()
	if !price.Valid {
		return decimal.NullDecimal{}
	}
	return price
}

func (g GPUType) key() string { return g.ID }

func (g GPUType) check() error {
	switch {
	case !g.Price.Secure.Valid:
		return fmt.Errorf("GPU type %s: %w", strictjson.Quote(g.ID), missing("price.secure"))
	case !g.Price.Community.Valid:
		return fmt.Errorf("GPU type %s: %w", strictjson.Quote(g.ID), missing("price.community"))
	}
	return nil
}

// CPUFlavor is a type of CPU in the catalog. Prices are for one vCPU.
type CPUFlavor struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	VCPUs struct {
		Min decimal.NullDecimal `json:"min"`
		Max decimal.NullDecimal `json:"max"`
	} `json:"vcpu"`
	RAMGBPerVCPU decimal.NullDecimal `json:"ramGbPerVcpu"`
	Price        struct {
		Secure     decimal.NullDecimal `json:"securePerVcpu"`
		Serverless decimal.NullDecimal `json:"serverlessPerVcpu"`
	} `json:"price"`
}

// SecurePerVCPU returns the price of one vCPU of a pod in the secure cloud. It is not
// valid if there is none.
func (c CPUFlavor) SecurePerVCPU() decimal.NullDecimal { return offered(true, c.Price.Secure) }

// ServerlessPerVCPU returns the price of one vCPU of a serverless worker. It is not
// valid if there is none.
func (c CPUFlavor) ServerlessPerVCPU() decimal.NullDecimal { return offered(true, c.Price.Serverless) }

func (c CPUFlavor) key() string { return c.ID }

func (c CPUFlavor) check() error {
	if !c.Price.Secure.Valid {
		return fmt.Errorf("CPU flavor %s: %w", strictjson.Quote(c.ID), missing("price.securePerVcpu"))
	}
	return nil
}

// PriceError means that something has no price, so that a cost without it would be
// too low.
type PriceError struct {
	Reason string // what has no price, and what to do, as sentences
}

// Error returns the reason.
func (e *PriceError) Error() string { return e.Reason }

// Prices returns the catalog. It sends its two requests at the same time. Errors are
// *runpod.Error, or a *PriceError for a catalog without prices.
func (r Reader) Prices(ctx context.Context) (Prices, error) {
	var (
		prices Prices
		cpusAt time.Time
	)
	var both errgroup.Group
	both.Go(func() (err error) {
		prices.GPUs, prices.ReadAt, err = list[GPUType](ctx, r.Client, nil, "gpus", "catalog", "gpus")
		return err
	})
	both.Go(func() (err error) {
		prices.CPUs, cpusAt, err = list[CPUFlavor](ctx, r.Client, nil, "cpus", "catalog", "cpus")
		return err
	})
	if err := both.Wait(); err != nil {
		return Prices{}, err
	}
	if cpusAt.Before(prices.ReadAt) {
		prices.ReadAt = cpusAt
	}
	gpu := func(g GPUType) bool { return g.Secure().Valid || g.Community().Valid || g.Serverless().Valid }
	cpu := func(c CPUFlavor) bool { return c.SecurePerVCPU().Valid || c.ServerlessPerVCPU().Valid }
	if !slices.ContainsFunc(prices.GPUs, gpu) || !slices.ContainsFunc(prices.CPUs, cpu) {
		return Prices{}, &PriceError{"Runpod's catalog lists no GPU type or no CPU flavor with a price. Try again later."}
	}
	return prices, nil
}

// gpu returns the price of one GPU of a pod. If two spellings of a type are listed,
// it is the higher one.
func (p Prices) gpu(id, cloud string) (highest decimal.NullDecimal) {
	for _, gpu := range p.GPUs {
		if !SameGPUType(gpu.ID, id) {
			continue
		}
		price := map[string]decimal.NullDecimal{"SECURE": gpu.Secure(), "COMMUNITY": gpu.Community()}[cloud]
		if price.Valid && (!highest.Valid || price.Decimal.GreaterThan(highest.Decimal)) {
			highest = price
		}
	}
	return highest
}

func times(price decimal.NullDecimal, count decimal.Decimal) decimal.NullDecimal {
	if !price.Valid || !count.IsPositive() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(price.Decimal.Mul(count))
}

// cpu returns a CPU flavor, one without prices if the catalog does not have it.
func (p Prices) cpu(id string) CPUFlavor {
	for _, flavor := range p.CPUs {
		if flavor.ID == id {
			return flavor
		}
	}
	return CPUFlavor{}
}

// Pools returns the highest serverless price of each pool, in USD an hour for one GPU
// of a worker.
func (p Prices) Pools() map[string]decimal.Decimal { return p.pools(nil) }

// pools returns the prices of the pools without the excluded GPU types, in any
// spelling.
func (p Prices) pools(excluded []string) map[string]decimal.Decimal {
	pools := map[string]decimal.Decimal{}
	for _, gpu := range p.GPUs {
		is := func(id string) bool { return SameGPUType(id, gpu.ID) }
		if price := gpu.Serverless(); gpu.Pool != "" && price.Valid && !slices.ContainsFunc(excluded, is) {
			pools[gpu.Pool] = decimal.Max(pools[gpu.Pool], price.Decimal)
		}
	}
	return pools
}

// HasGPUType reports whether the catalog has a GPU type.
func (p Prices) HasGPUType(id string) bool {
	return slices.ContainsFunc(p.GPUs, func(gpu GPUType) bool { return SameGPUType(gpu.ID, id) })
}
