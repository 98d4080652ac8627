package strictjson

// This file reads times, in a range of years.

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

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
