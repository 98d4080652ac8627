package runpod

import (
	"bytes"
	"errors"
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

// FuzzSettings checks that an accepted key can be sent, and that the key may be sent
// to an accepted endpoint.
func FuzzSettings(f *testing.F) {
	for _, seed := range []string{
		"rpa_KEY", testKey, "https://rest.runpod.io/v1", "http://localhost:1/", "http://[::1%25x]/", "https://u@h",
		"a\nb", "", "http://127.1", "HTTP://LOCALHOST",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, key, text string) {
		invalid := func(r rune) bool { return r <= ' ' || r > '~' }
		keyErr := CheckAPIKey(key)
		if keyErr == nil && (len(key) < 8 || bytes.ContainsFunc([]byte(key), invalid)) {
			t.Errorf("the key %q is accepted", key)
		}
		endpoint, err := ParseEndpoint(text)
		if err != nil {
			return
		}
		if endpoint.Scheme != "https" && !isLoopback(endpoint.Hostname()) || endpoint.User != nil || endpoint.RawQuery != "" ||
			endpoint.Host != strings.ToLower(endpoint.Host) {
			t.Errorf("the endpoint %q is accepted", text)
		}
		if again, err := ParseEndpoint(endpoint.String()); err != nil || again.String() != endpoint.String() {
			t.Errorf("%q is read as %s, and that as %v, %v", text, endpoint, again, err)
		}
		if _, err := New(Config{APIKey: key, Version: V2, Endpoint: endpoint}); (err != nil) != (keyErr != nil) {
			t.Error(errors.Join(errors.New(text), err, keyErr))
		}
	})
}
