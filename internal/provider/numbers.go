package provider

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// bigFloat returns the decimal as the framework needs it. The framework sends
// Terraform the shortest text that identifies the number at its precision. With
// enough bits, that text is the decimal again. More bits than needed only take
// longer to convert.
func bigFloat(d decimal.Decimal) *big.Float {
	const (
		bitsPerDigit  = 4
		terraformBits = 512
	)
	text := d.String()
	f := parseFloat(text, max(72, uint(d.NumDigits())*bitsPerDigit))
	// An exact double is sent as a double. With more bits, a number only looks like
	// one if it really is.
	if _, accuracy := f.Float64(); accuracy == big.Exact {
		return parseFloat(text, terraformBits)
	}
	return f
}

// parseFloat parses the text of a decimal, which is never near overflow.
func parseFloat(text string, precision uint) *big.Float {
	f, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	if err != nil {
		panic("a decimal's own text is not a number: " + text)
	}
	return f
}
