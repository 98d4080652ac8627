package budget

// This file checks what a budget was given.

import (
	"fmt"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// ArgumentError means that an argument is invalid.
type ArgumentError struct {
	Argument string // its name in Terraform: period, start_date, end_date or exclude_days
	Reason   string // why, and what to change, as one or more sentences
}

// Error returns the argument and the reason.
func (e *ArgumentError) Error() string { return e.Argument + ": " + e.Reason }

// Check returns an *ArgumentError if the budget is invalid whatever the current time
// is. Assess checks it, too.
func (b Budget) Check() error {
	switch {
	case b.FirstDay.IsZero() && !b.LastDay.IsZero():
		return &ArgumentError{"start_date", "It must be set, because end_date is."}
	case b.LastDay.IsZero() && !b.FirstDay.IsZero():
		return &ArgumentError{"end_date", "It must be set, because start_date is."}
	case b.Period != "" && !b.FirstDay.IsZero():
		return &ArgumentError{"period", "It cannot be set together with start_date and end_date."}
	case b.LastDay.Before(b.FirstDay):
		return &ArgumentError{"end_date", fmt.Sprintf("%s is before start_date %s.", date(b.LastDay), date(b.FirstDay))}
	case !b.FirstDay.IsZero() && b.FirstDay.Year() < calendar.EarliestYear:
		return &ArgumentError{"start_date", fmt.Sprintf("%s is before the year %d.", date(b.FirstDay), calendar.EarliestYear)}
	}
	if days := calendar.Day.Count(b.FirstDay, b.LastDay) + 1; days > MaxProjectDays {
		return &ArgumentError{"end_date", fmt.Sprintf("%s to %s is %d days; the maximum is %d.",
			date(b.FirstDay), date(b.LastDay), days, MaxProjectDays)}
	}
	seen := map[time.Time]bool{}
	for _, day := range b.ExcludeDays {
		if seen[day] {
			return &ArgumentError{"exclude_days", fmt.Sprintf("%s is there twice. Remove one of them.", date(day))}
		}
		seen[day] = true
	}
	return nil
}

// checkExcluded checks that the excluded days are among those that were read, or to
// come in the period.
func (b Budget) checkExcluded(considered calendar.Span) error {
	for _, day := range b.ExcludeDays {
		if day.Before(considered.Start) || !day.Before(considered.End) {
			return &ArgumentError{"exclude_days", fmt.Sprintf("%s is not one of the days that this budget considers, %s to %s. Remove it.",
				date(day), date(considered.Start), date(considered.End.AddDate(0, 0, -1)))}
		}
	}
	return nil
}
