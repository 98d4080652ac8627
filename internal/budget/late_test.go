package budget

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// TestLateness counts at noon on 20 November.
func TestLateness(t *testing.T) {
	t.Parallel()
	threeDays := []string{"5", "0", "0", "0", "0"} // charges up to 16 November
	pod := func(cost string, up time.Duration) Pod {
		return Pod{CostPerHour: usd(cost), UptimeSeconds: decimal.NewNullDecimal(seconds(up))}
	}
	for _, test := range []struct {
		name             string
		costs            []string
		pods             []Pod
		unreported, late int
	}{
		{"no charge at all", nil, []Pod{pod("1", 10_000*time.Hour)}, 0, 0},
		{"a charge today", []string{"5", "0", "0", "1"}, nil, 0, 0},
		{"a charge yesterday", []string{"5", "0"}, nil, 0, 0},
		{"a credit yesterday", []string{"-5", "0"}, nil, 0, 0},
		{"one day", []string{"5", "0", "0"}, nil, 1, 1},
		{"three days, no pods", threeDays, nil, 3, 2},
		{"a pod since before the first of them", threeDays, []Pod{pod("1", 2*time.Hour), pod("1", 84*time.Hour+1)}, 3, 3},
		{"a pod since the first of them", threeDays, []Pod{pod("1", 84*time.Hour)}, 3, 2},
		{"a pod that costs nothing", threeDays, []Pod{pod("0", 500*time.Hour)}, 3, 2},
		{"a pod that started before", threeDays, []Pod{{CostPerHour: usd("1"), StartedAt: at("2026-11-17").Add(-1)}}, 3, 3},
		{"a pod that started with the day", threeDays, []Pod{{CostPerHour: usd("1"), StartedAt: at("2026-11-17")}}, 3, 2},
		{"a pod that reports neither", threeDays, []Pod{{CostPerHour: usd("1")}}, 3, 2},
	} {
		in := reading("2026-11-20 12:00", test.costs...)
		l, err := newLedger(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if unreported, late := l.lateness(test.pods, in.Now); unreported != test.unreported || late != test.late {
			t.Errorf("%s: got %d, %d, want %d, %d", test.name, unreported, late, test.unreported, test.late)
		}
	}
}
