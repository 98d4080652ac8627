package budget

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// ledger is what each day cost. Days are numbered from the first that was read. A
// range of days includes its start and excludes its end.
type ledger struct {
	first    time.Time
	today    int
	total    []decimal.Decimal
	rest     []decimal.Decimal // total less compute
	excluded []bool            // from the average
}

// clockTolerance is how far from the last day that was read now may be, since an
// answer takes time to arrive.
const clockTolerance = time.Minute

// newLedger returns the ledger of a reading. Its last day is today. Every day from
// the first to the last must be there.
func newLedger(in Reading, excludeDays []time.Time) (*ledger, error) {
	if len(in.Totals) == 0 {
		return nil, errors.New("there are no days from which to assess a budget")
	}
	days := slices.SortedFunc(maps.Keys(in.Totals), time.Time.Compare)
	l := &ledger{first: days[0], today: len(days) - 1}
	last := days[l.today]
	if in.Now.Before(last.Add(-clockTolerance)) || in.Now.After(calendar.Day.End(last).Add(clockTolerance)) {
		return nil, fmt.Errorf("the last day that was read is %s, which is not today at %s", date(last), calendar.Format(in.Now))
	}
	l.excluded = make([]bool, len(days))
	for _, excluded := range excludeDays {
		if day := l.day(excluded); day >= 0 && day <= l.today {
			l.excluded[day] = true
		}
	}
	for day, start := range days {
		if !start.Equal(l.date(day)) {
			return nil, errors.New("it is not known what " + date(l.date(day)) + " cost")
		}
		l.total = append(l.total, in.Totals[start])
		l.rest = append(l.rest, in.Totals[start].Sub(in.Compute[start]))
	}
	return l, nil
}

// day returns the number of a day.
func (l *ledger) day(start time.Time) int {
	return int((start.Unix() - l.first.Unix()) / 86400)
}

// date returns the start of a day.
func (l *ledger) date(day int) time.Time { return l.first.AddDate(0, 0, day) }

// sum returns what a range of days cost.
func (l *ledger) sum(start, end int) (sum decimal.Decimal) {
	for _, total := range l.total[start:end] {
		sum = sum.Add(total)
	}
	return sum
}

// kept returns how many days of a range are not excluded.
func (l *ledger) kept(start, end int) (days int) {
	for _, excluded := range l.excluded[start:end] {
		if !excluded {
			days++
		}
	}
	return days
}

// lastCharge returns the last day with a charge, up to the given one, and -1 if none
// has one.
func (l *ledger) lastCharge(upTo int) int {
	for day := upTo; day >= 0; day-- {
		if !l.total[day].IsZero() {
			return day
		}
	}
	return -1
}

// average returns what a day of the range costs, in total and without compute. It
// leaves out the excluded days, and begins at the first of the others with a charge,
// so that an account that is two days old is not averaged over seven. It is 0 if none
// has a charge.
func (l *ledger) average(start, end int) (total, rest decimal.Decimal) {
	days := 0
	for day := start; day < end; day++ {
		if l.excluded[day] || days == 0 && l.total[day].IsZero() {
			continue
		}
		days++
		total, rest = total.Add(l.total[day]), rest.Add(l.rest[day])
	}
	if days == 0 {
		return decimal.Zero, decimal.Zero
	}
	return money.Divide(total, whole(days), amountDecimals), money.Divide(rest, whole(days), amountDecimals)
}

// amountDecimals is to how many decimals quotients are rounded.
const amountDecimals = 6

// percent returns part / whole in percent, rounded half up to one decimal.
func percent(part, whole decimal.Decimal) decimal.Decimal {
	return money.Divide(part.Shift(2), whole, 1)
}

// whole returns n as a decimal.
func whole(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }
