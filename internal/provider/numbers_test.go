package provider

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"
)

// TestNumbersTravelUnchanged sends decimals over the protocol and reads them as
// Terraform does, at 512 bits.
func TestNumbersTravelUnchanged(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"0", "0.1", "0.44", "0.5", "1.4341899856226519", "160.50760896736756", "-3", "600", "1e-100", "-0.00000000000000001",
		"9007199254740993", "123456789012345678901234567890.123456789", "9999999999999999999999999999999999999999",
		"0.1000000000000000055511151231257827021181583404541015625", // the double nearest to 0.1, in full
		"1234567890123456789012345678901234567890.1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567891",
	} {
		want, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		sent, err := tfprotov6.NewDynamicValue(tftypes.Number, tftypes.NewValue(tftypes.Number, bigFloat(decimal.RequireFromString(text))))
		if err != nil {
			t.Fatal(err)
		}
		value, err := sent.Unmarshal(tftypes.Number)
		if err != nil {
			t.Fatal(err)
		}
		var got *big.Float
		if err := value.As(&got); err != nil {
			t.Fatal(err)
		}
		if got.Cmp(want) != 0 {
			t.Errorf("%s arrives as %s", text, got.Text('g', 60))
		}
	}
}
