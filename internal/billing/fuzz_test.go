package billing

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// canned is a transport that answers every request with the same 200.
type canned struct {
	body []byte
	date string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {"application/json"}}
	if c.date != "" {
		header.Set("Date", c.date)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Header: header,
		Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)),
	}, nil
}

// sum adds up a member of the records in another way: encoding/json has decoded
// them as a whole.
func sum(t *testing.T, records []map[string]any, name string) decimal.Decimal {
	t.Helper()
	total := decimal.Zero
	for _, record := range records {
		text, ok := record[name].(string)
		if number, isNumber := record[name].(json.Number); isNumber {
			text, ok = number.String(), true
		}
		amount, err := decimal.NewFromString(text)
		if !ok || err != nil {
			t.Fatalf("a record with %s %v was accepted", name, record[name])
		}
		total = total.Add(amount)
	}
	return total
}

func decodeWhole(t *testing.T, body []byte, into any) {
	t.Helper()
	if err := decodeNumbers(body, into); err != nil {
		t.Fatalf("what encoding/json refuses was accepted: %v", err)
	}
}

func FuzzAnswerOfV2(f *testing.F) {
	for _, seed := range []string{
		rightV2, strings.Replace(rightV2, recordsOf(rightV2), "[]", 1), `[]`, `null`, `{"title":"Bad Request","status":400}`,
		volumesV2("day", "2026-11-19T00:00:00Z", "2026-11-21T00:00:00Z"),
		volumesV2("day", "2026-11-19T00:00:00Z", "2026-11-21T00:00:00Z",
			[4]string{"2026-11-19 00:00:00", "2026-11-20T02:00:00+02:00", "x", "0.5"}),
		strings.Replace(rightV2, `"recordCount":2`, `"recordCount":2.0`, 1), rightV2[:len(rightV2)-1],
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		q := Query{Kind: NetworkVolumes(), Window: lastDays(2), KeepRecords: true}
		charges, err := newReaderAt(t, runpod.V2, canned{body: body}, clock(testNow)).Charges(t.Context(), q)
		if err != nil {
			return
		}
		var (
			envelope map[string]json.RawMessage
			records  []map[string]any
		)
		decodeWhole(t, body, &envelope)
		decodeWhole(t, envelope["records"], &records)
		if want := sum(t, records, "totalAmount"); charges.Count != len(records) || !charges.Total.Equal(want) {
			t.Errorf("%d records with %s USD, want %d with %s", charges.Count, charges.Total, len(records), want)
		}
		if wrong := sumsOf(charges); wrong != "" {
			t.Error(wrong)
		}
		kept := decimal.Zero
		for _, record := range charges.Records {
			kept = kept.Add(record.Amount)
		}
		if len(charges.Records) != charges.Count || !kept.Equal(charges.Total) {
			t.Errorf("%d records with %s USD are kept", len(charges.Records), kept)
		}
		var metadata struct{ Totals map[string]json.Number }
		decodeWhole(t, envelope["metadata"], &map[string]any{})
		if json.Unmarshal(envelope["metadata"], &metadata) == nil {
			if stated, err := decimal.NewFromString(metadata.Totals["totalAmount"].String()); err == nil &&
				stated.Sub(charges.Total).Abs().GreaterThan(tolerance(charges.Total)) {
				t.Errorf("%s USD in all, and the metadata has %s", charges.Total, stated)
			}
		}
	})
}
