package provider

// Values for the state, from the other packages' results.

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

func numberValue(d decimal.Decimal) types.Number { return types.NumberValue(bigFloat(d)) }

func countValue(n int) types.Number { return numberValue(decimal.NewFromInt(int64(n))) }

func nullableNumberValue(d decimal.NullDecimal) types.Number {
	if !d.Valid {
		return types.NumberNull()
	}
	return numberValue(d.Decimal)
}

// numberValues returns a map of numbers, null for a nil map.
func numberValues(amounts map[string]decimal.Decimal) map[string]types.Number {
	if amounts == nil {
		return nil
	}
	values := make(map[string]types.Number, len(amounts))
	for key, amount := range amounts {
		values[key] = numberValue(amount)
	}
	return values
}

// numberValuesByTime returns numbers by time, in RFC 3339 and UTC.
func numberValuesByTime(amounts map[time.Time]decimal.Decimal) map[string]types.Number {
	values := make(map[string]types.Number, len(amounts))
	for at, amount := range amounts {
		values[calendar.Format(at)] = numberValue(amount)
	}
	return values
}

// textValue returns a string, null for "".
func textValue(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// timeValue returns a time in RFC 3339 and UTC, null for the zero time.
func timeValue(t time.Time) types.String { return textValue(calendar.Format(t)) }
