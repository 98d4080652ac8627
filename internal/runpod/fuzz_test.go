package runpod

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// total adds the records up in another way than the provider does: decoded as a
// whole by encoding/json.
func total(t *testing.T, records []map[string]any, field string) decimal.Decimal {
	t.Helper()
	sum := decimal.Zero
	for _, record := range records {
		text, ok := record[field].(string)
		if number, isNumber := record[field].(json.Number); isNumber {
			text, ok = number.String(), true
		}
		amount, err := decimal.NewFromString(text)
		if !ok || err != nil {
			t.Fatalf("a record with %s %v was let pass", field, record[field])
		}
		sum = sum.Add(amount)
	}
	return sum
}

func decodeWhole(t *testing.T, body []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("what encoding/json refuses was let pass: %v", err)
	}
}

func FuzzDecodeV1(f *testing.F) {
	for _, seed := range []string{
		`[]`, `null`, `{"message":"no"}`, `<html>`, ``,
		`[{"amount": 1.4341899856226519, "timeBilledMs": 5707585, "diskSpaceBilledGB": 600, "podId": "x1y2z3", "time": "2025-12-13 00:00:00"}]`,
		`[{"amount": "160.5", "gpuTypeId": "NVIDIA H100 80GB HBM3", "timeBilledMs": 49104940.0, "time": "2026-04-24T00:00:00Z"},{"amount":-1e-7,"time":"2026-04-24T00:00:00+02:00","extra":[{}]}]`,
		`[{"amount":1e999999999,"time":"2025-12-13 00:00:00"}]`, `[{"amount":1,"amount":2,"time":"2025-12-13 00:00:00"}]`,
		`[{"amount":1,"time":"2025-12-13 00:00:00"},{"amo`, `[[[[[[`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var sum DecimalSum
		count := 0
		err := decodeV1(body, func(r Record) {
			sum.Add(r.Amount)
			count++
			if r.Time.IsZero() || r.Time.Location() != time.UTC {
				t.Errorf("a record at %v", r.Time)
			}
		})
		if err != nil {
			return
		}
		var whole []map[string]any
		decodeWhole(t, body, &whole)
		if want := total(t, whole, "amount"); count != len(whole) || !sum.Total().Equal(want) {
			t.Errorf("%d records with %s USD, want %d with %s", count, sum.Total(), len(whole), want)
		}
	})
}

func FuzzDecodeV2(f *testing.F) {
	for _, seed := range []string{
		v2Envelope(v2Record, "1", "12.34"), v2Envelope("", "0", "0"), v2Envelope(v2Record+","+v2Record, "2", "24.68"),
		`{"records":null,"metadata":{"recordCount":0,"totals":{"totalAmount":0}}}`, `[]`, `null`, `{"title":"Bad Request","status":400}`,
		`{"metadata":{"totals":{"totalAmount":"0.5"},"recordCount":1.0},"records":[{"totalAmount":0.5,"startTime":"2026-06-01 00:00:00"}],"records2":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var sum DecimalSum
		count := 0
		_, err := decodeV2(body, func(r Record) { sum.Add(r.Amount); count++ })
		if err != nil {
			return
		}
		var whole struct {
			Records []map[string]any `json:"records"`
		}
		var envelope map[string]json.RawMessage
		decodeWhole(t, body, &envelope)
		decodeWhole(t, envelope["records"], &whole.Records)
		if want := total(t, whole.Records, "totalAmount"); count != len(whole.Records) || !sum.Total().Equal(want) {
			t.Errorf("%d records with %s USD, want %d with %s", count, sum.Total(), len(whole.Records), want)
		}
	})
}

func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2025-12-13 00:00:00", "2023-01-01T00:00:00Z", "2026-01-01T00:00:00.5+02:00", "0000-01-01T00:00:00+01:00", "9999-12-31 23:59:60", "yesterday", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseTime(text)
		if err != nil {
			return
		}
		again, err := time.Parse(time.RFC3339Nano, formatTime(parsed))
		if !parsed.IsZero() && (err != nil || !again.Equal(parsed) || parsed.Location() != time.UTC) {
			t.Errorf("%q reads as %v, which is written %q", text, parsed, formatTime(parsed))
		}
	})
}

// FuzzMessage: whatever a refusal's body holds, what is shown of it is short and
// on one line.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{`{"message":"no"}`, `{"title":"a","detail":"b","errors":["c",{"error":{"message":"d"}}]}`, "<html>", "plain\ntext", `{"error":`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if text := message(body); len([]rune(text)) > longestMessage+2 || bytes.ContainsAny([]byte(text), "\n\r\t\x00\x1b") {
			t.Errorf("%q", text)
		}
	})
}

// FuzzSettings: a key that passes can be sent, and an endpoint that passes is
// one that the key may go to.
func FuzzSettings(f *testing.F) {
	for _, seed := range []string{"rpa_KEY", "https://rest.runpod.io/v1", "http://localhost:1/", "http://[::1%25x]/", "https://u@h", "a\nb", "", "http://127.1"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, key, endpoint string) {
		if err := CheckAPIKey(key); err == nil && (key == "" || bytes.ContainsFunc([]byte(key), func(r rune) bool { return r <= ' ' || r > '~' })) {
			t.Errorf("the key %q was let pass", key)
		}
		parsed, err := ParseEndpoint(endpoint)
		if err != nil {
			return
		}
		if parsed.Scheme != "https" && !isLoopback(parsed.Hostname()) || parsed.User != nil || parsed.RawQuery != "" {
			t.Errorf("the endpoint %q was let pass", endpoint)
		}
		config := Config{APIKey: "k", Version: Auto, EndpointV1: parsed, EndpointV2: parsed}
		if _, err := New(config); err != nil {
			t.Error(errors.Join(errors.New(endpoint), err))
		}
	})
}
