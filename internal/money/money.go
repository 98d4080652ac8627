// Package money rounds amounts in USD.
package money

import "github.com/shopspring/decimal"

// Cents formats an amount with two decimals, for people.
func Cents(amount decimal.Decimal) string { return amount.StringFixed(2) }

// Divide divides exactly and rounds to 6 decimals, half up: towards positive infinity
// even for negative sums. n must be greater than 0.
func Divide(sum decimal.Decimal, n int64) decimal.Decimal { return DivideTo(sum, n, 6) }

// DivideTo is like Divide, for another number of decimals.
func DivideTo(sum decimal.Decimal, n int64, places int32) decimal.Decimal {
	// floor((2·sum·10^places + n) / 2n), since x rounded half up is floor(x + 1/2)
	numerator := sum.Shift(places).Mul(decimal.NewFromInt(2)).Add(decimal.NewFromInt(n))
	quotient, rest := numerator.QuoRem(decimal.NewFromInt(2*n), 0)
	if rest.IsNegative() { // QuoRem truncates towards zero
		quotient = quotient.Sub(decimal.NewFromInt(1))
	}
	return quotient.Shift(-places)
}
