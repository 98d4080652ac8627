package billing

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// metadata is what v2 reports about its own answer.
type metadata struct {
	window     span // as v2 resolved it
	bucketSize string
	filter     string // the id filtered by, "" if none
	count      decimal.NullDecimal
	uniqueIDs  decimal.NullDecimal
	total      decimal.NullDecimal
	parts      []decimal.NullDecimal
	page       page
	foreign    map[string]struct{} // Kind.foreignMembers
}

// readMetadata reads v2's envelope. Of the records it only checks the syntax:
// whether they are valid depends on the metadata, which may come after them.
func readMetadata(body []byte, kind Kind) (metadata, error) {
	d := strictjson.NewDecoder(body)
	m := metadata{parts: make([]decimal.NullDecimal, len(kind.Parts)), foreign: kind.foreignMembers()}
	var hasRecords, hasMetadata bool
	err := d.Object(func(name string) error {
		switch name {
		case "records":
			hasRecords = true
			return d.Skip()
		case "metadata":
			hasMetadata = true
			return m.read(d, kind)
		}
		return m.other(d, name)
	})
	switch {
	case err != nil:
		return m, err
	case !hasRecords:
		return m, missing("records")
	case !hasMetadata:
		return m, missing("metadata")
	case m.page.more():
		return m, errFurtherPages
	}
	if err := d.End(); err != nil {
		return m, err
	}
	return m, m.checkRequired(kind)
}

func (m *metadata) read(d *strictjson.Decoder, kind Kind) error {
	return d.Object(func(name string) (err error) {
		switch {
		case name == "query":
			return m.readQuery(d, kind)
		case name == "recordCount":
			m.count, err = d.Number()
		case name == "totals":
			return m.readTotals(d, kind)
		case name == kind.Unique && name != "":
			m.uniqueIDs, err = d.Number()
		default:
			return m.other(d, name)
		}
		return err
	})
}

// other reads a member that says nothing about the charges.
func (m *metadata) other(d *strictjson.Decoder, name string) error {
	if known, err := m.page.read(d, name); known {
		return err
	}
	return d.Skip()
}

// foreignOrOther reads a member of the query or the totals that the kind does not
// have. Records of other kinds need no such check: their totals have one.
func (m *metadata) foreignOrOther(d *strictjson.Decoder, name string) error {
	if _, foreign := m.foreign[name]; foreign && !d.NextIsNull() {
		return errors.New("this member belongs to another route of the API")
	}
	return m.other(d, name)
}

func (m *metadata) readQuery(d *strictjson.Decoder, kind Kind) error {
	filter, _ := kind.Filter()
	return d.Object(func(name string) (err error) {
		switch {
		case name == "startTime":
			m.window.start, err = d.Time()
		case name == "endTime":
			m.window.end, err = d.Time()
		case name == "bucketSize":
			m.bucketSize, err = d.String()
		case name == filter.V2 && name != "":
			m.filter, err = d.String()
		default:
			return m.foreignOrOther(d, name)
		}
		return err
	})
}

func (m *metadata) readTotals(d *strictjson.Decoder, kind Kind) error {
	return d.Object(func(name string) (err error) {
		if name == "totalAmount" {
			m.total, err = d.Number()
			return err
		}
		for i, part := range kind.Parts {
			if name == part.V2 {
				m.parts[i], err = d.Number()
				return err
			}
		}
		return m.foreignOrOther(d, name)
	})
}

func (m *metadata) checkRequired(kind Kind) error {
	switch {
	case m.window.start.IsZero():
		return missing("metadata.query.startTime")
	case m.window.end.IsZero():
		return missing("metadata.query.endTime")
	case m.bucketSize == "":
		return missing("metadata.query.bucketSize")
	case !m.count.Valid:
		return missing("metadata.recordCount")
	case !m.total.Valid:
		return missing("metadata.totals.totalAmount")
	}
	for i, part := range kind.Parts {
		if !m.parts[i].Valid {
			return missing("metadata.totals." + part.V2)
		}
	}
	return nil
}

