// Package money rounds amounts in USD. Sums and products of decimals are exact and need
// no help. Quotients are not, so every one that a user sees is rounded here, by the one
// rule that the documentation states. Everything is a pure function.
package money

import "github.com/shopspring/decimal"

// Cents formats an amount with two decimals, for people.
func Cents(amount decimal.Decimal) string { return amount.StringFixed(2) }

// Divide divides exactly and rounds half up to a number of decimals, towards positive
// infinity even for negative quotients. The divisor must not be 0.
func Divide(dividend, divisor decimal.Decimal, decimals int32) decimal.Decimal {
	// x rounded half up is floor(x + 1/2)
	two := decimal.NewFromInt(2)
	return Floor(dividend.Shift(decimals).Mul(two).Add(divisor), divisor.Mul(two)).Shift(-decimals)
}

// Floor returns the greatest whole number that is not above the quotient. The divisor
// must not be 0.
func Floor(dividend, divisor decimal.Decimal) decimal.Decimal {
	quotient, rest := dividend.QuoRem(divisor, 0) // truncates towards zero
	if rest.Sign()*divisor.Sign() < 0 {
		quotient = quotient.Sub(decimal.NewFromInt(1))
	}
	return quotient
}

// PerHour returns a 24th of what a day cost, rounded half up to 6 decimals.
func PerHour(day decimal.Decimal) decimal.Decimal { return Divide(day, decimal.NewFromInt(24), 6) }
