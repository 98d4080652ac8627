package billing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
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
	numbers := make([]decimal.NullDecimal, len(r.Numbers)) // not slices.Clone, see DESIGN.md on the binary's size
	copy(numbers, r.Numbers)
	r.IDs, r.Numbers = slices.Clone(r.IDs), numbers
	return r
}

// sorted returns the records ordered by time, then ids, then numbers. The API
// promises no order, and the same records must always give the same state.
func sorted(records []Record) []Record {
	if records == nil {
		return nil
	}
	order := make([]int, len(records)) // a generic function of records would enlarge the binary, see DESIGN.md
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return compareRecords(&records[i], &records[j]) })
	inOrder := make([]Record, len(records))
	for i, position := range order {
		inOrder[i] = records[position]
	}
	return inOrder
}

func compareRecords(a, b *Record) int {
	if order := cmp.Or(a.Time.Compare(b.Time), slices.Compare(a.IDs, b.IDs)); order != 0 {
		return order
	}
	return cmp.Or(a.Amount.Cmp(b.Amount), slices.CompareFunc(a.Numbers, b.Numbers, func(a, b decimal.NullDecimal) int {
		return a.Decimal.Cmp(b.Decimal)
	}))
}

// recordReader reads records one by one into the same Record, so that its memory
// does not grow with their number.
type recordReader struct {
	json    *strictjson.Decoder
	version runpod.Version
	kind    Kind
	ids     map[string]int // positions in Record.IDs, by name in JSON
	numbers map[string]int // positions in Record.Numbers, by name in JSON

	amountName, startName string
	readMember            func(name string) error

	record Record
	amount decimal.NullDecimal
	end    time.Time // v2: the end of the bucket
}

func newRecordReader(json *strictjson.Decoder, version runpod.Version, kind Kind) *recordReader {
	r := &recordReader{
		json: json, version: version, kind: kind, ids: map[string]int{}, numbers: map[string]int{},
		amountName: "totalAmount", startName: "startTime",
		record: Record{IDs: make([]string, len(kind.IDs)), Numbers: make([]decimal.NullDecimal, len(kind.Numbers()))},
	}
	if version == runpod.V1 {
		r.amountName, r.startName = "amount", "time"
	}
	for i, field := range kind.IDs {
		r.ids[r.name(field)] = i
	}
	for i, field := range kind.Numbers() {
		r.numbers[r.name(field)] = i
		if field.V1 == "diskSpaceBilledGB" { // v1 sends a capital B, but documents a small one
			r.numbers["diskSpaceBilledGb"] = i
		}
	}
	delete(r.ids, "")
	delete(r.numbers, "")
	r.readMember = r.member
	return r
}

// name returns the version's name of a field, "" if it does not report it.
func (r *recordReader) name(field Field) string {
	if r.version == runpod.V1 {
		return field.V1
	}
	return field.V2
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
		return missing(r.amountName)
	case r.record.Time.IsZero():
		return missing(r.startName)
	case r.version == runpod.V1: // v1 documents no other member as required
		return nil
	case r.end.IsZero():
		return missing("endTime")
	case len(r.record.IDs) > 0 && r.record.IDs[0] == "":
		return missing(r.kind.IDs[0].V2)
	}
	for i, part := range r.kind.Parts {
		if !r.record.Numbers[i].Valid {
			return missing(part.V2)
		}
	}
	return r.checkParts()
}

func (r *recordReader) member(name string) (err error) {
	switch name {
	case r.amountName:
		r.amount, err = r.json.Number()
		return err
	case r.startName:
		r.record.Time, err = r.json.Time()
		return err
	case "endTime":
		if r.version == runpod.V2 {
			r.end, err = r.json.Time()
			return err
		}
	}
	if i, known := r.numbers[name]; known {
		r.record.Numbers[i], err = r.json.Number()
		return err
	}
	if i, known := r.ids[name]; known {
		r.record.IDs[i], err = r.json.String()
		return err
	}
	return r.json.Skip()
}

// checkParts returns an error if the parts of a record add up to more than its
// total. They may add up to less: the API may have added parts that this client
// does not know.
func (r *recordReader) checkParts() error {
	parts := r.record.Numbers[:len(r.kind.Parts)]
	if len(parts) == 0 || !r.mayExceed(parts) {
		return nil
	}
	sum := decimal.Zero
	for _, part := range parts {
		sum = sum.Add(part.Decimal)
	}
	if sum.Sub(r.record.Amount).GreaterThan(tolerance(r.record.Amount)) {
		return fmt.Errorf("its parts add up to %s USD, more than its totalAmount of %s USD", cents(sum), cents(r.record.Amount))
	}
	return nil
}

// mayExceed reports whether the parts could exceed the total by more than the
// tolerance. It uses floating point, whose error is far below the tolerance:
// computing the exact sum of every record took a sixth of a read without records.
func (r *recordReader) mayExceed(parts []decimal.NullDecimal) bool {
	excess, exact := approximate(r.record.Amount)
	excess = -excess
	for _, part := range parts {
		amount, ok := approximate(part.Decimal)
		excess, exact = excess+amount, exact && ok
	}
	return !exact || excess > 0.005
}

// approximate returns a decimal as a double, and whether the result is close: it
// is for up to 18 digits.
func approximate(d decimal.Decimal) (float64, bool) {
	return float64(d.CoefficientInt64()) * math.Pow10(int(d.Exponent())), d.NumDigits() <= 18
}

// tolerance returns by how much two sums of the same amounts may differ: a cent
// and a millionth of the sum. The API adds in binary, so its sums are not exact.
func tolerance(sum decimal.Decimal) decimal.Decimal {
	return decimal.New(1, -2).Add(sum.Abs().Shift(-6))
}

// cents formats an amount with two decimals.
func cents(amount decimal.Decimal) string { return amount.StringFixed(2) }

// checkID returns an error if an id could collide with another key of
// Charges.ByGroup, including after Terraform's Unicode normalization.
func checkID(id string) error {
	const longest = 256
	if len(id) > longest {
		return fmt.Errorf("an id has %d characters; the maximum is %d", len(id), longest)
	}
	for i := range len(id) {
		if id[i] < ' ' || id[i] > '~' {
			return fmt.Errorf("the id %s contains a character that is not printable ASCII", strictjson.Quote(id))
		}
	}
	if id == Unattributed || id == CPU {
		return fmt.Errorf("the id %q clashes with the name of a group", id)
	}
	return nil
}
