package runpod

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// show writes a record as one line, with ~ for what was not reported.
func show(r Record) string {
	text := func(s string) string {
		if s == "" {
			return "~"
		}
		return s
	}
	number := func(d decimal.NullDecimal) string {
		if !d.Valid {
			return "~"
		}
		return d.Decimal.String()
	}
	return strings.Join([]string{
		r.Time.Format(time.RFC3339Nano), text(r.PodID), text(r.GPUTypeID), text(r.EndpointID), r.Amount.String(),
		number(r.TimeBilledMS), number(r.DiskSpaceBilledGB), number(r.GPUAmount), number(r.CPUAmount), number(r.DiskAmount),
	}, "|")
}

func collect(decode func(visit func(Record)) error) (string, error) {
	var lines []string
	err := decode(func(r Record) { lines = append(lines, show(r)) })
	return strings.Join(lines, "\n"), err
}

func TestDecodeV1(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"grouped by pod, as seen": {
			`[{"amount": 1.4341899856226519, "timeBilledMs": 5707585, "diskSpaceBilledGB": 600, "podId": "x1y2z3", "time": "2025-12-13 00:00:00"}]`,
			"2025-12-13T00:00:00Z|x1y2z3|~|~|1.4341899856226519|5707585|600|~|~|~",
		},
		"grouped by GPU type, as seen": {
			`[{"amount": 160.50760896736756, "gpuTypeId": "NVIDIA H100 80GB HBM3", "timeBilledMs": 49104940, "time": "2026-04-24 00:00:00"}]`,
			"2026-04-24T00:00:00Z|~|NVIDIA H100 80GB HBM3|~|160.50760896736756|49104940|~|~|~|~",
		},
		"as documented": {
			`[{"amount":100.5,"diskSpaceBilledGb":50,"endpointId":"e1","gpuTypeId":"","podId":"","time":"2023-01-01T00:00:00Z","timeBilledMs":3600000}]`,
			"2023-01-01T00:00:00Z|~|~|e1|100.5|3600000|50|~|~|~",
		},
		"quoted numbers, integers with a fraction, an exponent": {
			`[{"amount":"0.1","timeBilledMs":"3600000","diskSpaceBilledGB":600.0,"time":"2026-01-01T02:00:00+02:00"},{"amount":1.5E-7,"time":"2026-01-01T00:00:00.5"}]`,
			"2026-01-01T00:00:00Z|~|~|~|0.1|3600000|600|~|~|~\n2026-01-01T00:00:00.5Z|~|~|~|0.00000015|~|~|~|~|~",
		},
		"nulls, unknown fields, escapes": {
			`[{"\u0061mount":-0.25,"podId":null,"gpuTypeId":null,"timeBilledMs":null,"diskSpaceBilledGB":null,"extra":{"deep":[1,{"amount":9}]},"time":"2026-01-01 00:00:00","endpointId":"\u00e9"}]`,
			"2026-01-01T00:00:00Z|~|~|é|-0.25|~|~|~|~|~",
		},
		"nothing": {" [ ]\n", ""},
		"any order is left alone": {
			`[{"amount":2,"time":"2026-01-02 00:00:00"},{"amount":1,"time":"2026-01-01 00:00:00"}]`,
			"2026-01-02T00:00:00Z|~|~|~|2|~|~|~|~|~\n2026-01-01T00:00:00Z|~|~|~|1|~|~|~|~|~",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := collect(func(visit func(Record)) error { return decodeV1([]byte(test.body), visit) })
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestDecodeV1Refuses(t *testing.T) {
	t.Parallel()
	record := func(members string) string { return `[{"amount":1,"time":"2026-01-01 00:00:00"},{` + members + `}]` }
	for name, test := range map[string]struct{ body, want string }{
		"an empty body":            {"", "it is empty"},
		"white space":              {" \n", "it is empty"},
		"truncated JSON":           {`[{"amount":1,"time":"2026-01-01 0`, "record 1: time: it ends in the middle: not the whole answer arrived"},
		"truncated between":        {`[{"amount":1,"time":"2026-01-01 00:00:00"}`, "record 2: it ends in the middle: not the whole answer arrived"},
		"truncated after a comma":  {`[{"amount":1,"time":"2026-01-01 00:00:00"},`, "record 2: it ends in the middle: not the whole answer arrived"},
		"trailing garbage":         {`[]]`, "something follows after its end: it is not valid JSON: invalid character ']' at start of value at byte 2"},
		"a second value":           {`[] []`, "something follows after its end"},
		"a page":                   {"<html>down</html>", "it is not valid JSON: invalid character '<' at start of value at byte 0"},
		"null":                     {"null", "null stands where an array was due"},
		"v2's envelope":            {`{"records":[],"metadata":{}}`, "an object stands where an array was due"},
		"a string":                 {`"ok"`, "a string stands where an array was due"},
		"a record that is null":    {`[null]`, "record 1: null stands where an object was due"},
		"a record that is a text":  {`[{"amount":1,"time":"2026-01-01 00:00:00"},"x"]`, "record 2: a string stands where an object was due"},
		"a record that is a list":  {`[[]]`, "record 1: an array stands where an object was due"},
		"no amount":                {record(`"time":"2026-01-01 00:00:00"`), "record 2: amount is missing"},
		"a null amount":            {record(`"amount":null,"time":"2026-01-01 00:00:00"`), "record 2: amount is missing"},
		"an amount that is true":   {record(`"amount":true,"time":"2026-01-01 00:00:00"`), "record 2: amount: true stands where a number was due"},
		"an amount that is a word": {record(`"amount":"NaN","time":"2026-01-01 00:00:00"`), `record 2: amount: "NaN" is not a number`},
		"an amount that is blank":  {record(`"amount":"","time":"2026-01-01 00:00:00"`), `record 2: amount: "" is not a number`},
		"hexadecimal":              {record(`"amount":"0x10","time":"2026-01-01 00:00:00"`), `record 2: amount: "0x10" is not a number`},
		"a comma":                  {record(`"amount":"1,5","time":"2026-01-01 00:00:00"`), `record 2: amount: "1,5" is not a number`},
		"a huge exponent":          {record(`"amount":1e999999999,"time":"2026-01-01 00:00:00"`), "record 2: amount: the number 1e999999999 is out of range"},
		"a tiny exponent":          {record(`"amount":1e-999999999,"time":"2026-01-01 00:00:00"`), "record 2: amount: the number 1e-999999999 is out of range"},
		"an exponent beyond int":   {record(`"amount":1e99999999999999999999,"time":"2026-01-01 00:00:00"`), "record 2: amount: the number 1e99999999999999999999 is out of range"},
		"thousands of digits":      {record(`"amount":` + strings.Repeat("9", 5000) + `,"time":"2026-01-01 00:00:00"`), "record 2: amount: a number of 5000 characters is out of range"},
		"more than can be counted": {record(`"amount":` + strings.Repeat("9", 41) + `,"time":"2026-01-01 00:00:00"`), "record 2: amount: the number " + strings.Repeat("9", 41) + " is out of range"},
		"a number that is none":    {record(`"amount":01,"time":"2026-01-01 00:00:00"`), "record 2: it is not valid JSON: invalid character '1' after object value (expecting ',' or '}') at byte"},
		"bad time billed":          {record(`"amount":1,"timeBilledMs":[],"time":"2026-01-01 00:00:00"`), "record 2: timeBilledMs: an array stands where a number was due"},
		"a pod that is a number":   {record(`"amount":1,"podId":7,"time":"2026-01-01 00:00:00"`), "record 2: podId: a number stands where a string was due"},
		"white space in a number":  {record(`"amount":" 1 ","time":"2026-01-01 00:00:00"`), `record 2: amount: " 1 " is not a number`},
		"the year 1":               {record(`"amount":1,"time":"0001-01-01T00:00:00Z"`), `record 2: time: "0001-01-01T00:00:00Z" is not a time that can be read`},
		"a long text for a time":   {record(`"amount":1,"time":"` + strings.Repeat("x", 61) + `"`), `record 2: time: a text of 61 characters is not a time that can be read`},
		"no time":                  {record(`"amount":1`), "record 2: time is missing"},
		"a null time":              {record(`"amount":1,"time":null`), "record 2: time: null stands where a time was due"},
		"an unreadable time":       {record(`"amount":1,"time":"13/12/2025"`), `record 2: time: "13/12/2025" is not a time that can be read`},
		"a day that is none":       {record(`"amount":1,"time":"2025-02-30 00:00:00"`), `record 2: time: "2025-02-30 00:00:00" is not a time that can be read`},
		"a time as a number":       {record(`"amount":1,"time":1766361600`), "record 2: time: a number stands where a time was due"},
		"an amount told twice":     {record(`"amount":1,"amount":2,"time":"2026-01-01 00:00:00"`), "record 2: it is not valid JSON: duplicate object member name at byte"},
		"invalid UTF-8":            {record("\"amount\":1,\"podId\":\"\xff\",\"time\":\"2026-01-01 00:00:00\""), "record 2: podId: it is not valid JSON: invalid UTF-8 at byte"},
		"deep nesting":             {record(`"amount":1,"time":"2026-01-01 00:00:00","x":` + strings.Repeat("[", 20000)), "record 2: x: it is not valid JSON: exceeded max depth at byte"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := collect(func(visit func(Record)) error { return decodeV1([]byte(test.body), visit) })
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

const v2Record = `{"startTime":"2026-06-01T00:00:00Z","endTime":"2026-06-02T00:00:00Z","podId":"7h9k2m4n6p","totalAmount":12.34,"gpuAmount":11.1,"cpuAmount":0,"diskAmount":1.24}`

func v2Envelope(records, count, total string) string {
	return fmt.Sprintf(`{"records":[%s],"metadata":{"query":{"startTime":"2026-06-01T00:00:00Z","endTime":"2026-06-02T00:00:00Z","bucketSize":"day","podId":null},"recordCount":%s,"totals":{"totalAmount":%s,"gpuAmount":1},"uniquePodCount":1}}`,
		records, count, total)
}

func TestDecodeV2(t *testing.T) {
	t.Parallel()
	line := "2026-06-01T00:00:00Z|7h9k2m4n6p|~|~|12.34|~|~|11.1|0|1.24"
	for name, test := range map[string]struct{ body, want string }{
		"as documented":          {v2Envelope(v2Record, "1", "12.34"), line},
		"two records":            {v2Envelope(v2Record+","+v2Record, "2", "24.68"), line + "\n" + line},
		"totals added in binary": {v2Envelope(v2Record, "1", "12.340000000000002"), line},
		"a cent off":             {v2Envelope(v2Record, "1", "12.35"), line},
		"nothing":                {v2Envelope("", "0", "0"), ""},
		"null for no records":    {`{"records":null,"metadata":{"recordCount":0,"totals":{"totalAmount":0}}}`, ""},
		"metadata first, extra fields": {
			`{"x":[{}],"metadata":{"x":1,"totals":{"x":{},"totalAmount":"12.34"},"recordCount":1.0},"records":[` + v2Record + `]}`, line,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := collect(func(visit func(Record)) error { _, err := decodeV2([]byte(test.body), visit); return err })
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestDecodeV2Query(t *testing.T) {
	t.Parallel()
	query, err := decodeV2([]byte(v2Envelope("", "0", "0")), func(Record) {})
	want := v2Query{start: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), end: time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC), bucketSize: "day"}
	if err != nil || query != want {
		t.Errorf("got %v, %v, want %v", query, err, want)
	}
}

func TestDecodeV2Refuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"v1's array":                 {`[]`, "an array stands where an object was due"},
		"null":                       {`null`, "null stands where an object was due"},
		"an error with status 200":   {`{"error":"oops"}`, "records is missing"},
		"records that are a number":  {`{"records":1}`, "records: a number stands where an array was due"},
		"no metadata":                {`{"records":[]}`, "metadata is missing"},
		"null for metadata":          {`{"records":[],"metadata":null}`, "metadata: null stands where an object was due"},
		"no count":                   {`{"records":[],"metadata":{"totals":{"totalAmount":0}}}`, "metadata.recordCount is missing"},
		"no total":                   {`{"records":[],"metadata":{"recordCount":0,"totals":{}}}`, "metadata.totals.totalAmount is missing"},
		"fewer records than counted": {v2Envelope(v2Record, "2", "12.34"), "it has 1 records, and its metadata counts 2"},
		"null, though some counted":  {`{"records":null,"metadata":{"recordCount":1,"totals":{"totalAmount":0}}}`, "it has 0 records, and its metadata counts 1"},
		"another total":              {v2Envelope(v2Record, "1", "12.36"), "its records add up to 12.34 USD, and its metadata to 12.36 USD"},
		"no amount":                  {`{"records":[{"startTime":"2026-06-01T00:00:00Z","podId":"a","gpuAmount":1}]}`, "records: record 1: totalAmount is missing"},
		"no start":                   {`{"records":[{"totalAmount":1,"podId":"a"}]}`, "records: record 1: startTime is missing"},
		"a bad window":               {`{"records":[],"metadata":{"query":{"startTime":"soon"}}}`, `metadata: query: startTime: "soon" is not a time that can be read`},
		"trailing garbage":           {v2Envelope("", "0", "0") + "x", "something follows after its end"},
		"truncated":                  {v2Envelope(v2Record, "1", "12.34")[:200], "metadata: query: it ends in the middle: not the whole answer arrived"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeV2([]byte(test.body), func(Record) {})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestDecodeV2Pods(t *testing.T) {
	t.Parallel()
	got, err := decodeV2Pods([]byte(`{"pods":[
		{"id":"a","name":"x","gpu":{"count":2,"id":"NVIDIA A40"}}, {"id":"a","gpu":{"id":"NVIDIA A40"}},
		{"id":"b","cpu":{"id":"cpu3c"}}, {"id":"c","gpu":null,"cpu":{}},
		{"id":"d","gpu":null}, {"id":"e"}, {"id":"f","gpu":{"count":1}}, {"id":"g","gpu":{"id":null}}, {"id":"h","gpu":{"id":""}},
		{"id":"i","gpu":"NVIDIA A40","cpu":{}}, {"id":"j","machine":{"gpuTypeId":"NVIDIA A40"}}
	],"next":null}`))
	if want := "map[a:NVIDIA A40 b: c:]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
	for body, want := range map[string]string{
		`[]`:                      "an array stands where an object was due",
		`{}`:                      "pods is missing",
		`{"pods":[{"name":"x"}]}`: "pods: id is missing",
		`{"pods":[{"id":"x"}]`:    "it ends in the middle: not the whole answer arrived",
		`{"pods":[{"id":"x","gpu":{"id":"A40"}},{"id":"x","cpu":{}}]}`: `pods: "x" is listed twice, with other GPU types`,
		`{"pods":[{"id":1}]}`:         "pods: id: a number stands where a string was due",
		`{"pods":[{"gpu":{"id":1}}]}`: "pods: gpu: id: a number stands where a string was due",
	} {
		if _, err := decodeV2Pods([]byte(body)); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", body, err, want)
		}
	}
}

func TestDecimalSumIsExact(t *testing.T) {
	t.Parallel()
	var sum DecimalSum
	if sum.Known().Valid || !sum.Total().IsZero() {
		t.Error("the sum of nothing is not 0, or known")
	}
	for range 10 {
		sum.Add(decimal.RequireFromString("0.1"))
	}
	for _, text := range []string{"1e15", "-1e15", "0.00000000000000001", "123456789012345678901234567890"} {
		sum.AddKnown(decimal.NewNullDecimal(decimal.RequireFromString(text)))
	}
	sum.AddKnown(decimal.NullDecimal{})
	if got, want := sum.Known().Decimal.String(), "123456789012345678901234567891.00000000000000001"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
