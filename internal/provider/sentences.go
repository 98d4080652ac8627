package provider

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clause ends a text with a full stop.
func clause(text string) string {
	return strings.TrimRight(text, ". ") + "."
}

// sentence is a clause that begins with a capital letter.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return clause(string(unicode.ToUpper(first)) + text[size:])
}

// alternatives lists values in Markdown: `a`, `b` or `c`.
func alternatives(values []string) string {
	list := "`" + strings.Join(values, "`, `") + "`"
	if last := strings.LastIndex(list, ", "); last >= 0 {
		list = list[:last] + " or" + list[last+1:]
	}
	return list
}
