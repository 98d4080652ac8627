// Package budget computes the state of a budget: what was spent, forecasts with the
// error that they had in the past, and a status.
//
// A [Budget] says what may be spent on something, and in which time. [Budget.Days]
// says how many days of charges to read, a [Reading] is what was read, and
// [Budget.Assess] computes an [Assessment] from it. Each rule has a file of its own:
// ledger.go (what each day cost, and averages), pace.go (pods), late.go (days that
// are not reported yet), backtest.go (past errors), forecast.go (both rules of the
// forecast), reached.go and summary.go. Each uses only those before it, and what a
// budget, a reading and an assessment are.
//
// Everything is a pure function of days, pods and a moment, so that anybody can
// recompute it. Sums and products are exact. Quotients are rounded half up to 6
// decimals, percentages to 1. All amounts are in USD, all times in UTC.
package budget

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// MaxProjectDays is how many days a project may last.
const MaxProjectDays = 3660

// backtestDays is how many complete days to backtest on.
const backtestDays = 120

// Budget limits what something may cost, either in the current period or during a
// project.
type Budget struct {
	Name         string          // optional, the first words of the summary
	Amount       decimal.Decimal // USD, greater than 0
	Subject      string          // what the budget is for, such as "the account"
	TrailingDays int             // complete days to average, at least 1

	Period            Period    // "" for a project
	FirstDay, LastDay time.Time // of a project, starts of days in UTC; zero for a period

	ExcludeDays    []time.Time // starts of days, in UTC, that the average leaves out
	AllowNoCharges bool        // treat a budget without charges like any other
}

// Days returns how many days to read, up to and including today: those of the
// longest such period, of the average and of the backtests. For a period, that does
// not depend on now, and is at most 366 for up to 90 trailing days.
//
// For a project, it is at least all days since its first, even if the project is
// over, and two more in case this machine's clock, which now is read from, is behind
// the API's. If the days do not reach back to the first, or the project has not
// begun, Assess returns an error.
func (b Budget) Days(now time.Time) int {
	days := b.TrailingDays + backtestDays
	if b.Period == Year {
		days = max(days, 366)
	}
	if !b.FirstDay.IsZero() {
		days = max(days, calendar.Day.Count(b.FirstDay, calendar.Day.End(now))+2)
	}
	return days
}

// span returns the current period, or the project.
func (b Budget) span(now time.Time) calendar.Span {
	if b.FirstDay.IsZero() {
		return b.Period.span(now)
	}
	return calendar.Span{Start: b.FirstDay, End: calendar.Day.Add(b.LastDay, 1)}
}

// date formats a day as in the configuration.
func date(day time.Time) string { return day.Format(time.DateOnly) }
