package fakeapi

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"time"
)

// Many is a version's answer with n records of 200 pods, grouped by pod, whose
// amounts have all the digits of a double. The same n gives the same bytes.
func Many(version string, n int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // the same each time is the point
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const pods = 200
	var records bytes.Buffer
	var sum row
	for i := range n {
		if i > 0 {
			records.WriteByte(',')
		}
		amount := random.Float64() * 20
		pod, at := fmt.Sprintf("pod%011d", i%pods), begin.Add(time.Duration(i/pods)*time.Hour)
		if version == "v1" {
			fmt.Fprintf(&records, `{"amount":%s,"diskSpaceBilledGB":%d,"podId":"%s","time":"%s","timeBilledMs":%d}`,
				decimalText(amount), 50+i%7*10, pod, at.Format(time.DateTime), random.IntN(3_600_000))
			continue
		}
		one := row{gpu: amount * 0.9, disk: amount * 0.1}
		sum.gpu += one.gpu
		sum.disk += one.disk
		fmt.Fprintf(&records, `{"startTime":"%s","endTime":"%s","podId":"%s",%s}`,
			at.Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339), pod, v2Amounts(one))
	}
	if version == "v1" {
		return fmt.Appendf(nil, "[%s]", records.Bytes())
	}
	return fmt.Appendf(nil, `{"records":[%s],"metadata":{"query":{"startTime":"2026-01-01T00:00:00Z","endTime":"2027-01-01T00:00:00Z","bucketSize":"hour","podId":null},"recordCount":%d,"totals":{%s},"uniquePodCount":%d}}`,
		records.Bytes(), n, v2Amounts(sum), pods)
}
