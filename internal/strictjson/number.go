package strictjson

// This file reads numbers, with every digit and up to a number of them.

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
)

// Number reads a number, which may be quoted. The result is not valid for null.
func (d *Decoder) Number() (decimal.NullDecimal, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return decimal.NullDecimal{}, syntaxError(err)
	}
	return parseNumber(raw)
}

func parseNumber(raw jsontext.Value) (decimal.NullDecimal, error) {
	switch raw.Kind() {
	case 'n':
		return decimal.NullDecimal{}, nil
	case '"':
		raw = raw[1 : len(raw)-1]
		if raw.Kind() != '0' || !raw.IsValid() || len(bytes.TrimSpace(raw)) != len(raw) {
			return decimal.NullDecimal{}, fmt.Errorf("%s is not a number", Quote(string(raw)))
		}
	case '0':
	default:
		return decimal.NullDecimal{}, fmt.Errorf("got %s, want a number", kindName(raw.Kind()))
	}
	if len(raw) == 1 && raw[0] == '0' { // as most parts of a bill are
		return decimal.NewNullDecimal(decimal.Zero), nil
	}
	number, err := parseDecimal(string(raw))
	return decimal.NewNullDecimal(number), err
}

// The limits on a number's digits. Terraform's numbers have 154 digits, so sums of
// accepted numbers stay exact there too. A number such as 1e999999999 is rejected
// before it is expanded.
const (
	maxDecimalPlaces = 100
	maxIntegerDigits = 40
)

// parseDecimal reads a number in JSON's notation.
func parseDecimal(text string) (decimal.Decimal, error) {
	if len(text) > maxIntegerDigits+maxDecimalPlaces+10 {
		return decimal.Decimal{}, fmt.Errorf("a number of %d characters is out of range", len(text))
	}
	number, err := decimal.NewFromString(text)
	if err != nil || number.Exponent() < -maxDecimalPlaces || number.Exponent() > maxIntegerDigits ||
		number.NumDigits()+int(number.Exponent()) > maxIntegerDigits {
		return decimal.Decimal{}, fmt.Errorf("the number %s is out of range", text)
	}
	return number, nil
}
