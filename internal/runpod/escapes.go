package runpod

import (
	"html"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view is a text with some escapes decoded or invisible characters removed. It
// records which part of the original text each byte stands for, so that the
// original can be redacted.
type view []char

// char is a byte that stands for text[from:to].
type char struct {
	byte     byte
	from, to int
}

func (v view) String() string {
	text := make([]byte, len(v))
	for i, c := range v {
		text[i] = c.byte
	}
	return string(text)
}

// Limits on the work for one text. maxViewed limits the bytes of all its views; a
// short view counts as minViewed bytes.
const (
	maxViewed = 4 << 20
	minViewed = 8 << 10
)

// views yields a text unchanged and after every sequence of decoding steps, because
// their order matters: one may destroy what another would have decoded.
func views(text string) iter.Seq2[view, string] {
	return func(yield func(view, string) bool) {
		first := make(view, len(text))
		for i := range len(text) {
			first[i] = char{text[i], i, i + 1}
		}
		seen := map[string]bool{text: true}
		for queue, viewed := []view{first}, 0; len(queue) > 0 && viewed < maxViewed; queue = queue[1:] {
			v := queue[0]
			text := v.String()
			if !yield(v, text) {
				return
			}
			viewed += max(len(text), minViewed)
			for _, next := range []view{v.visible(text), v.decode(text, jsonEscape), v.decode(text, percentEscape), v.decode(text, htmlEscape)} {
				if text := next.String(); !seen[text] {
					seen[text] = true
					queue = append(queue, next)
				}
			}
		}
	}
}

// An escape whose first character was escaped again, any number of times, is still
// matched as one escape.
var (
	jsonEscape    = regexp.MustCompile(`\\+(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[/"'])?`) // and Go's
	percentEscape = regexp.MustCompile(`%(?:25)*[0-9a-fA-F]{2}`)
	htmlEscape    = regexp.MustCompile(`&(?:amp;)*(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z]{2,31}[0-9]*);?`)
)

// decode decodes one layer of escapes.
func (v view) decode(text string, escape *regexp.Regexp) (decoded view) {
	end := 0
	for _, match := range escape.FindAllStringIndex(text, -1) {
		code := text[match[0]:match[1]]
		meaning := decodeEscape(code)
		if meaning == code {
			continue
		}
		decoded = append(decoded, v[end:match[0]]...)
		for i := range len(meaning) {
			decoded = append(decoded, char{meaning[i], v[match[0]].from, v[match[1]-1].to})
		}
		end = match[1]
	}
	if end == 0 {
		return v
	}
	return append(decoded, v[end:]...)
}

// visible removes characters that a terminal does not show. Placed between the
// characters of the key, they would hide it from redaction.
func (v view) visible(text string) (seen view) {
	for i, r := range text {
		if isVisible(r) {
			seen = append(seen, v[i:i+utf8.RuneLen(r)]...)
		}
	}
	return seen
}

func isVisible(r rune) bool {
	return r != utf8.RuneError && unicode.IsPrint(r) &&
		!unicode.In(r, unicode.M, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func decodeEscape(code string) string {
	switch code[0] {
	case '&':
		return html.UnescapeString("&" + strings.ReplaceAll(code[1:], "amp;", ""))
	case '%':
		return decodeHexByte(code[len(code)-2:])
	}
	code = strings.TrimLeft(code, `\`)
	switch {
	case code == "":
		return `\`
	case len(code) == 1: // an escaped slash or quote
		return code
	case code[0] == 'x':
		return decodeHexByte(code[1:])
	}
	value, err := strconv.ParseUint(code[1:], 16, 32)
	if err != nil || value > unicode.MaxRune {
		return ""
	}
	return string(rune(value))
}

func decodeHexByte(digits string) string {
	value, err := strconv.ParseUint(digits, 16, 8)
	if err != nil {
		panic(err) // the patterns only match two hexadecimal digits
	}
	return string([]byte{byte(value)})
}
