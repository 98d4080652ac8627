package budget

import (
	"time"
)

// reportingDelay is how many days without a charge are taken to be late, rather than
// free, where nothing is known to run.
const reportingDelay = 2

// lateness returns how many complete days have no charge after the last day with
// one, and how many of them, counted back from yesterday, are late rather than free:
// all of them if a pod has been running since before the first, otherwise at most
// two.
func (l *ledger) lateness(pods []Pod, now time.Time) (unreported, late int) {
	last := l.lastCharge(l.today)
	if last < 0 {
		return 0, 0
	}
	unreported = max(0, l.today-1-last)
	if ranBefore(pods, l.date(last+1), now) {
		return unreported, unreported
	}
	return unreported, min(unreported, reportingDelay)
}
