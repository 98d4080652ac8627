package runpod

import (
	"strings"
	"testing"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, body, want string }{
		{name: "v1", body: `{"message":"bad bucketSize"}`, want: "bad bucketSize"},
		{name: "an error", body: `{"error":"no such user"}`, want: "no such user"},
		{name: "a nested error", body: `{"error":{"message":"nested","code":7}}`, want: "nested"},
		{name: "v2",
			body: `{"title":"Bad Request","status":400,"detail":"validation failed","errors":["$: additional properties 'x' not allowed","y"]}`,
			want: "Bad Request: validation failed: $: additional properties 'x' not allowed; y"},
		{name: "an array", body: `["one",{"message":"two"}]`, want: "one; two"},
		{name: "a string", body: `"just text"`, want: "just text"},
		{name: "plain text", body: "upstream\n  connect error\x1b[31m", want: "upstream connect error[31m"},
		{name: "an HTML page", body: "<!DOCTYPE html><html><body>Blocked</body></html>"},
		{name: "empty", body: ""},
		{name: "members that are not strings", body: `{"message":null,"error":3}`},
		{name: "cut short", body: `{"message":"cut sho`},
		{name: "not UTF-8", body: "a\xffb"},
		{name: "an HTML page after a byte order mark", body: "\ufeff<!DOCTYPE html><html>"},
		{name: "HTML in a message", body: `{"message":"<HTML><body>"}`},
		{name: "the longest message", body: strings.Repeat("x", 500), want: strings.Repeat("x", 500)},
		{name: "one character too long", body: strings.Repeat("ä", 501), want: strings.Repeat("ä", 500) + " …"},
		{name: "too long to be a message", body: strings.Repeat("x", 70<<10)},
		{name: "deeply nested", body: strings.Repeat(`{"error":`, 6000) + "1" + strings.Repeat("}", 6000)},
		{name: "with the key", body: `{"message":"no ` + testKey + `"}`, want: "no (API key)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := message([]byte(test.body), newRedactor(testKey).redact); got != test.want {
				t.Errorf("%.60q: got %q, want %q", test.body, got, test.want)
			}
		})
	}
}
