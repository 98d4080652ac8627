package runpod

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

func eachByte(text, format string) string {
	var encoded strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&encoded, format, text[i])
	}
	return encoded.String()
}

// TestRedactedForms checks that every form in which the key may come back is
// redacted, and that the rest of the text is unchanged.
func TestRedactedForms(t *testing.T) {
	t.Parallel()
	std, raw := base64.StdEncoding, base64.RawURLEncoding
	for _, test := range []struct{ name, text, want string }{
		{name: "plain", text: testKey, want: "(API key)"},
		{name: "in a sentence", text: "the key " + testKey + " is invalid", want: "the key (API key) is invalid"},
		{name: "inside a word", text: "a" + testKey + "b", want: "a(API key)b"},
		{name: "twice", text: testKey + testKey, want: "(API key)"},
		{name: "lower case", text: strings.ToLower(testKey), want: "(API key)"},
		{name: "upper case", text: strings.ToUpper(testKey), want: "(API key)"},
		{name: "without its prefix", text: testKey[4:], want: "(API key)"},
		{name: "its prefix and more", text: testKey[:8] + "…", want: "(API key)…"},
		{name: "its end", text: "…" + testKey[len(testKey)-8:], want: "…(API key)"},
		{name: "in pieces", text: testKey[:9] + "\n" + testKey[9:], want: "(API key)"},
		{name: "in pieces with spaces", text: testKey[:9] + " " + testKey[9:], want: "(API key) (API key)"},
		{name: "JSON", text: eachByte(testKey, `\u%04x`), want: "(API key)"},
		{name: "JSON in upper case", text: eachByte(testKey, `\u%04X`), want: "(API key)"},
		{name: "JSON twice", text: eachByte(testKey, `\\u%04x`), want: "(API key)"},
		{name: "JSON four times", text: eachByte(testKey, `\\\\\\\\u%04x`), want: "(API key)"},
		{name: "JSON in part", text: `"rpa\u005fTEST\u004bEY0123456789"`, want: `"(API key)"`},
		{name: "pieces of under eight between escapes", text: `rpa\u005fTESTKEY0\u0031\u003234567`, want: "(API key)"},
		{name: "Go", text: eachByte(testKey, `\x%02x`), want: "(API key)"},
		{name: "Go, long", text: eachByte(testKey, `\U%08x`), want: "(API key)"},
		{name: "percent", text: "x=" + eachByte(testKey, "%%%02x") + "&y=a%20b", want: "x=(API key)&y=a%20b"},
		{name: "percent twice", text: eachByte(testKey, "%%25%02X"), want: "(API key)"},
		{name: "percent twenty times", text: eachByte(testKey, "%%"+strings.Repeat("25", 20)+"%02X"), want: "(API key)"},
		{name: "HTML", text: eachByte(testKey, "&#%d;") + " &amp; more", want: "(API key) &amp; more"},
		{name: "HTML in hexadecimal", text: eachByte(testKey, "&#x%X;"), want: "(API key)"},
		{name: "HTML by name", text: "rpa&lowbar;TESTKEY", want: "(API key)"},
		{name: "HTML without semicolons", text: eachByte(testKey, "&#%d"), want: "(API key)"},
		{name: "HTML twice", text: eachByte(testKey, "&amp;#%d;"), want: "(API key)"},
		{name: "HTML four times", text: eachByte(testKey, "&amp;amp;amp;#%d;"), want: "(API key)"},
		{name: "HTML in percent in JSON", text: eachByte(testKey, `\u002526#%d;`), want: "(API key)"},
		{name: "hexadecimal", text: "key=" + hex.EncodeToString([]byte(testKey)), want: "key=(API key)"},
		{name: "hexadecimal in upper case", text: strings.ToUpper(hex.EncodeToString([]byte(testKey))), want: "(API key)"},
		{name: "hexadecimal of the key in lower case", text: hex.EncodeToString([]byte(strings.ToLower(testKey))), want: "(API key)"},
		{name: "base64", text: std.EncodeToString([]byte(testKey)), want: "(API key)"},
		{name: "base64 of the key in lower case", text: std.EncodeToString([]byte(strings.ToLower(testKey))), want: "(API key)"},
		{name: "base64 of a header", text: std.EncodeToString([]byte("Bearer " + testKey + ".")), want: "QmVhcmVyIH(API key)S4="},
		{name: "base64 with escaped padding", text: raw.EncodeToString([]byte(testKey)) + "%3D", want: "(API key)%3D"},
		{name: "zero width", text: strings.Join(strings.Split(testKey, ""), "\u200b"), want: "(API key)"},
		{name: "zero width in JSON", text: strings.Join(strings.Split(testKey, ""), `\u200b`), want: "(API key)"},
		{name: "zero width in percent", text: strings.Join(strings.Split(testKey, ""), "%E2%80%8B"), want: "(API key)"},
		{name: "zero width in HTML", text: strings.Join(strings.Split(testKey, ""), "&#8203;"), want: "(API key)"},
		{name: "zero width inside escapes", text: eachByte(testKey, "%%\u200b%02x"), want: "(API key)"},
		{name: "invisible marks", text: strings.Join(strings.Split(testKey, ""), "\u034f\ufe0f"), want: "(API key)"},
		{name: "invisible letters", text: strings.Join(strings.Split(testKey, ""), "\u115f\u3164"), want: "(API key)"},
		{name: "tags", text: strings.Join(strings.Split(testKey, ""), `\udb40\udc61`), want: "(API key)"},
		{name: "invalid bytes", text: strings.Join(strings.Split(testKey, ""), "\xff"), want: "(API key)"},
		{name: "UTF-16", text: strings.Join(strings.Split(testKey, ""), "\x00"), want: "(API key)"},
		{name: "a quoted string", text: fmt.Sprintf("%+q", strings.Join(strings.Split(testKey, ""), "\U000e0061")), want: `"(API key)"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := newTestClient(t, nil).Redact(test.text)
			if got != test.want || leak(got) != "" {
				t.Errorf("%q becomes\n%q, want\n%q", test.text, got, test.want)
			}
		})
	}
}

// TestInnocentTexts checks that a text without the key is unchanged.
func TestInnocentTexts(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, nil)
	for _, text := range []string{
		"", " ", "rpa_", "rpa_TES", "TESTKEY", "a test key 0123456", "(API key)",
		`a \u0041 %41 &#65; \\ %2525 &amp;amp; \"`, "NVIDIA  RTX A4500", "Zwölf Boxkämpfer\u200b jagen", "\xff\xfe\x00", "a\r\n\tb",
		"https://api.runpod.io/v2/billing/pods?bucketSize=day&startTime=2026-11-19T00%3A00%3A00Z", `C:\users\x41\u12`, "100% &c",
		strings.Repeat("x", 70_000), base64.StdEncoding.EncodeToString([]byte("an innocent text of some length")),
	} {
		if got := client.Redact(text); got != text {
			t.Errorf("%.80q becomes %.80q", text, got)
		}
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a reproducible test
	for range 1000 {
		noise := make([]byte, random.IntN(200))
		for i := range noise {
			noise[i] = byte(random.Uint32() & 0xff)
		}
		for _, text := range []string{
			string(noise), url.QueryEscape(string(noise)), hex.EncodeToString(noise), base64.StdEncoding.EncodeToString(noise),
		} {
			if got := client.Redact(text); got != text {
				t.Fatalf("%q becomes %q", text, got)
			}
		}
	}
}

// TestKeysOfOtherForms checks keys that look like an escape themselves.
func TestKeysOfOtherForms(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"12345678", "AAAAAAAAAAAAAAAA", "+/+/+/+/+/", "API_key_", "%41%42%43%44%45", `rpa\u0041BCDEFGHIJK`, "&amp;&lt;&gt;&amp;", `a\"b\"c\"d\"e`,
	} {
		client := newTestClient(t, nil, func(c *Config) { c.APIKey = key })
		for _, text := range []string{
			key, "x" + key + "y", eachByte(key, "%%%02x"), eachByte(key, `\u%04x`), eachByte(key, "&#%d;"), fmt.Sprintf("%q", key),
			hex.EncodeToString([]byte(key)), base64.StdEncoding.EncodeToString([]byte("z" + key + "z")),
		} {
			if got := client.Redact(text); !strings.Contains(got, placeholder) || len(got) > len(placeholder)+8 {
				t.Errorf("key %q: %q becomes %q", key, text, got)
			}
		}
	}
}

// TestRedactionBeforeCutting checks that a text is redacted before it is cut. A cut
// inside the key, in whatever form, would leave a part of it.
func TestRedactionBeforeCutting(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	server := newFake()
	client := newTestClient(t, server, func(c *Config) {
		c.Log = func(_ context.Context, message string, fields map[string]any) {
			fmt.Fprintln(&log, message, fields)
		}
	})
	for name, form := range map[string]string{
		"plain":      testKey,
		"JSON":       eachByte(testKey, `\u%04x`),
		"JSON twice": eachByte(testKey, `\\u%04x`),
		"percent":    eachByte(testKey, "%%%02x"),
		"HTML":       eachByte(testKey, "&#%d;"),
		"base64":     base64.StdEncoding.EncodeToString([]byte(testKey)),
	} {
		for before := range len(form) + 2 {
			log.Reset()
			server.Script(fakeapi.Fault{
				Status: 401, Body: strings.Repeat("y", longestMessage-before) + form,
				Header: map[string]string{"X-Request-Id": strings.Repeat("i", max(100-before, 0)) + form, "Content-Type": "text/plain"},
			})
			_, err := ask(t.Context(), client, "train")
			var failure *Error
			if !errors.As(err, &failure) {
				t.Fatal(err)
			}
			for _, text := range []string{failure.Error(), failure.RequestID, log.String()} {
				if run := leak(text); run != "" {
					t.Fatalf("%s: %s is in %s", name, run, text)
				}
			}
		}
	}
}
