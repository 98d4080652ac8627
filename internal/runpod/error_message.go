package runpod

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestMessage = 500      // runes shown
	longestCause   = 2000     // runes shown of any other error, which may quote a server
	longestID      = 1 << 10  // bytes of a request id; a longer one is ignored
	largestMessage = 64 << 10 // bytes read
)

// message returns the API's own message from the body of an error response,
// redacted: v2's problem details, v1's {"message"}, {"error"}, which has been seen
// too, or plain text. It returns "" for an HTML page.
func message(body []byte, redact func(string) string) string {
	if len(body) > largestMessage || !utf8.Valid(body) {
		return ""
	}
	var value any
	text := strings.TrimSpace(string(body))
	if json.Unmarshal(body, &value) == nil {
		text = words(value, 0)
	} else if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		return ""
	}
	for _, mark := range []string{"<html", "<!doctype", "<body", "<head", "<a href"} {
		if strings.Contains(strings.ToLower(text), mark) {
			return ""
		}
	}
	return truncate(redact(oneLine(text)), longestMessage) // redact first: half a key would escape redaction
}

// words joins the human-readable texts in a JSON value: a string itself, the
// elements of a list, the members of an object that have a known name.
func words(value any, depth int) string {
	if depth > 3 {
		return ""
	}
	switch value := value.(type) {
	case string:
		return value
	case []any:
		said := make([]string, len(value))
		for i, element := range value {
			said[i] = words(element, depth+1)
		}
		return joinWords("; ", said...)
	case map[string]any:
		var said []string
		for _, name := range []string{"title", "detail", "message", "error", "errors"} {
			said = append(said, words(value[name], depth+1))
		}
		return joinWords(": ", said...)
	}
	return ""
}

// joinWords joins the words that are not empty.
func joinWords(separator string, words ...string) string {
	var said []string
	for _, word := range words {
		if word = strings.TrimSpace(word); word != "" {
			said = append(said, word)
		}
	}
	return strings.Join(said, separator)
}

// oneLine makes a server's text safe for an error: valid, printable, on one line.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// truncate shortens a text to at most limit runes and an ellipsis.
func truncate(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + " …"
	}
	return text
}

// quote quotes a short text for an error. It never truncates a long one, which is
// not redacted yet: half a key would escape redaction.
func quote(text string) string {
	if n := len([]rune(text)); n > 60 {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(text)
}
