package budget

import "github.com/shopspring/decimal"

// The decimals that quotients are rounded to.
const (
	amountDecimals  = 6
	percentDecimals = 1
)

// divide divides exactly and rounds half up, towards positive infinity even for
// negative quotients. The divisor is not 0.
func divide(dividend, divisor decimal.Decimal, decimals int32) decimal.Decimal {
	// x rounded half up is floor(x + 1/2)
	two := decimal.NewFromInt(2)
	return floor(dividend.Shift(decimals).Mul(two).Add(divisor), divisor.Mul(two)).Shift(-decimals)
}

// floor returns the greatest whole number that is not above the quotient.
func floor(dividend, divisor decimal.Decimal) decimal.Decimal {
	quotient, rest := dividend.QuoRem(divisor, 0) // truncates towards zero
	if rest.Sign()*divisor.Sign() < 0 {
		quotient = quotient.Sub(decimal.NewFromInt(1))
	}
	return quotient
}

// percent returns part / whole in percent.
func percent(part, whole decimal.Decimal) decimal.Decimal {
	return divide(part.Shift(2), whole, percentDecimals)
}

// whole returns n as a decimal.
func whole(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }
