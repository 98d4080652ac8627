package runpod

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// leak returns a run of eight characters of testKey that is in a text, or "".
func leak(text string) string {
	for i := 0; i+8 <= len(testKey); i++ {
		if run := testKey[i : i+8]; strings.Contains(strings.ToLower(text), strings.ToLower(run)) {
			return run
		}
	}
	return ""
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{name: "plain", text: testKey, want: "(API key)"},
		{name: "in a sentence", text: "the key " + testKey + " is invalid", want: "the key (API key) is invalid"},
		{name: "twice", text: testKey + testKey, want: "(API key)"},
		{name: "lower case", text: strings.ToLower(testKey), want: "(API key)"},
		{name: "upper case", text: strings.ToUpper(testKey), want: "(API key)"},
		{name: "without its prefix", text: testKey[4:], want: "(API key)"},
		{name: "its first eight characters", text: testKey[:8] + "…", want: "(API key)…"},
		{name: "its last eight characters", text: "…" + testKey[len(testKey)-8:], want: "…(API key)"},
		{name: "seven characters", text: testKey[:7], want: testKey[:7]},
		{name: "after characters that are longer in lower case", text: "ȺİK" + testKey, want: "ȺİK(API key)"},
		{name: "empty", text: "", want: ""},
		{name: "a text without the key", text: "\xff Zwölf TESTKEY rpa_ (API key)\r\n", want: "\xff Zwölf TESTKEY rpa_ (API key)\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := newTestClient(t, nil).Redact(test.text); got != test.want {
				t.Errorf("%q becomes\n%q, want\n%q", test.text, got, test.want)
			}
		})
	}
}

// TestRedactionBeforeTruncation checks that a text is redacted before it is
// truncated, wherever the key is in it.
func TestRedactionBeforeTruncation(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	server := newFake()
	client := newTestClient(t, server, func(c *Config) {
		c.Log = func(_ context.Context, message string, fields map[string]any) {
			fmt.Fprintln(&log, message, fields)
		}
	})
	for before := range len(testKey) + 2 {
		server.Script(fakeapi.Fault{
			Status: 401, Body: strings.Repeat("y", longestMessage-before) + testKey,
			Header: map[string]string{"X-Request-Id": strings.Repeat("i", 100-before) + testKey, "Content-Type": "text/plain"},
		})
		_, err := ask(t.Context(), client, testKey) // the key is in the URL, too
		var failure *Error
		if !errors.As(err, &failure) || failure.Status != 401 {
			t.Fatal(err)
		}
		for _, text := range []string{failure.Error(), failure.RequestID, log.String()} {
			if run := leak(text); run != "" {
				t.Fatalf("%s is in %s", run, text)
			}
		}
	}
	if !strings.Contains(log.String(), "podId=(API key)") {
		t.Errorf("the log is %s", log.String())
	}
}

// TestRedactedCause checks that a cause, which may quote a broken response at any
// length, is redacted and truncated, and that the error wraps it.
func TestRedactedCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("malformed HTTP response " + strings.Repeat("y", longestCause-30) + testKey + strings.Repeat("z", 1<<20))
	client := newTestClient(t, nil, withTransport(&failingTransport{err: cause}), withRetries(0))
	_, err := ask(t.Context(), client, "")
	if !errors.Is(err, cause) || leak(err.Error()) != "" || len(err.Error()) > longestCause+50 {
		t.Errorf("got %.3000v", err)
	}
}
