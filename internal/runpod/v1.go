package runpod

import (
	"fmt"
	"net/url"
	"strconv"
	"time"
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
	return d.record("amount", "time", func(name string, r *Record) (known bool, err error) {
		switch name {
		case "gpuTypeId":
			r.GPUTypeID, err = d.string()
		case "endpointId":
			r.EndpointID, err = d.string()
		case "timeBilledMs":
			r.TimeBilledMS, err = d.number()
		case "diskSpaceBilledGB", "diskSpaceBilledGb": // as it is sent, and as it is documented
			r.DiskSpaceBilledGB, err = d.number()
		default:
			return false, nil
		}
		return true, err
	})
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
