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
// range of days includes its start and excludes its end, and its sum is a difference
// of two running sums.
type ledger struct {
	first      time.Time
	today      int
	total      []decimal.Decimal
	rest       []decimal.Decimal // total less compute
	totals     []decimal.Decimal // element i is the sum of the days before i, also in the following fields
	kept       []decimal.Decimal // sums without the excluded days
	keptRest   []decimal.Decimal // sums of total less compute, without the excluded days
	keptDays   []int             // counts of days that are not excluded
	nextCharge []int             // the first day, from i on, with a charge and not excluded
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
	excluded := make(map[int]bool, len(excludeDays))
	for _, day := range excludeDays {
		excluded[l.day(day)] = true
	}
	l.totals, l.kept, l.keptRest = make([]decimal.Decimal, 1), make([]decimal.Decimal, 1), make([]decimal.Decimal, 1)
	l.keptDays = make([]int, 1)
	l.nextCharge = make([]int, l.today+1)
	for day := range l.today + 1 {
		if !days[day].Equal(l.date(day)) {
			return nil, errors.New("it is not known what " + date(l.date(day)) + " cost")
		}
		total := in.Totals[days[day]]
		rest := total.Sub(in.Compute[days[day]])
		l.total, l.rest = append(l.total, total), append(l.rest, rest)
		kept, keptRest, keptDays := total, rest, 1
		if excluded[day] {
			kept, keptRest, keptDays = decimal.Zero, decimal.Zero, 0
		}
		l.totals = append(l.totals, l.totals[day].Add(total))
		l.kept = append(l.kept, l.kept[day].Add(kept))
		l.keptRest = append(l.keptRest, l.keptRest[day].Add(keptRest))
		l.keptDays = append(l.keptDays, l.keptDays[day]+keptDays)
	}
	next := l.today + 1
	for day := l.today; day >= 0; day-- {
		if !l.total[day].IsZero() && !excluded[day] {
			next = day
		}
		l.nextCharge[day] = next
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
func (l *ledger) sum(start, end int) decimal.Decimal { return l.totals[end].Sub(l.totals[start]) }

// allKept reports whether no day of a range is excluded.
func (l *ledger) allKept(start, end int) bool { return l.keptDays[end]-l.keptDays[start] == end-start }

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
	if start = l.nextCharge[start]; start >= end {
		return decimal.Zero, decimal.Zero
	}
	days := whole(l.keptDays[end] - l.keptDays[start])
	return money.Divide(l.kept[end].Sub(l.kept[start]), days, amountDecimals),
		money.Divide(l.keptRest[end].Sub(l.keptRest[start]), days, amountDecimals)
}

// amountDecimals is to how many decimals quotients are rounded.
const amountDecimals = 6

// percent returns part / whole in percent, rounded half up to one decimal.
func percent(part, whole decimal.Decimal) decimal.Decimal {
	return money.Divide(part.Shift(2), whole, 1)
}

// whole returns n as a decimal.
func whole(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }
