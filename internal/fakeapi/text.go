package fakeapi

import (
	"encoding/json"
	"strconv"
	"strings"
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

// jsonTexts quotes strings as a JSON array.
func jsonTexts(list []string) string { return "[" + strings.Join(jsonEach(list, jsonText), ",") + "]" }

// jsonEach returns the JSON of each element of a list.
func jsonEach[T any](list []T, json func(T) string) []string {
	texts := make([]string, len(list))
	for i, element := range list {
		texts[i] = json(element)
	}
	return texts
}

// timeText formats a time as v2 does.
func timeText(t time.Time) string {
	return jsonText(t.UTC().Format(time.RFC3339))
}
