// Package strictjson reads JSON and rejects whatever is not strictly valid:
// duplicate names, invalid UTF-8, truncation, trailing data. Numbers keep every
// digit, and times are read in UTC.
//
// [Unmarshal] decodes a small document into structs. A [Decoder] reads a long one
// token by token, so that a caller keeps only what it needs.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// Decoder reads one JSON document. Its errors describe the document, such as
// "got an object, want an array", and never quote a long part of it.
type Decoder struct {
	json *jsontext.Decoder
}

// NewDecoder returns a Decoder of the document.
func NewDecoder(document []byte) *Decoder {
	return &Decoder{json: jsontext.NewDecoder(bytes.NewBuffer(document))}
}

// Object reads an object. It calls member for each name; member must read the
// value that follows. Object returns an error of member with the name before it.
func (d *Decoder) Object(member func(name string) error) error {
	if err := d.begin('{', "an object"); err != nil {
		return err
	}
	for d.json.PeekKind() != '}' {
		token, err := d.json.ReadToken()
		if err != nil {
			return syntaxError(err)
		}
		name := token.String()
		if err := member(name); err != nil {
			return fmt.Errorf("%s: %w", strings.Trim(Quote(name), `"`), err)
		}
	}
	_, err := d.json.ReadToken()
	return syntaxError(err)
}

// Array reads an array. It calls element for each value; element must read it.
func (d *Decoder) Array(element func() error) error {
	if err := d.begin('[', "an array"); err != nil {
		return err
	}
	for d.json.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return syntaxError(err)
}

// End returns an error if anything follows the document.
func (d *Decoder) End() error {
	if _, err := d.json.ReadToken(); err == nil {
		return errors.New("there is data after the end of the JSON document")
	} else if !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is data after the end of the JSON document: %w", syntaxError(err))
	}
	return nil
}

// Skip reads a value of any kind and ignores it.
func (d *Decoder) Skip() error {
	return syntaxError(d.json.SkipValue())
}

// NextIsNull reports whether the next value is null, without reading it.
func (d *Decoder) NextIsNull() bool { return d.json.PeekKind() == 'n' }

func (d *Decoder) begin(kind jsontext.Kind, want string) error {
	switch got := d.json.PeekKind(); got {
	case kind, 0: // 0: a syntax error, which reading it returns
		_, err := d.json.ReadToken()
		return syntaxError(err)
	default:
		return fmt.Errorf("got %s, want %s", kindName(got), want)
	}
}

// String reads a string. It returns "" for null.
func (d *Decoder) String() (string, error) {
	switch kind := d.json.PeekKind(); kind {
	case 'n':
		return "", d.Skip()
	case '"', 0: // 0: a syntax error, which reading it returns
		token, err := d.json.ReadToken()
		if err != nil {
			return "", syntaxError(err)
		}
		return token.String(), nil
	default:
		return "", fmt.Errorf("got %s, want a string", kindName(kind))
	}
}

// Time reads a time: RFC 3339, or "2025-12-13 00:00:00" without a zone, which
// is UTC. It returns the zero time for null. A year outside calendar.EarliestYear to
// calendar.LatestYear is an error.
func (d *Decoder) Time() (time.Time, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return time.Time{}, syntaxError(err)
	}
	return parseTime(raw)
}

func parseTime(raw jsontext.Value) (time.Time, error) {
	switch raw.Kind() {
	case 'n':
		return time.Time{}, nil
	case '"':
	default:
		return time.Time{}, fmt.Errorf("got %s, want a time", kindName(raw.Kind()))
	}
	unquoted, err := jsontext.AppendUnquote(make([]byte, 0, 64), raw) // longer than any time, so that it need not grow
	if err != nil {
		return time.Time{}, syntaxError(err)
	}
	text := string(unquoted)
	normal := strings.Replace(text, " ", "T", 1)
	t, err := time.Parse(time.RFC3339Nano, normal)
	if err != nil {
		t, err = time.Parse(time.RFC3339Nano, normal+"Z")
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is not a valid time", Quote(text))
	}
	if t = t.UTC(); t.Year() < calendar.EarliestYear || t.Year() > calendar.LatestYear {
		return time.Time{}, fmt.Errorf("the time %s is outside the years %d to %d", Quote(text), calendar.EarliestYear, calendar.LatestYear)
	}
	return t, nil
}

// Number reads a number, which may be quoted. The result is not valid for null.
func (d *Decoder) Number() (decimal.NullDecimal, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return decimal.NullDecimal{}, syntaxError(err)
	}
	return parseNumber(raw)
}

func parseNumber(raw jsontext.Value) (decimal.NullDecimal, error) {
	switch raw.Kind() {
	case 'n':
		return decimal.NullDecimal{}, nil
	case '"':
		raw = raw[1 : len(raw)-1]
		if raw.Kind() != '0' || !raw.IsValid() || len(bytes.TrimSpace(raw)) != len(raw) {
			return decimal.NullDecimal{}, fmt.Errorf("%s is not a number", Quote(string(raw)))
		}
	case '0':
	default:
		return decimal.NullDecimal{}, fmt.Errorf("got %s, want a number", kindName(raw.Kind()))
	}
	if len(raw) == 1 && raw[0] == '0' { // as most parts of a bill are
		return decimal.NewNullDecimal(decimal.Zero), nil
	}
	number, err := parseDecimal(string(raw))
	return decimal.NewNullDecimal(number), err
}

// The limits on a number's digits. Terraform's numbers have 154 digits, so sums of
// accepted numbers stay exact there too. A number such as 1e999999999 is rejected
// before it is expanded.
const (
	maxDecimalPlaces = 100
	maxIntegerDigits = 40
)

// parseDecimal reads a number in JSON's notation.
func parseDecimal(text string) (decimal.Decimal, error) {
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

// syntaxError describes a document that is not valid JSON, without the
// decoder's own prefix.
func syntaxError(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return errors.New("the body is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON document ends unexpectedly")
	case errors.As(err, &syntactic):
		return fmt.Errorf("invalid JSON: %w at byte %d", syntactic.Err, syntactic.ByteOffset)
	}
	return fmt.Errorf("invalid JSON: %w", err)
}

// Quote quotes a short text for an error. It never truncates a long one: half
// an API key would escape redaction.
func Quote(text string) string {
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
