package strictjson

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	type inner struct {
		Cost decimal.NullDecimal `json:"cost"`
		At   time.Time           `json:"at"`
	}
	type document struct {
		ID    string   `json:"id"`
		Is    *bool    `json:"is"`
		Inner *inner   `json:"inner"`
		List  []inner  `json:"list"`
		Names []string `json:"names"`
	}
	for _, test := range []struct{ name, text, want string }{
		{"all members", `{"id":"a","is":true,"inner":{"cost":0.10000000000000001,"at":"2026-11-01 00:00:00"},"list":[{"cost":"1.50"}]}`,
			"a true 0.10000000000000001 2026-11-01T00:00:00Z 1.5"},
		{"no members", `{}`, ""},
		{"null", `{"id":null,"is":null,"inner":null,"list":null}`, ""},
		{"unknown members", `{"env":{"KEY":"x"},"ID":"b"}`, ""},
		{"a doubled name", `{"id":"a","id":"b"}`, "invalid JSON: duplicate object member name at byte 10"},
		{"invalid UTF-8", "{\"id\":\"\xff\"}", "invalid JSON: invalid UTF-8 at byte 7"},
		{"cut short", `{"id":"a"`, "the JSON document ends unexpectedly"},
		{"empty", ``, "the body is empty"},
		{"trailing data", `{}{}`, "invalid JSON: invalid character '{' after top-level value at byte 2"},
		{"an array", `[]`, "got an array, want an object"},
		{"a number for a string", `{"id":1}`, "id: got a number, want a string"},
		{"a string for an object", `{"inner":"x"}`, "inner: got a string, want an object"},
		{"an object for an array", `{"list":{}}`, "list: got an object, want an array"},
		{"a string for a truth value", `{"is":"yes"}`, "is: got a string, want true or false"},
		{"a number in an array of strings", `{"names":["a",1]}`, "names: 1: got a number, want a string"},
		{"a word for a number", `{"list":[{},{"cost":"much"}]}`, `list: 1: cost: "much" is not a number`},
		{"a huge number", `{"inner":{"cost":1e999999999}}`, "inner: cost: the number 1e999999999 is out of range"},
		{"a word for a time", `{"inner":{"at":"soon"}}`, `inner: at: "soon" is not a valid time`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var d document
			err := Unmarshal([]byte(test.text), &d)
			got := ""
			switch {
			case err != nil:
				got = err.Error()
			case d.Inner != nil:
				got = fmt.Sprint(d.ID, " ", *d.Is, " ", d.Inner.Cost.Decimal, " ", d.Inner.At.Format(time.RFC3339), " ", d.List[0].Cost.Decimal)
			default:
				got = d.ID
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
