package runpod

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// leak returns a run of eight characters of testKey that a text reveals, or "". It
// has its own decoders, so as not to test the redactor's against themselves.
func leak(text string) string {
	seen := map[string]bool{text: true}
	queue := []string{text}
	for range 3 {
		var next []string
		for _, text := range queue {
			if run := leakIn(text); run != "" {
				return run
			}
			for _, decoded := range []string{
				html.UnescapeString(text), percentDecoded(text), jsonDecoded(text), withoutZeroWidth(text),
			} {
				if !seen[decoded] {
					seen[decoded] = true
					next = append(next, decoded)
				}
			}
		}
		queue = next
	}
	return ""
}

// needle is a text that reveals a run of the key.
type needle struct{ text, run string }

// needles are those of testKey: some match in any case, the others are base64.
var needles = sync.OnceValue(func() (needles struct{ anyCase, base64 []needle }) {
	for i := 0; i+8 <= len(testKey); i++ {
		run := testKey[i : i+8]
		for _, run := range []string{run, strings.ToLower(run), strings.ToUpper(run)} {
			needles.anyCase = append(needles.anyCase, needle{strings.ToLower(run), run}, needle{hex.EncodeToString([]byte(run)), run})
			for offset := range 3 {
				encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", offset) + run + "\x00\x00"))
				settled := encoded[(8*offset+5)/6 : 8*(offset+8)/6] // the characters that encode only bits of the run
				needles.base64 = append(needles.base64, needle{settled, run})
			}
		}
	}
	return needles
})

func leakIn(text string) string {
	folded := strings.ToLower(text)
	for _, needle := range needles().anyCase {
		if strings.Contains(folded, needle.text) {
			return needle.run
		}
	}
	standard := strings.NewReplacer("-", "+", "_", "/").Replace(text)
	for _, needle := range needles().base64 {
		if strings.Contains(standard, needle.text) {
			return needle.run
		}
	}
	return ""
}

var (
	percentCode = regexp.MustCompile(`%[0-9a-fA-F]{2}`)
	jsonCode    = regexp.MustCompile(`\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\["\\/]`)
)

func percentDecoded(text string) string {
	return percentCode.ReplaceAllStringFunc(text, func(code string) string {
		decoded, err := url.PathUnescape(code)
		if err != nil {
			panic(err)
		}
		return decoded
	})
}

func jsonDecoded(text string) string {
	return jsonCode.ReplaceAllStringFunc(text, func(code string) string {
		if len(code) == 2 {
			return code[1:]
		}
		value, err := strconv.ParseInt(code[2:], 16, 32)
		if err != nil {
			panic(err)
		}
		return string(rune(value))
	})
}

// zeroWidth lists characters that a terminal does not show.
const zeroWidth = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f\u180e\u202e\u115f\u3164\U000e0061\x00\x1b"

func withoutZeroWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(zeroWidth, r) {
			return -1
		}
		return r
	}, text)
}

// TestLeak checks that leak itself works.
func TestLeak(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{name: "plain", text: "a TESTKEY0 b", want: "TESTKEY0"},
		{name: "lower case", text: "a testkey0 b", want: "TESTKEY0"},
		{name: "JSON, percent-encoded", text: `%5Cu0054ESTKEY0`, want: "TESTKEY0"},
		{name: "HTML", text: "&#84;EST&#x4b;EY0", want: "TESTKEY0"},
		{name: "hexadecimal", text: "xx544553544B455930", want: "TESTKEY0"},
		{name: "base64", text: base64.RawURLEncoding.EncodeToString([]byte("?TESTKEY0?")), want: "TESTKEY0"},
		{name: "zero width", text: "TEST\u200bKEY0", want: "TESTKEY0"},
		{name: "seven characters", text: "TESTKEY 0123456"},
	} {
		if got := leak(test.text); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
