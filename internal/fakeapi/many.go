package fakeapi

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"time"
)

const manyPods = 200

// Many returns an answer with n records whose amounts have all the digits of a
// double. The same arguments always give the same bytes. The shape decides which
// request it answers:
//
//   - "v1" is GET /v1/billing/pods, hourly, grouped by pod, of 200 pods.
//   - "v2" is GET /v2/billing/pods with the same amounts. Its window is
//     ManyWindow(n).
//   - "account" is GET /v2/billing, hourly. Each record is an hour of its own,
//     so its window is ManyWindow(200 * n).
func Many(shape string, n int) []byte {
	switch shape {
	case "v1":
		return manyV1(n)
	case "v2":
		return manyV2(podRoute(), n, manyPods, n, func(random *rand.Rand) amounts {
			amount := random.Float64() * 20
			return amounts{podGPU: amount * 0.9, podDisk: amount * 0.1}
		})
	case "account":
		return manyV2(accountRoute(), n, 1, n*manyPods, func(random *rand.Rand) (a amounts) {
			for i := range a {
				a[i] = random.Float64() * 20
			}
			return a
		})
	}
	panic("fakeapi: no shape " + shape)
}

// ManyWindow returns the window of an answer with n hourly records of 200 pods.
// It is aligned to hours and has room for every record.
func ManyWindow(n int) (start, end time.Time) {
	start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return start, start.Add(time.Duration((n+manyPods-1)/manyPods) * time.Hour)
}

func manyRandom(n int) *rand.Rand {
	return rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // it has to be the same each time
}

func manyV1(n int) []byte {
	random := manyRandom(n)
	start, _ := ManyWindow(n)
	var records bytes.Buffer
	for i := range n {
		if i > 0 {
			records.WriteByte(',')
		}
		at := start.Add(time.Duration(i/manyPods) * time.Hour)
		fmt.Fprintf(&records, `{"amount":%s,"diskSpaceBilledGB":%d,"podId":"%s","time":"%s","timeBilledMs":%d}`,
			decimalText(random.Float64()*20), 50+i%7*10, manyID(i), at.Format(time.DateTime), random.IntN(3_600_000))
	}
	return fmt.Appendf(nil, "[%s]", records.Bytes())
}

// manyV2 returns an answer with n records, perHour of them in each hour, in the
// window ManyWindow(windowOf).
func manyV2(route billingRoute, n, perHour, windowOf int, next func(*rand.Rand) amounts) []byte {
	random := manyRandom(n)
	w := window{size: "hour"}
	w.start, w.end = ManyWindow(windowOf)
	var (
		body bytes.Buffer
		sum  amounts
	)
	body.WriteString(`{"records":[`)
	for i := range n {
		if i > 0 {
			body.WriteByte(',')
		}
		row := charge{time: w.start.Add(time.Duration(i/perHour) * time.Hour), id: manyID(i), amounts: next(random)}
		sum.add(row.amounts)
		body.WriteString(route.record(row, row.time.Add(time.Hour)))
	}
	body.WriteString(`],"metadata":` + route.metadata(w, "", n, min(n, perHour), sum) + `}`)
	return body.Bytes()
}

func manyID(i int) string { return fmt.Sprintf("pod%011d", i%manyPods) }
