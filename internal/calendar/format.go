package calendar

import (
	"fmt"
	"time"
)

// Format writes a time as RFC 3339 in UTC, and the zero time as "".
func Format(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Count writes a number with its noun, such as "2 days".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
