package strictjson

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// read reads a whole document with one of Decoder's methods, and returns the value as
// text.
func read(document, want string) (string, error) {
	d := NewDecoder([]byte(document))
	value, err := readValue(d, want)
	if err == nil {
		err = d.End()
	}
	return value, err
}

func readValue(d *Decoder, want string) (string, error) {
	switch want {
	case "number":
		number, err := d.Number()
		if err == nil && !number.Valid {
			return "null", nil
		}
		return number.Decimal.String(), err
	case "time":
		t, err := d.Time()
		if err == nil && t.IsZero() {
			return "null", nil
		}
		return t.Format(time.RFC3339Nano), err
	case "string":
		return d.String()
	case "object":
		var members []string
		err := d.Object(func(name string) error {
			members = append(members, name)
			return d.Skip()
		})
		return strings.Join(members, " "), err
	case "array":
		n := 0
		err := d.Array(func() error { n++; return d.Skip() })
		return fmt.Sprint(n), err
	}
	return "", d.Skip()
}

func TestAccepted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, document, want, value string }{
		{"an integer", "5707585", "number", "5707585"},
		{"all digits of a double", "1.4341899856226519", "number", "1.4341899856226519"},
		{"more digits than a double holds", "123456789012345678901234567890.000000000000000001", "number",
			"123456789012345678901234567890.000000000000000001"},
		{"a small exponent", "1.5E-7", "number", "0.00000015"},
		{"a large exponent", "2e3", "number", "2000"},
		{"a quoted number", `"0.1"`, "number", "0.1"},
		{"a null number", "null", "number", "null"},
		{"the smallest number", "1e-100", "number", "0." + strings.Repeat("0", 99) + "1"},
		{"the largest number", strings.Repeat("9", 40), "number", strings.Repeat("9", 40)},

		{"a space, no zone", `"2025-12-13 00:00:00"`, "time", "2025-12-13T00:00:00Z"},
		{"RFC 3339", `"2023-01-01T00:00:00Z"`, "time", "2023-01-01T00:00:00Z"},
		{"another zone", `"2026-01-01T02:00:00+02:00"`, "time", "2026-01-01T00:00:00Z"},
		{"a fraction, no zone", `"2026-01-01T00:00:00.5"`, "time", "2026-01-01T00:00:00.5Z"},
		{"an escape in a time", `"2026-01-01\u002000:00:00"`, "time", "2026-01-01T00:00:00Z"},
		{"the first year", `"1970-01-01T00:00:00Z"`, "time", "1970-01-01T00:00:00Z"},
		{"the last year", `"9999-12-31T23:59:59Z"`, "time", "9999-12-31T23:59:59Z"},
		{"a null time", "null", "time", "null"},

		{"a string", `"x1y2z3"`, "string", "x1y2z3"},
		{"a null string", "null", "string", ""},
		{"escapes", `"\u00e9\n\ud83d\ude00\/"`, "string", "é\n😀/"},

		{"an object", ` { "\u0061mount" : [1, {"deep": {}}], "b": null } ` + "\n", "object", "amount b"},
		{"an array", ` [ 1, "x", [], {} ] ` + "\n", "array", "4"},
		{"anything", `{"x":[1,2,{"y":null}]}`, "any", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := read(test.document, test.want); err != nil || got != test.value {
				t.Errorf("got %q, %v, want %q", got, err, test.value)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 41)
	for _, test := range []struct{ name, document, want, err string }{
		{"an empty body", "", "array", "the body is empty"},
		{"truncated after a value", `[1`, "array", "the JSON document ends unexpectedly"},
		{"truncated after a name", `{"amount"`, "object", "amount: the JSON document ends unexpectedly"},
		{"a truncated literal", `tru`, "any", "the JSON document ends unexpectedly"},
		{"trailing garbage", `[]]`, "array",
			"there is data after the end of the JSON document: invalid JSON: invalid character ']' at start of value at byte 2"},
		{"a second value", `[] []`, "array", "there is data after the end of the JSON document"},
		{"an HTML page", "<html>down</html>", "array", "invalid JSON: invalid character '<' at start of value at byte 0"},
		{"null for an array", "null", "array", "got null, want an array"},
		{"an object for an array", `{"records":[]}`, "array", "got an object, want an array"},
		{"null for an object", "null", "object", "got null, want an object"},
		{"an array for an object", "[]", "object", "got an array, want an object"},
		{"a duplicate name", `{"amount":1,"amount":2}`, "object", `invalid JSON: duplicate object member name at byte 12`},
		{"a duplicate name in a skipped value", `{"x":{"y":1,"y":1}}`, "object", `x: invalid JSON: duplicate object member name at byte 12`},
		{"invalid UTF-8", "\"\xff\"", "string", "invalid JSON: invalid UTF-8 at byte 1"},
		{"deep nesting", `{"x":` + strings.Repeat("[", 20000), "object", "x: invalid JSON: exceeded max depth at byte 10004"},

		{"true for a number", "true", "number", "got true, want a number"},
		{"a word", `"NaN"`, "number", `"NaN" is not a number`},
		{"an empty string", `""`, "number", `"" is not a number`},
		{"spaces around a quoted number", `" 1 "`, "number", `" 1 " is not a number`},
		{"a huge exponent", "1e999999999", "number", "the number 1e999999999 is out of range"},
		{"a tiny exponent", "1e-999999999", "number", "the number 1e-999999999 is out of range"},
		{"one decimal place too many", "1e-101", "number", "the number 1e-101 is out of range"},
		{"thousands of digits", strings.Repeat("9", 5000), "number", "a number of 5000 characters is out of range"},
		{"one digit too many", nines, "number", "the number " + nines + " is out of range"},

		{"a number for a string", "7", "string", "got a number, want a string"},

		{"a number for a time", "1766361600", "time", "got a number, want a time"},
		{"an unreadable time", `"13/12/2025"`, "time", `"13/12/2025" is not a valid time`},
		{"a day that does not exist", `"2025-02-30 00:00:00"`, "time", `"2025-02-30 00:00:00" is not a valid time`},
		{"a date", `"2025-12-13"`, "time", `"2025-12-13" is not a valid time`},
		{"an empty time", `""`, "time", `"" is not a valid time`},
		{"the year 1969", `"1969-12-31 23:59:59"`, "time", `the time "1969-12-31 23:59:59" is outside the years 1970 to 9999`},
		{"the year 1969 in UTC", `"1970-01-01T00:00:00+01:00"`, "time", `the time "1970-01-01T00:00:00+01:00" is outside the years 1970 to 9999`},
		{"the year 10000 in UTC", `"9999-12-31T23:59:59-01:00"`, "time",
			`the time "9999-12-31T23:59:59-01:00" is outside the years 1970 to 9999`},
		{"a long string for a time", `"` + strings.Repeat("x", 61) + `"`, "time", "a text of 61 characters is not a valid time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if value, err := read(test.document, test.want); err == nil || err.Error() != test.err {
				t.Errorf("got  %v (%q)\nwant %s", err, value, test.err)
			}
		})
	}
}

