package budget

import (
	"fmt"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// Period is a length of time that a budget repeats in, aligned in UTC.
type Period string

// The periods. A week begins on Monday, a quarter in January, April, July or
// October.
const (
	Day     Period = "day"
	Week    Period = "week"
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
)

// Periods lists all of them, shortest first.
func Periods() []Period { return []Period{Day, Week, Month, Quarter, Year} }

// span returns the period that contains t.
func (p Period) span(t time.Time) calendar.Span {
	if p == Quarter {
		month := calendar.Month.Start(t)
		start := month.AddDate(0, -((int(month.Month()) - 1) % 3), 0)
		return calendar.Span{Start: start, End: start.AddDate(0, 3, 0)}
	}
	size := calendar.BucketSize(p)
	return calendar.Span{Start: size.Start(t), End: size.End(t)}
}

const longDate = "2 January 2006"

// name returns the period that begins at start, with its preposition.
func (p Period) name(start time.Time) string {
	if p == Quarter {
		return fmt.Sprintf("in Q%d %d", (int(start.Month())+2)/3, start.Year())
	}
	return start.Format(map[Period]string{
		Day: "on " + longDate, Week: "in the week from " + longDate, Month: "in January 2006", Year: "in 2006",
	}[p])
}
