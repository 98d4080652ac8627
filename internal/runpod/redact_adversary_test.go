package runpod

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
)

// adversary encodes the key in ways that are meant to get past the redactor.
type adversary struct{ *rand.Rand }

// echo returns a part of the key, or all of it, in a random form.
func (a adversary) echo() string {
	start := a.IntN(len(testKey) - 7)
	text := testKey[start : start+8+a.IntN(len(testKey)-7-start)]
	if a.IntN(2) == 0 {
		text = testKey
	}
	text = []func(string) string{strings.ToLower, strings.ToUpper, strings.Clone, strings.Clone}[a.IntN(4)](text)
	switch a.IntN(4) {
	case 0:
		text = hex.EncodeToString([]byte(text))
		if a.IntN(2) == 0 {
			text = strings.ToUpper(text)
		}
	case 1:
		encoding := []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding}[a.IntN(4)]
		text = encoding.EncodeToString([]byte(a.noise() + text + a.noise()))
	}
	for range a.IntN(3) {
		text = a.escape(text)
	}
	return text
}

func (a adversary) noise() string {
	noise := make([]byte, a.IntN(7))
	for i := range noise {
		noise[i] = byte(a.Uint32() & 0xff)
	}
	return string(noise)
}

// escape escapes some or all characters of a text.
func (a adversary) escape(text string) string {
	formats := []string{`\u%04x`, `\u%04X`, `\\u%04x`, `\x%02x`, "%%%02x", "%%%02X", "%%25%02x", "&#%d;", "&#x%x;", "&amp;#%d;", "&#%05d;"}
	format, all := formats[a.IntN(len(formats))], a.IntN(2) == 0
	if a.IntN(4) == 0 {
		format = ""
	}
	hidden := []rune(zeroWidth)
	var escaped strings.Builder
	for i := range len(text) {
		switch {
		case !all && a.IntN(2) == 0:
			escaped.WriteByte(text[i])
		case format == "":
			escaped.WriteByte(text[i])
			escaped.WriteRune(hidden[a.IntN(len(hidden))])
		default:
			fmt.Fprintf(&escaped, format, text[i])
		}
	}
	return escaped.String()
}

// padding moves an echo close to where a text is cut.
func (a adversary) padding(limit int) string {
	words := []string{"x", "ä", "日", " ", `\`, "%", "&", "%4", `\u00`, "&#", "&amp;", "A", `"`}
	padding := strings.Repeat(words[a.IntN(len(words))], a.IntN(limit+30))
	if a.IntN(2) == 0 {
		padding = strings.Repeat("x", max(limit-a.IntN(60), 0))
	}
	return padding
}

// response returns a response that contains the key somewhere.
func (a adversary) response() *rawTransport {
	response := &rawTransport{status: []int{200, 302, 400, 401, 403, 404, 422, 429, 500, 503}[a.IntN(10)], header: http.Header{}}
	text := a.padding(longestMessage) + a.echo() + a.padding(20)
	if a.IntN(3) == 0 {
		text = a.padding(longestMessage) + testKey[:a.IntN(8)] + a.echo() + a.echo()
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	bodies := []string{
		text, string(quoted), fmt.Sprintf(`{"message":%s}`, quoted), fmt.Sprintf(`{"error":{"message":%s}}`, quoted),
		fmt.Sprintf(`{"title":"No","detail":%s,"errors":[%s]}`, quoted, quoted), fmt.Sprintf(`{"message":"%s"}`, text),
	}
	body := bodies[a.IntN(len(bodies))]
	response.body = func(context.Context) io.ReadCloser { return io.NopCloser(strings.NewReader(body)) }
	for _, header := range []string{"X-Request-Id", "Cf-Ray"} {
		response.header.Set(header, a.padding(100)+a.echo())
	}
	response.header.Set("Retry-After", a.echo())
	response.header.Set("Date", a.echo())
	response.header.Set("Content-Type", []string{a.echo(), "text/" + a.echo(), "text/html; x=" + a.echo(), "text/html"}[a.IntN(4)])
	if response.status == http.StatusFound {
		response.header.Set("Location", []string{
			"https://" + a.echo() + ".example/", "/?" + a.echo(), "http://[" + a.echo(),
			a.echo() + "://x/", "//" + testKey + ":1/", ":" + a.echo(),
		}[a.IntN(6)])
	}
	return response
}

// TestAdversary runs the whole client against thousands of hostile responses. No
// text that it produces may reveal eight characters of the key.
func TestAdversary(t *testing.T) {
	t.Parallel()
	seeds := uint64(2500)
	if testing.Short() { // used with the race detector, which is ten times as slow
		seeds /= 10
	}
	for seed := range seeds {
		a := adversary{rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // a reproducible test
		var log strings.Builder
		client := newTestClient(t, nil, withTransport(a.response()), withRetries(0), func(c *Config) {
			c.Log = func(_ context.Context, message string, fields map[string]any) {
				fmt.Fprintln(&log, message, fields)
			}
		})
		response, err := ask(t.Context(), client, a.echo())
		if err == nil { // the content type happens to be accepted
			err = response.Invalid(fmt.Errorf("the id is %q", response.Body))
		}
		var failure *Error
		if !errors.As(err, &failure) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		texts := []string{err.Error(), failure.Message, failure.RequestID, log.String(), client.Redact(err.Error())}
		if failure.Err != nil {
			texts = append(texts, failure.Err.Error())
		}
		if run := leak(strings.Join(texts, "\n")); run != "" {
			t.Fatalf("seed %d: %s is in %q", seed, run, texts)
		}
	}
}

// TestBrokenResponses checks errors of net/http, which quote a broken response at any
// length.
func TestBrokenResponses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, cause string }{
		{name: "a status line", cause: fmt.Sprintf("malformed HTTP response %q", testKey)},
		{name: "a status", cause: fmt.Sprintf("malformed HTTP status code %q", eachByte(testKey, "%%%02x"))},
		{name: "a header", cause: fmt.Sprintf("malformed MIME header line: %q", "\u200b"+testKey)},
		{name: "a long one", cause: "malformed HTTP response " + strings.Repeat("y", longestCause-30) + testKey + strings.Repeat("z", 1<<20)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cause := errors.New(test.cause)
			client := newTestClient(t, nil, withTransport(&failingTransport{err: cause}), withRetries(0))
			_, err := ask(t.Context(), client, "")
			var failure *Error
			if !errors.As(err, &failure) || !errors.Is(err, cause) || leak(err.Error()) != "" || len(failure.Err.Error()) > longestCause+10 {
				t.Errorf("got %.3000v", err)
			}
		})
	}
}
