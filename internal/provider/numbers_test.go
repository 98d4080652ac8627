package provider

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"
)

// TestDecimalsThatLookLikeDoubles checks that no decimal is sent as a double. At 72
// bits, one decimal in half a million looks like an exact double.
func TestDecimalsThatLookLikeDoubles(t *testing.T) {
	t.Parallel()
	found := 0
	for i := int64(1); found < 1 && i < 5_000_000; i++ {
		d := decimal.New(1e14+2*i+1, -15)
		if _, accuracy := parseFloat(d.String(), 72).Float64(); accuracy != big.Exact || d.Coefficient().Int64()%30_517_578_125 == 0 {
			continue
		}
		found++
		if _, accuracy := bigFloat(d).Float64(); accuracy == big.Exact {
			t.Errorf("%s is sent as a double", d)
		}
	}
	if found == 0 {
		t.Error("no decimal looked like a double")
	}
}

// TestNumbersTravelUnchanged sends decimals through the protocol and reads them as
// Terraform does, at 512 bits.
func TestNumbersTravelUnchanged(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"0", "0.1", "0.44", "0.5", "1.4341899856226519", "160.50760896736756", "-3", "600", "1e-100", "-0.00000000000000001",
		"9007199254740993", "123456789012345678901234567890.123456789", "9999999999999999999999999999999999999999",
		"0.1000000000000000055511151231257827021181583404541015625", // the double nearest to 0.1, in full
		"1234567890123456789012345678901234567890." +
			"1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567891",
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
