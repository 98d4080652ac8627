package provider

import (
	"math/big"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
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

func number(d decimal.Decimal) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, bigFloat(d))
}

func nullableNumber(d decimal.NullDecimal) tftypes.Value {
	if !d.Valid {
		return tftypes.NewValue(tftypes.Number, nil)
	}
	return number(d.Decimal)
}

// numberMap returns a map of numbers, null for a nil map.
func numberMap(amounts map[string]decimal.Decimal) tftypes.Value {
	typ := tftypes.Map{ElementType: tftypes.Number}
	if amounts == nil {
		return tftypes.NewValue(typ, nil)
	}
	values := make(map[string]tftypes.Value, len(amounts))
	for key, amount := range amounts {
		values[key] = number(amount)
	}
	return tftypes.NewValue(typ, values)
}

// timeMap returns a map of numbers by time, in RFC 3339 and UTC.
func timeMap(amounts map[time.Time]decimal.Decimal) tftypes.Value {
	texts := make(map[string]decimal.Decimal, len(amounts))
	for at, amount := range amounts {
		texts[billing.FormatTime(at)] = amount
	}
	return numberMap(texts)
}
