package runpod

import (
	"cmp"
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

// v2Query is the question as v2 understood it. What the answer does not say is
// zero.
type v2Query struct {
	start, end time.Time
	bucketSize string
	podID      string
}

// answers holds what v2 understood against what was asked.
func (q v2Query) answers(asked PodBillingQuery) error {
	if q.bucketSize != "" && q.bucketSize != string(asked.BucketSize) {
		return fmt.Errorf("it is for buckets of a %s, where %s was asked for", excerpt(q.bucketSize), asked.BucketSize)
	}
	if q.podID != "" && q.podID != asked.PodID {
		return fmt.Errorf("it is for the pod %s, which was not asked for", excerpt(q.podID))
	}
	return nil
}

// decodeV2 reads v2's answer, records in an envelope with metadata, calls visit
// with each record, and holds the metadata against the records.
func decodeV2(body []byte, visit func(Record)) (v2Query, error) {
	var (
		d     = newDecoder(body)
		query v2Query
		count int64
		sum   DecimalSum
		said  struct{ count, total decimal.NullDecimal }
		parts struct{ records, metadata bool }
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
					query, err = d.v2Query()
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
		err = reconcile(decimal.NewFromInt(count), sum.Total(), said.count.Decimal, said.total.Decimal)
	}
	return query, err
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

func (d *decoder) v2Query() (query v2Query, err error) {
	err = d.object(func(name string) (err error) {
		switch name {
		case "startTime":
			query.start, err = d.time()
		case "endTime":
			query.end, err = d.time()
		case "bucketSize":
			query.bucketSize, err = d.string()
		case "podId":
			query.podID, err = d.string()
		default:
			return broken(d.json.SkipValue())
		}
		return named(name, err)
	})
	return query, err
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

// reconcile holds the metadata against the records. The API adds its total up in
// binary, so the two may differ by a cent and a millionth part.
func reconcile(count, sum, saidCount, saidTotal decimal.Decimal) error {
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
// id, "" for a CPU pod. A pod that does not tell its GPU type is left out, as one
// that is gone is.
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
			pod, err := d.v2Pod()
			if err != nil || pod.gpuType == "" && !pod.cpu {
				return err
			}
			if other, listed := gpuTypes[pod.id]; listed && other != pod.gpuType {
				return fmt.Errorf("%s is listed twice, with other GPU types", excerpt(pod.id))
			}
			gpuTypes[pod.id] = pod.gpuType
			return nil
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

// v2Pod is what a listed pod says of its hardware. The contract has either gpu
// or cpu in it.
type v2Pod struct {
	id, gpuType string
	cpu         bool
}

func (d *decoder) v2Pod() (pod v2Pod, err error) {
	gpu := false
	err = d.object(func(name string) (err error) {
		switch kind := d.json.PeekKind(); {
		case name == "id":
			pod.id, err = d.string()
		case name == "gpu" && kind == '{':
			gpu = true
			err = d.object(func(name string) (err error) {
				if name != "id" {
					return broken(d.json.SkipValue())
				}
				pod.gpuType, err = d.string()
				return named(name, err)
			})
		default:
			gpu = gpu || name == "gpu" && kind != 'n'
			pod.cpu = pod.cpu || name == "cpu" && kind == '{'
			return broken(d.json.SkipValue())
		}
		return named(name, err)
	})
	pod.cpu = pod.cpu && !gpu
	return pod, cmp.Or(err, required("id", pod.id != ""))
}
