package budget

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// steadyAfter is how long a pod must have been up to be expected to run to the end
// of the period. Shorter ones are left to the average.
const steadyAfter = 24 * time.Hour

// pace returns what the pods cost per hour, and what those cost that are expected to
// keep running.
func pace(pods []Pod, now time.Time) (all, steady decimal.Decimal) {
	atLeast := seconds(steadyAfter)
	for _, pod := range pods {
		all = all.Add(pod.CostPerHour)
		if pod.up(now).GreaterThanOrEqual(atLeast) {
			steady = steady.Add(pod.CostPerHour)
		}
	}
	return all, steady
}

// ranBefore reports whether a pod that costs something has been up since before t.
func ranBefore(pods []Pod, t, now time.Time) bool {
	since := seconds(now.Sub(t))
	return slices.ContainsFunc(pods, func(pod Pod) bool {
		return pod.CostPerHour.IsPositive() && pod.up(now).GreaterThan(since)
	})
}

// during returns what something that costs perHour comes to in d.
func during(d time.Duration, perHour decimal.Decimal) decimal.Decimal {
	return money.Divide(perHour.Mul(seconds(d)), decimal.NewFromInt(3600), amountDecimals)
}

// restPerHour returns what an hour of the last complete day with a charge cost apart
// from compute.
func (l *ledger) restPerHour() decimal.Decimal {
	day := l.lastCharge(l.today - 1)
	if day < 0 {
		return decimal.Zero
	}
	return money.PerHour(l.rest[day])
}
