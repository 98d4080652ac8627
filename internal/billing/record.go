package billing

// This file reads records: the members of each, and whether any is missing.

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Record is what one resource cost in one time bucket. A field that the API
// version does not report is "" or not valid.
type Record struct {
	Time    time.Time             // start of the bucket, UTC
	Amount  decimal.Decimal       // USD
	IDs     []string              // as in Kind.IDs
	Numbers []decimal.NullDecimal // as in Kind.Numbers; parts in USD
}

// id is the record's first id, "" for a kind without ids.
func (r Record) id() string {
	if len(r.IDs) == 0 {
		return ""
	}
	return r.IDs[0]
}

// plus adds two numbers that may not be reported. It is not valid if neither is.
func plus(a, b decimal.NullDecimal) decimal.NullDecimal {
	return decimal.NullDecimal{Decimal: a.Decimal.Add(b.Decimal), Valid: a.Valid || b.Valid}
}

// sortRecords orders records by time, then ids, then numbers. The API promises no
// order, and the same records must always give the same state.
func sortRecords(records []Record) {
	slices.SortFunc(records, func(a, b Record) int {
		if order := cmp.Or(a.Time.Compare(b.Time), slices.Compare(a.IDs, b.IDs)); order != 0 {
			return order
		}
		return cmp.Or(a.Amount.Cmp(b.Amount), slices.CompareFunc(a.Numbers, b.Numbers, func(a, b decimal.NullDecimal) int {
			return a.Decimal.Cmp(b.Decimal)
		}))
	})
}

// recordFormat is how a version of the API writes the records of a kind.
type recordFormat struct {
	amount, start string
	end           string               // "" if the version does not report it
	requiredID    string               // name of the first of Record.IDs if it is required
	names         func(Field) []string // of an id or a number, "" if the version does not report it
}

// formatOf returns v2's format of a kind. v2 documents all members as required, but
// parts come and go with products, so a record may lack any.
func formatOf(kind Kind) recordFormat {
	filter, _ := kind.Filter()
	return recordFormat{
		amount: "totalAmount", start: "startTime", end: "endTime", requiredID: filter.V2,
		names: func(f Field) []string { return []string{f.V2} },
	}
}

// readRecords reads an array of records and passes each to add, with the end of its
// bucket if the version reports it. All are read into the same Record, so that the
// memory does not grow with their number: add must copy what it keeps.
func readRecords(d *strictjson.Decoder, format recordFormat, kind Kind, add func(r Record, end time.Time) error) error {
	var (
		amount decimal.NullDecimal
		end    time.Time
		index  int
	)
	record := Record{IDs: make([]string, len(kind.IDs)), Numbers: make([]decimal.NullDecimal, len(kind.Numbers()))}
	members := map[string]any{format.amount: &amount, format.start: &record.Time, format.end: &end}
	for i, id := range kind.IDs {
		for _, name := range format.names(id) {
			members[name] = &record.IDs[i]
		}
	}
	for i, number := range kind.Numbers() {
		for _, name := range format.names(number) {
			members[name] = &record.Numbers[i]
		}
	}
	return d.Array(func() error {
		index++
		record.Time, amount, end = time.Time{}, decimal.NullDecimal{}, time.Time{}
		clear(record.IDs)
		clear(record.Numbers)
		err := d.Members(members)
		record.Amount = amount.Decimal
		switch {
		case err != nil:
		case !amount.Valid:
			err = missing(format.amount)
		case record.Time.IsZero():
			err = missing(format.start)
		case format.end != "" && end.IsZero():
			err = missing(format.end)
		case format.requiredID != "" && record.IDs[0] == "":
			err = missing(format.requiredID)
		default:
			err = add(record, end)
		}
		if err != nil {
			return fmt.Errorf("record %d: %w", index, err)
		}
		return nil
	})
}
