package runpod

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
)

// decoder walks an answer once, token by token, and keeps nothing of it but
// the texts and times that occur in it. jsontext refuses what is not strict
// JSON: doubled names, invalid UTF-8, and nesting that is too deep.
type decoder struct {
	json  *jsontext.Decoder
	texts map[string]string    // by their JSON form
	times map[string]time.Time // by their JSON form

	current Record // the one that is being read: here, so that none needs memory of its own
}

func newDecoder(body []byte) *decoder {
	return &decoder{
		json:  jsontext.NewDecoder(bytes.NewBuffer(body)),
		texts: map[string]string{},
		times: map[string]time.Time{},
	}
}

// object reads an object and calls member with each name, its value still to be
// read.
func (d *decoder) object(member func(name string) error) error {
	if err := d.begin('{', "an object"); err != nil {
		return err
	}
	for d.json.PeekKind() != '}' {
		raw, err := d.json.ReadValue()
		if err != nil {
			return broken(err)
		}
		name, err := d.text(raw)
		if err != nil {
			return err
		}
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return broken(err)
}

// array reads an array and calls element before each of its values.
func (d *decoder) array(element func() error) error {
	if err := d.begin('[', "an array"); err != nil {
		return err
	}
	for d.json.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return broken(err)
}

// end makes sure that nothing follows.
func (d *decoder) end() error {
	if _, err := d.json.ReadToken(); err == nil {
		return errors.New("something follows after its end")
	} else if !errors.Is(err, io.EOF) {
		return fmt.Errorf("something follows after its end: %w", broken(err))
	}
	return nil
}

func (d *decoder) begin(kind jsontext.Kind, want string) error {
	switch found := d.json.PeekKind(); found {
	case kind, 0: // 0: what stands there is broken, and reading it tells how
		_, err := d.json.ReadToken()
		return broken(err)
	default:
		return fmt.Errorf("%s stands where %s was due", kindName(found), want)
	}
}

// record reads a record. The versions have other names for the amount and the
// time, without which there is no record, and other members, which member reads
// if it knows them.
func (d *decoder) record(amountName, timeName string, member func(string, *Record) (known bool, err error)) (Record, error) {
	d.current = Record{}
	var amount decimal.NullDecimal
	err := d.object(func(name string) (err error) {
		known := true
		switch name {
		case amountName:
			amount, err = d.number()
		case timeName:
			d.current.Time, err = d.time()
		case "podId":
			d.current.PodID, err = d.string()
		default:
			known, err = member(name, &d.current)
		}
		if !known {
			err = broken(d.json.SkipValue())
		}
		return named(name, err)
	})
	if err != nil {
		return Record{}, err
	}
	d.current.Amount = amount.Decimal
	return d.current, cmp.Or(required(amountName, amount.Valid), required(timeName, !d.current.Time.IsZero()))
}

// string reads a text. null reads as "".
func (d *decoder) string() (string, error) {
	raw, err := d.json.ReadValue()
	switch {
	case err != nil:
		return "", broken(err)
	case raw.Kind() == 'n':
		return "", nil
	case raw.Kind() != '"':
		return "", fmt.Errorf("%s stands where a string was due", kindName(raw.Kind()))
	}
	return d.text(raw)
}

// text decodes a JSON string, each distinct one once.
func (d *decoder) text(raw jsontext.Value) (string, error) {
	if text, known := d.texts[string(raw)]; known {
		return text, nil
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return "", broken(err)
	}
	d.texts[string(raw)] = string(text)
	return string(text), nil
}

// time reads a time, in UTC.
func (d *decoder) time() (time.Time, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return time.Time{}, broken(err)
	}
	if t, known := d.times[string(raw)]; known {
		return t, nil
	}
	if raw.Kind() != '"' {
		return time.Time{}, fmt.Errorf("%s stands where a time was due", kindName(raw.Kind()))
	}
	text, err := d.text(raw)
	if err != nil {
		return time.Time{}, err
	}
	t, err := parseTime(text)
	if err != nil {
		return time.Time{}, err
	}
	d.times[string(raw)] = t
	return t, nil
}

// number reads a number, which may be quoted. null reads as none.
func (d *decoder) number() (decimal.NullDecimal, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return decimal.NullDecimal{}, broken(err)
	}
	switch raw.Kind() {
	case 'n':
		return decimal.NullDecimal{}, nil
	case '"':
		raw = raw[1 : len(raw)-1]
		if raw.Kind() != '0' || !raw.IsValid() || len(bytes.TrimSpace(raw)) != len(raw) {
			return decimal.NullDecimal{}, fmt.Errorf("%s is not a number", excerpt(string(raw)))
		}
	case '0':
	default:
		return decimal.NullDecimal{}, fmt.Errorf("%s stands where a number was due", kindName(raw.Kind()))
	}
	number, err := parseNumber(string(raw))
	return decimal.NewNullDecimal(number), err
}

// The digits that a number may have. Terraform's own numbers hold 154 digits,
// so that any sum of these stays exact there, too; and a number such as
// 1e999999999 is refused before anything is made of it.
const (
	maxDecimalPlaces = 100
	maxIntegerDigits = 40
)

// parseNumber reads a number in JSON's notation.
func parseNumber(text string) (decimal.Decimal, error) {
	if len(text) > maxIntegerDigits+maxDecimalPlaces+10 {
		return decimal.Decimal{}, fmt.Errorf("a number of %d characters is out of range", len(text))
	}
	number, err := decimal.NewFromString(text)
	if err != nil || number.Exponent() < -maxDecimalPlaces || number.Exponent() > maxIntegerDigits ||
		number.NumDigits()+int(number.Exponent()) > maxIntegerDigits {
		return decimal.Decimal{}, fmt.Errorf("the number %s is out of range", text)
	}
	return number, nil
}

// parseTime reads the times that the two versions send: RFC 3339, and v1's
// "2025-12-13 00:00:00", which has a blank for the T and no zone, and means UTC.
func parseTime(text string) (time.Time, error) {
	normal := strings.Replace(text, " ", "T", 1)
	t, err := time.Parse(time.RFC3339Nano, normal)
	if err != nil {
		t, err = time.Parse(time.RFC3339Nano, normal+"Z")
	}
	if t = t.UTC(); err != nil || t.Year() < EarliestYear || t.Year() > 9999 {
		return time.Time{}, fmt.Errorf("%s is not a time that can be read", excerpt(text))
	}
	return t, nil
}

// named says in which member an error is.
func named(member string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", strings.Trim(excerpt(member), `"`), err)
}

// required is the error of a member that is missing or null.
func required(member string, present bool) error {
	if present {
		return nil
	}
	return fmt.Errorf("%s is missing", member)
}

// broken names what is wrong with an answer that is not JSON, without the
// decoder's own prefix.
func broken(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return errors.New("it is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends in the middle: not the whole answer arrived")
	case errors.As(err, &syntactic):
		return fmt.Errorf("it is not valid JSON: %w at byte %d", syntactic.Err, syntactic.ByteOffset)
	}
	return fmt.Errorf("it is not valid JSON: %w", err)
}

// excerpt quotes a short text. A longer one is not cut, since a part of an API
// key that stands in it would not be known as one.
func excerpt(text string) string {
	if n := len([]rune(text)); n > 60 {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(text)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	}
	return kind.String()
}
