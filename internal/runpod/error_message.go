package runpod

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestMessage = 500      // runes that are shown
	largestMessage = 64 << 10 // bytes that are looked at
)

// message finds the API's own words in the body of a refusal: v2's problem
// details, v1's {"message"}, the {"error"} that was seen as well, or plain text.
// A page of HTML has no words worth repeating.
func message(body []byte) string {
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
	return oneLine(text, longestMessage)
}

// words joins what a JSON value has to say: a string itself, a list its
// elements, an object those members that carry text for people.
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

// joinWords joins what is not empty.
func joinWords(separator string, words ...string) string {
	var said []string
	for _, word := range words {
		if word = strings.TrimSpace(word); word != "" {
			said = append(said, word)
		}
	}
	return strings.Join(said, separator)
}

// oneLine makes foreign text safe to stand in an error: valid, printable, on
// one line, and not longer than limit runes.
func oneLine(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + " …"
	}
	return text
}
