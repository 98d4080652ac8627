package billing

// This file checks v2's metadata: that it is about the request that was sent, with its
// bucket size, filter and window, and that it agrees with the records.

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// echoes compares the query in the metadata with the request. It reports whether v2
// moved a requested time outward.
func (m *metadata) echoes(sent request, now moment) (snapped bool, err error) {
	size := sent.window.BucketSize
	switch {
	case m.bucketSize != string(size):
		return false, fmt.Errorf("it has buckets of one %s, but one %s was requested", strings.Trim(strictjson.Quote(m.bucketSize), `"`), size)
	case m.filter != "" && m.filter != sent.ID:
		filter, _ := sent.Kind.Filter()
		return false, fmt.Errorf("it is filtered by the %s %s, which was not requested", filter.V2, strictjson.Quote(m.filter))
	case !m.window.Start.Before(m.window.End):
		return false, fmt.Errorf("its window %s is empty", m.window)
	case size.Count(m.window.Start, m.window.End) > calendar.MaxBuckets+2:
		return false, fmt.Errorf("its window %s has more than %d buckets", m.window, calendar.MaxBuckets)
	case sent.UTCDays && !calendar.Day.Start(m.window.Start).Equal(m.window.Start):
		return false, fmt.Errorf("its days begin at %s UTC, not at 00:00 UTC", m.window.Start.Format("15:04"))
	case sent.lastN > 0:
		return false, m.echoesLastN(size, sent.lastN, now)
	case sent.window.Start.IsZero():
		return false, m.echoesDefault(now)
	}
	return m.echoesTimes(sent)
}

func (m *metadata) echoesLastN(size calendar.BucketSize, n int, now moment) error {
	if !size.Add(m.window.Start, n).Equal(m.window.End) {
		return fmt.Errorf("it covers %s, which is not %s", m.window, calendar.Count(n, string(size)))
	}
	if current := (calendar.Span{Start: size.Add(m.window.Start, n-1), End: m.window.End}); !now.within(current) {
		return fmt.Errorf("it covers %s, which does not end with the current %s (the API answered at %s)", m.window, size,
			calendar.Format(now.clock))
	}
	return nil
}

func (m *metadata) echoesDefault(now moment) error {
	if m.window.Start.After(now.latest.AddDate(0, 0, -v2Days)) || m.window.End.Before(now.earliest) {
		return fmt.Errorf("it covers %s, which leaves out part of the last %d days (the API answered at %s)",
			m.window, v2Days, calendar.Format(now.clock))
	}
	return nil
}

// echoesTimes accepts a window that v2 extended to whole buckets.
func (m *metadata) echoesTimes(sent request) (snapped bool, err error) {
	asked, size := calendar.Span{Start: sent.window.Start, End: sent.window.End}, sent.window.BucketSize
	switch {
	case m.window.Start.After(asked.Start), m.window.End.Before(asked.End):
		return false, fmt.Errorf("it covers %s, which leaves out part of %s", m.window, asked)
	case !asked.Start.Before(size.Add(m.window.Start, 1)), !size.Add(m.window.End, -1).Before(asked.End):
		return false, fmt.Errorf("it covers %s, which extends beyond %s by a %s or more", m.window, asked, size)
	}
	return !sent.Window.Start.IsZero() && m.window.Start.Before(asked.Start) ||
		!sent.Window.End.IsZero() && m.window.End.After(asked.End), nil
}

// checkTotals compares the metadata with the number of records, and with their sums.
func (m *metadata) checkTotals(count int, included, excluded *totals) error {
	if !decimal.NewFromInt(int64(count)).Equal(m.count.Decimal) {
		return fmt.Errorf("it has %s, but its metadata counts %s", calendar.Count(count, "record"), m.count.Decimal.String())
	}
	if err := checkSum("totalAmount", included.amount.Add(excluded.amount), m.total.Decimal); err != nil {
		return err
	}
	for i, part := range included.kind.Parts {
		if !m.parts[i].Valid {
			continue
		}
		if err := checkSum(part.V2, included.parts[i].Add(excluded.parts[i]), m.parts[i].Decimal); err != nil {
			return err
		}
	}
	return nil
}

func checkSum(name string, records, metadata decimal.Decimal) error {
	if records.Sub(metadata).Abs().GreaterThan(tolerance(records)) {
		return fmt.Errorf("the %s of its records adds up to %s USD, but its metadata says %s USD", name, money.Cents(records),
			money.Cents(metadata))
	}
	return nil
}

// checkIDs compares the metadata's number of ids with that of the records: charged
// says whether each id has an amount other than 0. The metadata may or may not count
// those that have none.
func (m *metadata) checkIDs(charged map[string]bool) error {
	if !m.uniqueIDs.Valid {
		return nil
	}
	least := 0
	for _, is := range charged {
		if is {
			least++
		}
	}
	stated := m.uniqueIDs.Decimal
	if stated.GreaterThan(decimal.NewFromInt(int64(len(charged)))) || stated.LessThan(decimal.NewFromInt(int64(least))) {
		return fmt.Errorf("its records have %s, but its metadata counts %s", calendar.Count(len(charged), "different id"), stated.String())
	}
	return nil
}
