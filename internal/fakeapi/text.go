package fakeapi

import (
	"encoding/json"
	"strconv"
	"time"
)

// decimalText formats a double in full, as v1 and v2 do.
func decimalText(f float64) string {
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// jsonText quotes a string as JSON. Go quotes control characters differently.
func jsonText(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // every string has a JSON form
	}
	return string(quoted)
}

// nullableText quotes a string as JSON, or returns null for an empty one.
func nullableText(s string) string {
	if s == "" {
		return "null"
	}
	return jsonText(s)
}

// timeText formats a time as v2 does.
func timeText(t time.Time) string {
	return jsonText(t.UTC().Format(time.RFC3339))
}
