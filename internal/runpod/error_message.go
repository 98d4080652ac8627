package runpod

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	longestMessage = 500      // runes that are shown
	largestMessage = 64 << 10 // bytes that are looked at
)

// message finds the API's own words in the body of a refusal: v2's problem
// details, v1's {"message"}, the {"error"} that was seen as well, or plain text.
// A page of HTML has no words worth repeating.
func message(body []byte) string {
	if len(body) > largestMessage {
		return ""
	}
	if value := jsontext.Value(body); value.IsValid() {
		return oneLine(words(value, 0), longestMessage)
	}
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, "<") || strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		return ""
	}
	return oneLine(text, longestMessage)
}

// words joins what a JSON value has to say: a string itself, a list its
// elements, an object those members that carry text for people.
func words(value jsontext.Value, depth int) string {
	if depth > 3 {
		return ""
	}
	switch value.Kind() {
	case '"':
		var text string
		_ = json.Unmarshal(value, &text) // valid, or message had not come here
		return text
	case '[':
		var elements []jsontext.Value
		_ = json.Unmarshal(value, &elements)
		said := make([]string, len(elements))
		for i, element := range elements {
			said[i] = words(element, depth+1)
		}
		return joinWords("; ", said...)
	case '{':
		var members map[string]jsontext.Value
		_ = json.Unmarshal(value, &members)
		var said []string
		for _, name := range []string{"title", "detail", "message", "error", "errors"} {
			said = append(said, words(members[name], depth+1))
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
