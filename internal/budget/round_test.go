package budget

import "testing"

func TestDivide(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name              string
		dividend, divisor string
		decimals          int32
		want              string
	}{
		{"a third", "1", "3", 6, "0.333333"},
		{"half a millionth is rounded up", "0.000003", "2", 6, "0.000002"},
		{"half a millionth of a credit is rounded up", "-0.000003", "2", 6, "-0.000001"},
		{"more than half a millionth of a credit", "-0.00000301", "2", 6, "-0.000002"},
		{"less than half a millionth", "0.0000009", "2", 6, "0"},
		{"a negative divisor", "1", "-3", 6, "-0.333333"},
		{"half, of a negative divisor", "0.000003", "-2", 6, "-0.000001"},
		{"two negatives", "-0.000003", "-2", 6, "0.000002"},
		{"a divisor with decimals", "1", "0.3", 1, "3.3"},
		{"many digits", "2.8683799712453038", "2", 6, "1.43419"},
	} {
		if got := divide(usd(test.dividend), usd(test.divisor), test.decimals); got.String() != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
	if got := percent(usd("2"), usd("3")); got.String() != "66.7" {
		t.Errorf("got %s%%", got)
	}
}
