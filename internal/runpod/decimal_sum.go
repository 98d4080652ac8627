package runpod

import "github.com/shopspring/decimal"

// DecimalSum adds decimals up exactly. It keeps one sum per exponent, so that
// adding does not rescale. The zero value is the sum of nothing.
type DecimalSum struct {
	byExponent map[int32]decimal.Decimal
}

// Add adds one decimal.
func (s *DecimalSum) Add(d decimal.Decimal) {
	if s.byExponent == nil {
		s.byExponent = make(map[int32]decimal.Decimal, 1)
	}
	s.byExponent[d.Exponent()] = s.byExponent[d.Exponent()].Add(d)
}

// AddKnown adds a decimal if there is one.
func (s *DecimalSum) AddKnown(d decimal.NullDecimal) {
	if d.Valid {
		s.Add(d.Decimal)
	}
}

// Known is the exact sum, or none if nothing was added.
func (s *DecimalSum) Known() decimal.NullDecimal {
	return decimal.NullDecimal{Decimal: s.Total(), Valid: s.byExponent != nil}
}

// Total is the exact sum of all that was added.
func (s *DecimalSum) Total() decimal.Decimal {
	total := decimal.Zero
	for _, part := range s.byExponent {
		total = total.Add(part)
	}
	return total
}
