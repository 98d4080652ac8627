package runpod

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzMessage checks that the message of any refusal is short, on one line and
// without the key.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{"message":"no"}`, `{"title":"a","detail":"b","errors":["c",{"error":{"message":"d"}}]}`, "<html>", "plain\ntext", `{"error":`,
		testKey, strings.Repeat("x", 490) + testKey,
	} {
		f.Add([]byte(seed))
	}
	redactor := newRedactor(testKey)
	f.Fuzz(func(t *testing.T, body []byte) {
		text := message(body, redactor.redact)
		if utf8.RuneCountInString(text) > longestMessage+2 || strings.ContainsAny(text, "\n\r\t\x00\x1b") {
			t.Errorf("%q", text)
		}
		if run := leak(text); run != "" {
			t.Errorf("%s is in %q", run, text)
		}
	})
}

// FuzzRedact checks that no run of eight characters of the key remains, whatever
// surrounds it, and that a text without one is unchanged.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"", "a", "\xff", testKey[:7], "K", testKey} {
		f.Add(seed, seed)
	}
	redactor := newRedactor(testKey)
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, text := range []string{before, before + testKey + after, before + testKey[6:15] + after} {
			redacted := redactor.redact(text)
			if run := leak(redacted); run != "" {
				t.Errorf("%s is in %q", run, redacted)
			}
			if leak(text) == "" && redacted != text {
				t.Errorf("%q becomes %q", text, redacted)
			}
		}
	})
}
