package provider

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
)

// bigFloat is the decimal in the form that the framework wants. Terraform is
// sent the shortest text that the precision tells apart, and reads that text
// again: with bits to spare it is the very decimal. More bits than needed take
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
		return new(big.Float)
	}
	return f
}

func numberValue(d decimal.Decimal) types.Number {
	return types.NumberValue(bigFloat(d))
}

func nullableNumber(d decimal.NullDecimal) types.Number {
	if !d.Valid {
		return types.NumberNull()
	}
	return numberValue(d.Decimal)
}

// numberMap is the map of number with each key as text.
func numberMap[K comparable, S interface{ Total() decimal.Decimal }](sums map[K]S, text func(K) string) types.Map {
	elements := make(map[string]attr.Value, len(sums))
	for key, sum := range sums {
		elements[text(key)] = numberValue(sum.Total())
	}
	return types.MapValueMust(types.NumberType, elements)
}