// TestMembers reads an object with a member of each type. The last one is an error,
// which is wrapped with its path before it.
func TestMembers(t *testing.T) {
	t.Parallel()
	const document = `{"text":"x","":"y","at":"2026-11-01 00:00:00","page":{"last":true},"other":[{"text":"z"}],` +
		`"metadata":{"totals":{"amount":"1.50","a\nb":1}}}`
	var (
		text   string
		at     time.Time
		amount decimal.NullDecimal
		page   struct {
			Last bool `json:"last"`
		}
	)
	cause := errors.New("not today")
	totals := map[string]any{"amount": &amount, "a\nb": func() error { return cause }}
	err := NewDecoder([]byte(document)).Members(map[string]any{
		"text": &text, "": &text, "at": &at, "page": &page, "metadata": map[string]any{"totals": totals},
	})
	if want := `metadata: totals: a\nb: not today`; !errors.Is(err, cause) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	got := fmt.Sprint(text, " ", calendar.Format(at), " ", amount.Decimal, page.Last)
	if want := "x 2026-11-01T00:00:00Z 1.5 true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a\"b\n":                `"a\"b\n"`,
		strings.Repeat("é", 60): `"` + strings.Repeat("é", 60) + `"`,
		strings.Repeat("é", 61): "a text of 61 characters",
	} {
		if got := Quote(text); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{
		"2025-12-13 00:00:00", "2023-01-01T00:00:00Z", "2026-01-01T00:00:00.5+02:00", "0000-01-01T00:00:00+01:00",
		"9999-12-31 23:59:60", "9999-12-31T23:59:59-23:59", "1970-01-01T00:00:00,5Z", "yesterday", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := jsontext.AppendQuote(nil, text)
		if err != nil {
			return
		}
		parsed, err := parseTime(quoted)
		if err != nil {
			return
		}
		again, err := time.Parse(time.RFC3339Nano, parsed.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(parsed) || parsed.Location() != time.UTC ||
			parsed.Year() < calendar.EarliestYear || parsed.Year() > calendar.LatestYear {
			t.Errorf("%q reads as %v", text, parsed)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, seed := range []string{"0", "-0.0", "1.4341899856226519", "1e40", "1E-100", "9e39", strings.Repeat("9", 40), "1e999999999",
		"0.1e1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := NewDecoder([]byte(text)).Number()
		if err != nil || !number.Valid {
			return
		}
		again, err := decimal.NewFromString(number.Decimal.String())
		if err != nil || !again.Equal(number.Decimal) || len(number.Decimal.String()) > maxIntegerDigits+maxDecimalPlaces+3 {
			t.Errorf("%q reads as %s", text, number.Decimal)
		}
	})
}
