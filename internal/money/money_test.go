package money

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestDivide(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		dividend, divisor string
		decimals          int32
		want              string
	}{
		{"1", "3", 6, "0.333333"}, {"2", "3", 6, "0.666667"}, {"0.000001", "2", 6, "0.000001"}, {"-0.000001", "2", 6, "0"},
		{"-0.000003", "2", 6, "-0.000001"}, {"-1", "3", 6, "-0.333333"}, {"0", "24", 6, "0"}, {"1", "-3", 6, "-0.333333"},
		{"123456789.123456789", "1", 6, "123456789.123457"}, {"1", "8", 1, "0.1"}, {"0.05", "1", 1, "0.1"}, {"-0.05", "1", 1, "0"},
	} {
		got := Divide(decimal.RequireFromString(test.dividend), decimal.RequireFromString(test.divisor), test.decimals)
		if !got.Equal(decimal.RequireFromString(test.want)) {
			t.Errorf("%s / %s: got %s, want %s", test.dividend, test.divisor, got, test.want)
		}
	}
}
