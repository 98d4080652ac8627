package runpod

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/shopspring/decimal"
)

// v2Parameters are the query parameters of v2's GET /billing/pods. v2 ignores
// what it does not know, so grouping and GPU type are never sent to it.
func v2Parameters(q PodBillingQuery) url.Values {
	return parameters(map[string]string{
		"bucketSize": string(q.BucketSize),
		"startTime":  formatTime(q.Start),
		"endTime":    formatTime(q.End),
		"lastN":      formatCount(q.LastN),
		"podId":      q.PodID,
	})
}

// v2Window is the window as v2 resolved it. Its times are zero where the answer
// does not say.
type v2Window struct {
	start, end time.Time
}

// decodeV2 reads v2's answer, records in an envelope with metadata, calls visit
// with each record, and holds the metadata against the records.
func decodeV2(body []byte, visit func(Record)) (v2Window, error) {
	var (
		d      = newDecoder(body)
		window v2Window
		count  int64
		sum    DecimalSum
		said   struct{ count, total decimal.NullDecimal }
		parts  struct{ records, metadata bool }
	)
	err := d.object(func(name string) error {
		switch name {
		case "records":
			parts.records = true
			if d.json.PeekKind() == 'n' { // nothing to list: the metadata has to agree
				return broken(d.json.SkipValue())
			}
			return named(name, d.array(func() error {
				count++
				record, err := d.v2Record()
				if err != nil {
					return fmt.Errorf("record %d: %w", count, err)
				}
				sum.Add(record.Amount)
				visit(record)
				return nil
			}))
		case "metadata":
			parts.metadata = true
			return named(name, d.object(func(name string) (err error) {
				switch name {
				case "query":
					window, err = d.v2Window()
				case "recordCount":
					said.count, err = d.number()
				case "totals":
					said.total, err = d.v2TotalAmount()
				default:
					return broken(d.json.SkipValue())
				}
				return named(name, err)
			}))
		default:
			return broken(d.json.SkipValue())
		}
	})
	if err == nil {
		err = cmp.Or(required("records", parts.records), required("metadata", parts.metadata),
			required("metadata.recordCount", said.count.Valid),
			required("metadata.totals.totalAmount", said.total.Valid))
	}
	if err == nil {
		err = d.end()
	}
	if err == nil {
		err = agree(decimal.NewFromInt(count), sum.Total(), said.count.Decimal, said.total.Decimal)
	}
	return window, err
}

func (d *decoder) v2Record() (Record, error) {
	return d.record("totalAmount", "startTime", func(name string, r *Record) (known bool, err error) {
		switch name {
		case "gpuAmount":
			r.GPUAmount, err = d.number()
		case "cpuAmount":
			r.CPUAmount, err = d.number()
		case "diskAmount":
			r.DiskAmount, err = d.number()
		default:
			return false, nil
		}
		return true, err
	})
}

func (d *decoder) v2Window() (window v2Window, err error) {
	err = d.object(func(name string) (err error) {
		switch name {
		case "startTime":
			window.start, err = d.time()
		case "endTime":
			window.end, err = d.time()
		default:
			return broken(d.json.SkipValue())
		}
		return named(name, err)
	})
	return window, err
}

func (d *decoder) v2TotalAmount() (total decimal.NullDecimal, err error) {
	err = d.object(func(name string) (err error) {
		if name != "totalAmount" {
			return broken(d.json.SkipValue())
		}
		total, err = d.number()
		return named(name, err)
	})
	return total, err
}

// agree holds the metadata against the records. The API adds its total up in
// binary, so the two may differ by a cent and a millionth part.
func agree(count, sum, saidCount, saidTotal decimal.Decimal) error {
	if !count.Equal(saidCount) {
		return fmt.Errorf("it has %s records, and its metadata counts %s", count, saidCount)
	}
	tolerance := decimal.New(1, -2).Add(sum.Abs().Shift(-6))
	if sum.Sub(saidTotal).Abs().GreaterThan(tolerance) {
		return fmt.Errorf("its records add up to %s USD, and its metadata to %s USD", sum, saidTotal)
	}
	return nil
}

// decodeV2Pods reads v2's GET /pods and returns the GPU type of each pod by pod
// id, "" for a pod without a GPU.
func decodeV2Pods(body []byte) (map[string]string, error) {
	d := newDecoder(body)
	gpuTypes := map[string]string{}
	listed := false
	err := d.object(func(name string) error {
		if name != "pods" {
			return broken(d.json.SkipValue())
		}
		listed = true
		return named(name, d.array(func() error {
			id, gpuType, err := d.v2Pod()
			if err == nil && id == "" {
				err = errors.New("id is missing")
			}
			gpuTypes[id] = gpuType
			return err
		}))
	})
	if err == nil {
		err = required("pods", listed)
	}
	if err == nil {
		err = d.end()
	}
	return gpuTypes, err
}

func (d *decoder) v2Pod() (id, gpuType string, err error) {
	err = d.object(func(name string) (err error) {
		switch {
		case name == "id":
			id, err = d.string()
		case name == "gpu" && d.json.PeekKind() == '{':
			err = d.object(func(name string) (err error) {
				if name != "id" {
					return broken(d.json.SkipValue())
				}
				gpuType, err = d.string()
				return named(name, err)
			})
		default:
			return broken(d.json.SkipValue())
		}
		return named(name, err)
	})
	return id, gpuType, err
}
