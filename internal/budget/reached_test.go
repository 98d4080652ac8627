package budget

import (
	"testing"
)

// TestReachedOn reaches amounts in November, at noon on the 20th.
func TestReachedOn(t *testing.T) {
	t.Parallel()
	tens := join(each(30, "10"), []string{"5"}) // 195 are spent, and the forecast is 300
	for _, test := range []struct {
		name   string
		budget Budget
		costs  []string
		amount string
		want   string // "" if it is not reached
	}{
		{"the forecast is the amount", Budget{Period: Month}, tens, "300", ""},
		{"the last day", Budget{Period: Month}, tens, "299.99", "2026-11-30"},
		{"the second day of eleven", Budget{Period: Month}, tens, "205", "2026-11-21"},
		{"later today", Budget{Period: Month}, tens, "204.5", "2026-11-20"},
		{"exactly spent", Budget{Period: Month}, tens, "195", "2026-11-20"},
		{"exceeded today", Budget{Period: Month}, tens, "194.99", "2026-11-20"},
		{"reached yesterday, exceeded today", Budget{Period: Month}, tens, "190", "2026-11-20"},
		{"exceeded yesterday", Budget{Period: Month}, tens, "189.99", "2026-11-19"},
		{"exceeded on the first day", Budget{Period: Month}, tens, "9.99", "2026-11-01"},
		{"exceeded again, after a credit", Budget{Period: Month}, join(each(20, "10"), []string{"-170"}, each(10, "10")), "15", "2026-11-02"},
		{"exceeded, but credits are to come", Budget{Period: Month}, join(each(29, "10"), []string{"-170", "9"}), "28", ""},
		{"a project that is over", Budget{FirstDay: at("2026-11-10"), LastDay: at("2026-11-12")}, tens, "25", "2026-11-12"},
		{"late charges of one", Budget{FirstDay: at("2026-11-10"), LastDay: at("2026-11-19")}, join(each(30, "10"), each(2, "0")), "99", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.budget.Amount, test.budget.TrailingDays = usd(test.amount), 7
			a, err := test.budget.Assess(reading("2026-11-20 12:00", test.costs...))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if !a.ReachedOn.IsZero() {
				got = date(a.ReachedOn)
			}
			if got != test.want {
				t.Errorf("got %q, want %q; the forecast is %s", got, test.want, a.Forecast)
			}
		})
	}
}
