package runpod

import "strings"

// placeholder replaces the key.
const placeholder = "(API key)"

// shortestKey is the minimum length of a key. Redacting a shorter one would garble
// texts that contain it by chance.
const shortestKey = 8

// redactor removes the API key from texts: any shortestKey consecutive characters
// of it, in upper or lower case, so that a part of the key is redacted too.
type redactor map[string]struct{} // these runs of characters, in lower case

func newRedactor(key string) redactor {
	key = lowerASCII(key)
	runs := redactor{}
	for i := 0; i+shortestKey <= len(key); i++ {
		runs[key[i:i+shortestKey]] = struct{}{}
	}
	return runs
}

func (r redactor) redact(text string) string {
	lower := lowerASCII(text)
	var redacted strings.Builder
	end := 0 // of what is in redacted
	for i := 0; i+shortestKey <= len(text); i++ {
		if _, found := r[lower[i:i+shortestKey]]; !found {
			continue
		}
		if i > end || end == 0 { // otherwise it continues the previous run
			redacted.WriteString(text[end:i] + placeholder)
		}
		end = i + shortestKey
	}
	return redacted.String() + text[end:]
}

// lowerASCII converts ASCII to lower case. Unlike strings.ToLower, it never changes
// the length.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, b := range lower {
		if 'A' <= b && b <= 'Z' {
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
func (r redactor) redactError(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	shown := truncate(r.redact(text), longestCause)
	if shown == text {
		return err
	}
	return redactedError{shown, err}
}
