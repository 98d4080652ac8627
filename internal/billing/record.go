package billing

// This file reads records: the members of each, and whether any is missing.

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
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

func (r Record) clone() Record {
	r.IDs, r.Numbers = slices.Clone(r.IDs), slices.Clone(r.Numbers)
	return r
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
	end           string         // "" if the version does not report it
	ids, numbers  map[string]int // positions in Record.IDs and Record.Numbers, by name
	requiredID    string         // name of the first of Record.IDs if it is required
}

// formatOf returns v2's format of a kind. v2 documents all members as required, but
// parts come and go with products, so a record may lack any.
func formatOf(kind Kind) recordFormat {
	format := recordFormat{amount: "totalAmount", start: "startTime", end: "endTime", ids: map[string]int{}, numbers: map[string]int{}}
	for i, id := range kind.IDs {
		if id.V2 != "" {
			format.ids[id.V2] = i
		}
	}
	for i, part := range kind.Parts {
		format.numbers[part.V2] = i
	}
	if filter, ok := kind.Filter(); ok {
		format.requiredID = filter.V2
	}
	return format
}

// recordReader reads records one by one into the same Record, so that its memory
// does not grow with their number.
type recordReader struct {
	json       *strictjson.Decoder
	format     recordFormat
	readMember func(name string) error

	record Record
	amount decimal.NullDecimal
	end    time.Time // of the bucket, if the version reports it
}

func newRecordReader(json *strictjson.Decoder, format recordFormat, kind Kind) *recordReader {
	r := &recordReader{
		json: json, format: format,
		record: Record{IDs: make([]string, len(kind.IDs)), Numbers: make([]decimal.NullDecimal, len(kind.Numbers()))},
	}
	r.readMember = r.member
	return r
}

// next reads a record into r.record and checks that nothing required is missing.
func (r *recordReader) next() error {
	r.record.Time, r.amount, r.end = time.Time{}, decimal.NullDecimal{}, time.Time{}
	clear(r.record.IDs)
	clear(r.record.Numbers)
	if err := r.json.Object(r.readMember); err != nil {
		return err
	}
	r.record.Amount = r.amount.Decimal
	switch {
	case !r.amount.Valid:
		return missing(r.format.amount)
	case r.record.Time.IsZero():
		return missing(r.format.start)
	case r.format.end != "" && r.end.IsZero():
		return missing(r.format.end)
	case r.format.requiredID != "" && r.record.IDs[0] == "":
		return missing(r.format.requiredID)
	}
	return nil
}

func (r *recordReader) member(name string) (err error) {
	switch name {
	case "": // of a member that the version does not have
		return r.json.Skip()
	case r.format.amount:
		r.amount, err = r.json.Number()
		return err
	case r.format.start:
		r.record.Time, err = r.json.Time()
		return err
	case r.format.end:
		r.end, err = r.json.Time()
		return err
	}
	if i, known := r.format.numbers[name]; known {
		r.record.Numbers[i], err = r.json.Number()
		return err
	}
	if i, known := r.format.ids[name]; known {
		r.record.IDs[i], err = r.json.String()
		return err
	}
	return r.json.Skip()
}

// idSet numbers ids from 0, and checks each one once.
type idSet map[string]int

func (s idSet) add(id string) (number int, err error) {
	number, known := s[id]
	if known || id == "" {
		return number, nil
	}
	number = len(s)
	s[id] = number
	return number, account.CheckID(id)
}

// numbered adds the number of the record to an error, counted from 1.
func numbered(index int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("record %d: %w", index, err)
}
