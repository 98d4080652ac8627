package budget

import (
	"time"

	"github.com/shopspring/decimal"
)

// Reading is what Assess computes from.
type Reading struct {
	Now time.Time // by the API's clock
	// Totals is what each day cost, by its start in UTC: every day from the first
	// that was read up to today, which is the last, also those without a charge.
	Totals map[time.Time]decimal.Decimal
	// Compute is how much of each total is for compute, which stops when pods stop. A
	// day that is not there has none.
	Compute map[time.Time]decimal.Decimal

	PodsRead bool  // reports whether Pods is known
	Pods     []Pod // the running pods of the scope
}

// Pod is a running pod.
type Pod struct {
	CostPerHour   decimal.Decimal     // USD
	UptimeSeconds decimal.NullDecimal // not valid if it is not reported
	StartedAt     time.Time           // UTC, zero if it is not reported; used without an uptime
}

// up returns how long the pod has been up, in seconds. A pod that reports neither
// uptime nor start has just started.
func (p Pod) up(now time.Time) decimal.Decimal {
	switch {
	case p.UptimeSeconds.Valid:
		return p.UptimeSeconds.Decimal
	case p.StartedAt.IsZero():
		return decimal.Zero
	}
	return seconds(now.Sub(p.StartedAt))
}

func seconds(d time.Duration) decimal.Decimal { return decimal.New(int64(d), -9) }
