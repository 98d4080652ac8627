package billing

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

func TestDecimalSumIsExact(t *testing.T) {
	t.Parallel()
	var sum decimalSum
	if sum.Known().Valid || !sum.Total().IsZero() {
		t.Error("the sum of nothing is not 0, or known")
	}
	for range 10 {
		sum.Add(usd("0.1"))
	}
	for _, text := range []string{"1e15", "-1e15", "0.00000000000000001", "123456789012345678901234567890"} {
		sum.AddKnown(decimal.NewNullDecimal(usd(text)))
	}
	sum.AddKnown(decimal.NullDecimal{})
	if got, want := sum.Known().Decimal.String(), "123456789012345678901234567891.00000000000000001"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDecimalSumAgainstRationals adds, among others, numbers close to the limits
// of an int64.
func TestDecimalSumAgainstRationals(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a reproducible test
	edges := []int64{999_999_999_999_999_999, -999_999_999_999_999_999, 1_000_000_000_000_000_000, 9_223_372_036_854_775_807, 1, -1, 0}
	for range 50 {
		var sum decimalSum
		want := new(big.Rat)
		for range 200 {
			coefficient := edges[random.IntN(len(edges))]
			if random.IntN(2) == 0 {
				coefficient = random.Int64() >> random.IntN(63)
			}
			number := decimal.New(coefficient, random.Int32N(40)-30)
			sum.Add(number)
			want.Add(want, number.Rat())
		}
		if sum.Total().Rat().Cmp(want) != 0 {
			t.Fatalf("got %s, want %s", sum.Total(), want.FloatString(40))
		}
	}
}
