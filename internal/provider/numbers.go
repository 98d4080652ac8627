package provider

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
)

// bigFloat is the decimal in the form that the framework wants. Terraform is
// sent the shortest text that the precision tells apart, and reads that text
// again: with bits to spare it is the very decimal. 128 bits and more also make
// sure that no decimal looks like an exact double and travels as one.
func bigFloat(d decimal.Decimal) *big.Float {
	const bitsPerDigit = 4
	precision := max(128, uint(d.NumDigits())*bitsPerDigit)
	f, _, err := big.ParseFloat(d.String(), 10, precision, big.ToNearestEven)
	if err != nil {
		// A decimal's own text is a number, and one far from overflow.
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
