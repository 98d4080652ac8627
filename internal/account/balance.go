package account

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Balance is the prepaid credit of an account.
type Balance struct {
	Amount decimal.NullDecimal `json:"balanceAmount"` // USD
	Mode   string              `json:"billingMode"`   // Prepaid or Postpaid
}

// The billing modes. A postpaid account is invoiced, so its pods go on at any balance.
const (
	Prepaid  = "PREPAID"
	Postpaid = "POSTPAID"
)

// Balance returns the balance. Runpod's pages document the members of the answer, but
// not the route, which is inferred from the names of the pages. Errors are of type
// *runpod.Error.
func (r Reader) Balance(ctx context.Context) (balance Balance, err error) {
	response, err := r.Client.Get(ctx, nil, "billing", "balance")
	if err != nil {
		return balance, err
	}
	if err = strictjson.Unmarshal(response.Body, &balance); err == nil {
		switch {
		case !balance.Amount.Valid:
			err = missing("balanceAmount")
		case balance.Mode == "":
			err = missing("billingMode")
		}
	}
	return balance, response.Invalid(err)
}