// checkQuestion compares the query that v2 echoes with the one that was sent. It
// reports whether v2 moved a requested time outward.
func (m *metadata) checkQuestion(q Query, sent Window, now moment) (snapped bool, err error) {
	switch {
	case m.bucketSize != string(sent.BucketSize):
		return false, fmt.Errorf("it has buckets of one %s, but one %s was requested", strings.Trim(strictjson.Quote(m.bucketSize), `"`),
			sent.BucketSize)
	case m.filter != "" && m.filter != q.ID:
		filter, _ := q.Kind.Filter()
		return false, fmt.Errorf("it is filtered by the %s %s, which was not requested", filter.V2, strictjson.Quote(m.filter))
	case !m.window.start.Before(m.window.end):
		return false, fmt.Errorf("its window %s is empty", m.window)
	case sent.BucketSize.count(m.window.start, m.window.end) > MaxBuckets+2:
		return false, fmt.Errorf("its window %s has more than %d buckets", m.window, MaxBuckets)
	}
	if q.utcDays && !Day.start(m.window.start).Equal(m.window.start) {
		return false, fmt.Errorf("its days begin at %s UTC, but a budget needs days that begin at 00:00 UTC", m.window.start.Format("15:04"))
	}
	if sent.LastN > 0 {
		return false, m.checkLastN(sent, now)
	}
	if sent.Start.IsZero() {
		return false, m.checkDefaultWindow(now)
	}
	return m.checkTimes(q.Window, sent)
}

func (m *metadata) checkLastN(sent Window, now moment) error {
	size, n := sent.BucketSize, sent.asked()
	if !size.plus(m.window.start, n).Equal(m.window.end) {
		return fmt.Errorf("it covers %s, which is not %s", m.window, Count(n, string(size)))
	}
	current := span{size.plus(m.window.start, n-1), m.window.end}
	if !now.within(current) {
		return fmt.Errorf("it covers %s, which does not end with the current %s (the API answered at %s)", m.window, size,
			FormatTime(now.clock))
	}
	return nil
}

// defaultDays is the length of v2's window if the request has none.
const defaultDays = 30

func (m *metadata) checkDefaultWindow(now moment) error {
	if m.window.start.After(now.latest.AddDate(0, 0, -defaultDays)) || m.window.end.Before(now.earliest) {
		return fmt.Errorf("it covers %s, which leaves out part of the last %d days (the API answered at %s)",
			m.window, defaultDays, FormatTime(now.clock))
	}
	return nil
}

// checkTimes accepts a window that v2 extended to whole buckets.
func (m *metadata) checkTimes(asked, sent Window) (snapped bool, err error) {
	size := sent.BucketSize
	switch {
	case m.window.start.After(sent.Start), m.window.end.Before(sent.End):
		return false, fmt.Errorf("it covers %s, which leaves out part of %s", m.window, span{sent.Start, sent.End})
	case !sent.Start.Before(size.plus(m.window.start, 1)), !size.plus(m.window.end, -1).Before(sent.End):
		return false, fmt.Errorf("it covers %s, which extends beyond %s by a %s or more", m.window, span{sent.Start, sent.End}, size)
	}
	return !asked.Start.IsZero() && m.window.start.Before(sent.Start) || !asked.End.IsZero() && m.window.end.After(sent.End), nil
}

// checkIDs compares the metadata's number of ids with that of the records. It may
// or may not count ids whose charges are all 0.
func (m *metadata) checkIDs(all, charged int) error {
	if !m.uniqueIDs.Valid {
		return nil
	}
	counted := m.uniqueIDs.Decimal
	if counted.GreaterThan(decimal.NewFromInt(int64(all))) || counted.LessThan(decimal.NewFromInt(int64(charged))) {
		return fmt.Errorf("its records have %s, but its metadata counts %s", Count(all, "different id"), counted.String())
	}
	return nil
}

// checkSums compares the metadata with the sums of the records.
func (m *metadata) checkSums(kind Kind, count int, total decimal.Decimal, parts []decimal.Decimal) error {
	if !decimal.NewFromInt(int64(count)).Equal(m.count.Decimal) {
		return fmt.Errorf("it has %s, but its metadata counts %s", Count(count, "record"), m.count.Decimal.String())
	}
	if err := checkSum("totalAmount", total, m.total.Decimal); err != nil {
		return err
	}
	for i, part := range kind.Parts {
		if err := checkSum(part.V2, parts[i], m.parts[i].Decimal); err != nil {
			return err
		}
	}
	return nil
}

func checkSum(name string, records, metadata decimal.Decimal) error {
	if records.Sub(metadata).Abs().GreaterThan(tolerance(records)) {
		return fmt.Errorf("the %s of its records adds up to %s USD, but its metadata says %s USD", name, cents(records), cents(metadata))
	}
	return nil
}
