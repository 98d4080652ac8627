package provider

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"
)

// bigFloat is the decimal in the form that the framework wants. Terraform is
// sent the shortest text that the precision tells apart, and reads that text
// again: with bits to spare it is the same decimal. More bits than needed take
// longer to write.
func bigFloat(d decimal.Decimal) *big.Float {
	const (
		bitsPerDigit  = 4
		terraformBits = 512
	)
	text := d.String()
	f := parseFloat(text, max(72, uint(d.NumDigits())*bitsPerDigit))
	// An exact double travels as one. With more bits, only one that really is an
	// exact double still looks like it.
	if _, accuracy := f.Float64(); accuracy == big.Exact {
		return parseFloat(text, terraformBits)
	}
	return f
}

// parseFloat reads a decimal's own text, which is a number far from overflow.
func parseFloat(text string, precision uint) *big.Float {
	f, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	if err != nil {
		panic("a decimal's own text is not a number: " + text)
	}
	return f
}

func number(d decimal.Decimal) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, bigFloat(d))
}

func nullableNumber(d decimal.NullDecimal) tftypes.Value {
	if !d.Valid {
		return tftypes.NewValue(tftypes.Number, nil)
	}
	return number(d.Decimal)
}

// numberMap is a map of number with each key as text, null for a nil map.
func numberMap[K comparable](amounts map[K]decimal.Decimal, text func(K) string) tftypes.Value {
	typ := tftypes.Map{ElementType: tftypes.Number}
	if amounts == nil {
		return tftypes.NewValue(typ, nil)
	}
	values := make(map[string]tftypes.Value, len(amounts))
	for key, amount := range amounts {
		values[text(key)] = number(amount)
	}
	return tftypes.NewValue(typ, values)
}
