package budget

import (
	"regexp"
	"testing"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	steady := join(each(30, "10"), []string{"5.004"})
	for _, test := range []struct {
		name   string
		budget Budget
		amount string
		in     Reading
		want   string
	}{
		{
			name: "within", budget: Budget{Period: Month, Subject: "the account"}, amount: "5000", in: reading("2026-11-20 15:04", steady[20:]...),
			want: "Within budget: 105.00 USD of 5000.00 USD spent on the account in November 2026 (UTC). " +
				"Forecast: 210.00 USD, at an average of 10.00 USD a day.",
		},
		{
			name: "an interval and a name", budget: Budget{Name: "training", Period: Week, Subject: "pods"}, amount: "69.5",
			in: reading("2026-11-20 15:04", steady...),
			want: "training: Budget at risk: 45.00 USD of 69.50 USD spent on pods in the week from 16 November 2026 (UTC). " +
				"Forecast: 70.00 USD (70.00 to 70.00 USD), at an average of 10.00 USD a day.",
		},
		{
			name: "over", budget: Budget{Period: Day, Subject: "clusters"}, amount: "0.006", in: reading("2026-11-20 15:04", steady...),
			want: "Over budget: 5.00 USD of 0.01 USD spent on clusters on 20 November 2026 (UTC). " +
				"Forecast: 10.00 USD, at an average of 10.00 USD a day.",
		},
		{ // 9 hours at 2 USD and 9 hours at 100 USD
			name: "pods run", budget: Budget{Period: Day, Subject: "pods"}, amount: "50",
			in: reading("2026-11-20 15:00", steady...).with(pod("2", 24), pod("98", 1)),
			want: "Within budget: 5.00 USD of 50.00 USD spent on pods on 20 November 2026 (UTC). " +
				"Forecast: 23.00 USD, if the pods that have been up for a day keep running. If everything keeps running: 905.00 USD.",
		},
		{
			name: "everything comes to the amount", budget: Budget{Period: Day, Subject: "pods"}, amount: "905.004",
			in: reading("2026-11-20 15:00", steady...).with(pod("100", 1)),
			want: "Within budget: 5.00 USD of 905.00 USD spent on pods on 20 November 2026 (UTC). " +
				"Forecast: 10.00 USD, at an average of 10.00 USD a day.",
		},
		{
			name: "one day is late", budget: Budget{Period: Quarter, Subject: "the account"}, amount: "5000",
			in: reading("2026-11-20 15:04", "10", "0", "0"),
			want: "Within budget: 10.00 USD of 5000.00 USD spent on the account in Q4 2026 (UTC). " +
				"Forecast: 440.00 USD, at an average of 10.00 USD a day. Nothing is reported for 19 November 2026.",
		},
		{
			name: "days are late", budget: Budget{Period: Month, Subject: "the account"}, amount: "5500",
			in: reading("2026-11-20 12:00", join(each(16, "200"), each(4, "0"))...).with(pod("8.33", 500)),
			want: "Budget at risk: 3200.00 USD of 5500.00 USD spent on the account in November 2026 (UTC). " +
				"Forecast: 6000.00 USD, at an average of 200.00 USD a day. Nothing is reported for the 3 days from 17 November 2026.",
		},
		{
			name: "no charges", budget: Budget{FirstDay: at("2026-10-01"), LastDay: at("2027-01-15"), Subject: "serverless"}, amount: "5000",
			in: reading("2026-11-20 12:00"),
			want: "No charges reported: 0.00 USD of 5000.00 USD spent on serverless from 1 October 2026 to 15 January 2027 (UTC). " +
				"Check that the API key is for the right account. If nothing has been used yet, set allow_no_charges = true.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.budget.Amount, test.budget.TrailingDays = usd(test.amount), 7
			a, err := test.budget.Assess(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if a.Summary != test.want {
				t.Errorf("got  %s\nwant %s", a.Summary, test.want)
			}
			if regexp.MustCompile(`\d:\d|\n|\.\d\d\d`).MatchString(a.Summary) {
				t.Errorf("a time of day, a line break or a part of a cent: %s", a.Summary)
			}
		})
	}
}
