package runpod

import (
	"strings"
	"testing"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ body, want string }{
		{`{"message":"bad bucketSize"}`, "bad bucketSize"},
		{`{"error":"no such user"}`, "no such user"},
		{`{"error":{"message":"nested","code":7}}`, "nested"},
		{`{"title":"Bad Request","status":400,"detail":"validation failed","errors":["$: additional properties 'x' not allowed","y"]}`,
			"Bad Request: validation failed: $: additional properties 'x' not allowed; y"},
		{`["one",{"message":"two"}]`, "one; two"},
		{`"just text"`, "just text"},
		{"upstream\n  connect error\x1b[31m", "upstream connect error[31m"},
		{"<!DOCTYPE html><html><body>Blocked</body></html>", ""},
		{"", ""},
		{"null", ""},
		{`{"message":null,"error":3}`, ""},
		{`{"message":"cut sho`, ""},
		{"a\xffb", ""},
		{"\ufeff<!DOCTYPE html><html>", ""},
		{`{"message":"<HTML><body>"}`, ""},
		{strings.Repeat("x", 600), strings.Repeat("x", 500) + " …"},
		{strings.Repeat("x", 70<<10), ""},
		{strings.Repeat(`{"error":`, 6000) + "1" + strings.Repeat("}", 6000), ""},
	} {
		if got := message([]byte(test.body)); got != test.want {
			t.Errorf("%.60q: got %q, want %q", test.body, got, test.want)
		}
	}
}
