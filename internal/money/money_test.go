package money

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestDivide(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sum  string
		n    int64
		want string
	}{
		{"1", 3, "0.333333"}, {"2", 3, "0.666667"}, {"0.000001", 2, "0.000001"}, {"-0.000001", 2, "0"}, {"-0.000003", 2, "-0.000001"},
		{"-1", 3, "-0.333333"}, {"0", 24, "0"}, {"24", 24, "1"}, {"123456789.123456789", 1, "123456789.123457"},
	} {
		if got := Divide(decimal.RequireFromString(test.sum), test.n); !got.Equal(decimal.RequireFromString(test.want)) {
			t.Errorf("%s / %d: got %s, want %s", test.sum, test.n, got, test.want)
		}
	}
}
