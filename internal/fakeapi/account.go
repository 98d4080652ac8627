package fakeapi

import (
	"cmp"
	"slices"
	"time"
)

// Account is what a Runpod account has: pods and what they were charged.
type Account struct {
	Pods    []Pod
	Charges []Charge
}

// Pod is one pod. A gone one is charged for, but not listed.
type Pod struct {
	ID      string
	Name    string
	GPUType string // "": a CPU pod
	Gone    bool
}

// Charge is what one pod was charged at one moment, in USD.
type Charge struct {
	Time           time.Time
	PodID          string
	GPU, CPU, Disk float64
	BilledMS       int64
	DiskGB         int64
}

func (a Account) gpuType(podID string) string {
	for _, pod := range a.Pods {
		if pod.ID == podID {
			return pod.GPUType
		}
	}
	return ""
}

// bucketStart is the start of the bucket that t lies in. It is worked out in
// another way than the client does it, so that the two check each other.
func bucketStart(size string, t time.Time) time.Time {
	t = t.UTC()
	day := t.Truncate(24 * time.Hour)
	switch size {
	case "hour":
		return t.Truncate(time.Hour)
	case "week":
		for day.Weekday() != time.Monday {
			day = day.Add(-24 * time.Hour)
		}
	case "month":
		for day.Day() != 1 {
			day = day.Add(-24 * time.Hour)
		}
	case "year":
		for day.YearDay() != 1 {
			day = day.Add(-24 * time.Hour)
		}
	}
	return day
}

// bucketEnd is the start of the next bucket.
func bucketEnd(size string, t time.Time) time.Time {
	start := bucketStart(size, t)
	next := start
	for step := time.Hour; bucketStart(size, next).Equal(start); {
		next = next.Add(step)
	}
	return next
}

// row is the charges of one group in one bucket.
type row struct {
	time           time.Time
	group          string
	gpu, cpu, disk float64
	billedMS       int64
	diskGB         int64
}

func (r row) total() float64 { return r.gpu + r.cpu + r.disk }

// rows adds the charges in [start, end) up by bucket and group. Like a real
// server it adds in binary, and its order is not by time.
func rows(charges []Charge, size string, start, end time.Time, group func(Charge) string) []row {
	type key struct {
		time  time.Time
		group string
	}
	sums := map[key]*row{}
	var result []*row
	for _, charge := range charges {
		if charge.Time.Before(start) || !charge.Time.Before(end) {
			continue
		}
		k := key{bucketStart(size, charge.Time), group(charge)}
		sum := sums[k]
		if sum == nil {
			sum = &row{time: k.time, group: k.group}
			sums[k] = sum
			result = append(result, sum)
		}
		sum.gpu += charge.GPU
		sum.cpu += charge.CPU
		sum.disk += charge.Disk
		sum.billedMS += charge.BilledMS
		sum.diskGB = max(sum.diskGB, charge.DiskGB)
	}
	slices.SortStableFunc(result, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.group, b.group), b.time.Compare(a.time))
	})
	values := make([]row, len(result))
	for i, r := range result {
		values[i] = *r
	}
	return values
}
