package account

import (
	"context"

	"github.com/shopspring/decimal"
)

// NetworkVolume is one network volume of the account. The API has no price for it.
type NetworkVolume struct {
	ID     string              `json:"id"`
	Name   string              `json:"name"`
	SizeGB decimal.NullDecimal `json:"size"`
}

func (v NetworkVolume) key() string { return v.ID }

func (v NetworkVolume) check() error { return nil }

// NetworkVolumes returns the network volumes, ordered by id. Errors are of type
// *runpod.Error.
func (r Reader) NetworkVolumes(ctx context.Context) ([]NetworkVolume, error) {
	volumes, _, err := list[NetworkVolume](ctx, r.Client, nil, "networkVolumes", "network-volumes")
	return volumes, err
}
