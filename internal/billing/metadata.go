package billing

// This file reads what v2 says about its own answer.

import (
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// metadata is what v2 reports about its own answer.
type metadata struct {
	window     calendar.Span // as v2 resolved it
	bucketSize string
	filter     string // the id filtered by, "" if none
	count      decimal.NullDecimal
	uniqueIDs  decimal.NullDecimal
	total      decimal.NullDecimal
	parts      []decimal.NullDecimal // not valid if not reported
	hasMore    bool                  // the answer is one page of several
}

// readMetadata reads v2's envelope. Of the records it only checks the syntax:
// whether they are valid depends on the metadata, which may come after them.
func readMetadata(body []byte, kind Kind) (metadata, error) {
	d := strictjson.NewDecoder(body)
	m := metadata{parts: make([]decimal.NullDecimal, len(kind.Parts))}
	var hasRecords, hasMetadata bool
	err := d.Object(func(name string) error {
		switch name {
		case "records":
			hasRecords = true
		case "metadata":
			hasMetadata = true
			return m.read(d, kind)
		case "pagination":
			return m.readPagination(d)
		}
		return d.Skip()
	})
	switch {
	case err != nil:
		return m, err
	case !hasRecords:
		return m, missing("records")
	case !hasMetadata:
		return m, missing("metadata")
	case m.hasMore:
		return m, errFurtherPages
	}
	if err := d.End(); err != nil {
		return m, err
	}
	return m, m.checkRequired()
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
			return d.Skip()
		}
		return err
	})
}

func (m *metadata) readQuery(d *strictjson.Decoder, kind Kind) error {
	filter, _ := kind.Filter()
	return d.Object(func(name string) (err error) {
		switch {
		case name == "startTime":
			m.window.Start, err = d.Time()
		case name == "endTime":
			m.window.End, err = d.Time()
		case name == "bucketSize":
			m.bucketSize, err = d.String()
		case name == filter.V2 && name != "":
			m.filter, err = d.String()
		default:
			return d.Skip()
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
		return d.Skip()
	})
}

// readPagination reads the member that v2's lists have. Billing is not paged, but
// one page of a paged answer must not pass for all of it.
func (m *metadata) readPagination(d *strictjson.Decoder) error {
	if d.NextIsNull() {
		return d.Skip()
	}
	return d.Object(func(name string) error {
		switch name {
		case "hasNextPage":
			more, err := d.Bool()
			m.hasMore = m.hasMore || more != nil && *more
			return err
		case "nextCursor":
			cursor, err := d.String()
			m.hasMore = m.hasMore || cursor != ""
			return err
		}
		return d.Skip()
	})
}

func (m *metadata) checkRequired() error {
	switch {
	case m.window.Start.IsZero():
		return missing("metadata.query.startTime")
	case m.window.End.IsZero():
		return missing("metadata.query.endTime")
	case m.bucketSize == "":
		return missing("metadata.query.bucketSize")
	case !m.count.Valid:
		return missing("metadata.recordCount")
	case !m.total.Valid:
		return missing("metadata.totals.totalAmount")
	}
	return nil
}
