package budget

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func TestPace(t *testing.T) {
	t.Parallel()
	now := at("2026-11-20").Add(12 * time.Hour)
	for _, test := range []struct {
		name   string
		pod    Pod
		steady string
	}{
		{"up for a day", Pod{UptimeSeconds: decimal.NewNullDecimal(usd("86400"))}, "0.39"},
		{"up for less", Pod{UptimeSeconds: decimal.NewNullDecimal(usd("86399.9"))}, "0"},
		{"the uptime counts, not the start", Pod{UptimeSeconds: decimal.NewNullDecimal(usd("0")), StartedAt: at("2026-11-01")}, "0"},
		{"started a day ago", Pod{StartedAt: now.Add(-24 * time.Hour)}, "0.39"},
		{"started later", Pod{StartedAt: now.Add(-24*time.Hour + 1)}, "0"},
		{"started in the future", Pod{StartedAt: now.Add(time.Hour)}, "0"},
		{"neither is known", Pod{}, "0"},
	} {
		test.pod.CostPerHour = usd("0.39")
		if all, steady := pace([]Pod{test.pod, {CostPerHour: usd("1")}}, now); all.String() != "1.39" || steady.String() != test.steady {
			t.Errorf("%s: got %s, %s, want 1.39, %s", test.name, all, steady, test.steady)
		}
	}
}

func TestDuring(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		d       time.Duration
		perHour string
		want    string
	}{
		{"hours", 252 * time.Hour, "8.33", "2099.16"},
		{"a second", time.Second, "1", "0.000278"},
		{"nothing", 0, "8.33", "0"},
		{"ten years", 3660 * 24 * time.Hour, "0.000001", "0.08784"},
	} {
		if got := during(test.d, usd(test.perHour)); got.String() != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestRestPerHour(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		costs   []string
		compute string // of 18 November, otherwise everything is
		want    string
	}{
		{"the last complete day", []string{"50", "40", "0"}, "28", "0"},
		{"the last one with a charge", []string{"40", "0", "30"}, "28", "0.5"},
		{"more compute than in total", []string{"1", "0", "0"}, "2", "-0.041667"},
		{"no complete day", []string{"30"}, "0", "0"},
	} {
		in := reading("2026-11-20 12:00", test.costs...)
		in.Compute[at("2026-11-18")] = usd(test.compute)
		l, err := newLedger(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.restPerHour(); got.String() != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}
