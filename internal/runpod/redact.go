package runpod

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// placeholder replaces the key.
const placeholder = "(API key)"

// redactor removes the API key from texts. It looks for any shortestKey consecutive
// characters of the key, so that a part of the key is redacted too, and for the
// encodings that servers, proxies and logs use.
type redactor struct {
	// windows contains the texts that reveal the key, in lower case, by their
	// length.
	windows map[int]map[string]struct{}
}

func newRedactor(key string) redactor {
	r := redactor{windows: map[int]map[string]struct{}{}}
	for _, text := range views(key) { // a key may look like an escape itself
		r.add(text, shortestKey)
	}
	for _, key := range []string{key, strings.ToLower(key), strings.ToUpper(key)} {
		r.add(hex.EncodeToString([]byte(key)), 2*shortestKey)
		r.addBase64(key)
	}
	return r
}

// addBase64 adds the base64 forms of the key, which depend on how many bytes precede
// it. Ten base64 characters encode fewer than eight characters of the key.
func (r redactor) addBase64(key string) {
	for offset := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("x", offset) + key))
			first, last := []int{0, 2, 3}[offset], len(encoded)
			if (offset+len(key))%3 != 0 {
				last-- // depends on what follows
			}
			r.add(encoded[first:last], 10)
		}
	}
}

func (r redactor) add(secret string, length int) {
	if r.windows[length] == nil {
		r.windows[length] = map[string]struct{}{}
	}
	secret = lowerASCII(secret)
	for i := 0; i+length <= len(secret); i++ {
		r.windows[length][secret[i:i+length]] = struct{}{}
	}
}

// redact replaces the key in a text, whether it is plain or escaped. It changes
// nothing else.
func (r redactor) redact(text string) string {
	secret := make([]bool, len(text))
	found := false
	for view, text := range views(text) {
		found = r.mark(view, text, secret) || found
	}
	if !found {
		return text
	}
	var redacted strings.Builder
	for i := range len(text) {
		switch {
		case !secret[i]:
			redacted.WriteByte(text[i])
		case i == 0 || !secret[i-1]:
			redacted.WriteString(placeholder)
		}
	}
	return redacted.String()
}

// mark marks the parts of the text that stand for a window of the key, and reports
// whether there are any.
func (r redactor) mark(v view, text string, secret []bool) (found bool) {
	folded := lowerASCII(text)
	for length, windows := range r.windows {
		for i := 0; i+length <= len(folded); i++ {
			if _, matches := windows[folded[i:i+length]]; matches {
				found = true
				for j := v[i].from; j < v[i+length-1].to; j++ {
					secret[j] = true
				}
			}
		}
	}
	return found
}

// lowerASCII converts ASCII to lower case. Unlike strings.ToLower, it never changes
// the length.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	return string(lower)
}

// redactedError is an error whose text is safe to show.
type redactedError struct {
	text  string
	cause error
}

func (e redactedError) Error() string { return e.text }
func (e redactedError) Unwrap() error { return e.cause }

// redactError returns the error without the key in its text. It also truncates the
// text, which may quote a server at any length.
func (c *Client) redactError(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	shown := truncate(c.Redact(text[:min(len(text), largestMessage)]), longestCause)
	if shown == text {
		return err
	}
	return redactedError{shown, err}
}
