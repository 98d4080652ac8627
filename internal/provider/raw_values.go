package provider

// Values as they are sent to Terraform, for the billing data sources, whose
// attributes depend on their kind.

import (
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

func rawNumber(d decimal.Decimal) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, bigFloat(d))
}

func rawNullableNumber(d decimal.NullDecimal) tftypes.Value {
	if !d.Valid {
		return tftypes.NewValue(tftypes.Number, nil)
	}
	return rawNumber(d.Decimal)
}

// rawNumbers returns a map of numbers, null for a nil map.
func rawNumbers(amounts map[string]decimal.Decimal) tftypes.Value {
	typ := tftypes.Map{ElementType: tftypes.Number}
	if amounts == nil {
		return tftypes.NewValue(typ, nil)
	}
	values := make(map[string]tftypes.Value, len(amounts))
	for key, amount := range amounts {
		values[key] = rawNumber(amount)
	}
	return tftypes.NewValue(typ, values)
}

// rawNumbersByTime returns a map of numbers by time, in RFC 3339 and UTC.
func rawNumbersByTime(amounts map[time.Time]decimal.Decimal) tftypes.Value {
	texts := make(map[string]decimal.Decimal, len(amounts))
	for at, amount := range amounts {
		texts[calendar.Format(at)] = amount
	}
	return rawNumbers(texts)
}

// rawText returns a string, null for "".
func rawText(text string) tftypes.Value {
	if text == "" {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, text)
}

// rawTime returns a time in RFC 3339 and UTC, null for the zero time.
func rawTime(t time.Time) tftypes.Value { return rawText(calendar.Format(t)) }
