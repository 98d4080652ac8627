package runpod

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// v1Parameters are the query parameters of v1's GET /billing/pods. lastN is
// unknown to v1: start and end are the window worked out already.
func v1Parameters(q PodBillingQuery) url.Values {
	return parameters(map[string]string{
		"bucketSize": string(q.BucketSize),
		"startTime":  formatTime(q.Start),
		"endTime":    formatTime(q.End),
		"gpuTypeId":  q.GPUTypeID,
		"podId":      q.PodID,
		"grouping":   string(q.Grouping),
	})
}

// decodeV1 reads v1's answer, a bare array of records, and calls visit with each.
func decodeV1(body []byte, visit func(Record)) error {
	d := newDecoder(body)
	index := 0
	err := d.array(func() error {
		index++
		record, err := d.v1Record()
		if err != nil {
			return fmt.Errorf("record %d: %w", index, err)
		}
		visit(record)
		return nil
	})
	if err != nil {
		return err
	}
	return d.end()
}

func (d *decoder) v1Record() (Record, error) {
	var record Record
	var amount decimal.NullDecimal
	err := d.object(func(name string) (err error) {
		switch name {
		case "amount":
			amount, err = d.number()
		case "time":
			record.Time, err = d.time()
		case "podId":
			record.PodID, err = d.string()
		case "gpuTypeId":
			record.GPUTypeID, err = d.string()
		case "endpointId":
			record.EndpointID, err = d.string()
		case "timeBilledMs":
			record.TimeBilledMS, err = d.number()
		case "diskSpaceBilledGB", "diskSpaceBilledGb": // as it is sent, and as it is documented
			record.DiskSpaceBilledGB, err = d.number()
		default:
			return broken(d.json.SkipValue())
		}
		return named(name, err)
	})
	if err != nil {
		return record, err
	}
	record.Amount = amount.Decimal
	return record, cmp.Or(required("amount", amount.Valid), required("time", !record.Time.IsZero()))
}

// parameters are those that have a value.
func parameters(all map[string]string) url.Values {
	values := url.Values{}
	for name, value := range all {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func formatCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
