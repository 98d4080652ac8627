package fakeapi

import "time"

// Sample is an account with 90 days of hourly charges until now: a pod that
// trains around the clock, one that is used in working hours, a CPU pod, and one
// that is gone. The same clock gives the same charges.
func Sample(now time.Time) Account {
	account := Account{Pods: []Pod{
		{ID: "train7h100x2k", Name: "trainer", GPUType: "NVIDIA H100 80GB HBM3"},
		{ID: "note4a40q9zk1", Name: "notebook", GPUType: "NVIDIA A40"},
		{ID: "proxy3cpu0fw7", Name: "proxy"},
		{ID: "batch8rtx4090", Name: "batch", GPUType: "NVIDIA GeForce RTX 4090", Gone: true},
	}}
	first := bucketStart("day", now).AddDate(0, 0, -90)
	for hour := first; hour.Before(now); hour = hour.Add(time.Hour) {
		age := int(now.Sub(hour) / (24 * time.Hour))
		// A little more or less each hour, as usage that is billed by the
		// millisecond is: never the same, always the same again.
		wobble := 1 + float64((hour.Unix()/3600*7919)%1000)/97_000
		add := func(pod string, gpu, cpu, disk float64, diskGB int64) {
			account.Charges = append(account.Charges, Charge{
				Time: hour, PodID: pod, GPU: gpu * wobble, CPU: cpu * wobble, Disk: disk,
				BilledMS: int64(3_600_000 / wobble), DiskGB: diskGB,
			})
		}
		if age < 45 {
			add("train7h100x2k", 2.69, 0, 0.0137, 200)
		}
		if weekday := hour.Weekday(); weekday != time.Saturday && weekday != time.Sunday && hour.Hour() >= 8 && hour.Hour() < 18 {
			add("note4a40q9zk1", 0.39, 0, 0.0055, 80)
		}
		add("proxy3cpu0fw7", 0, 0.06, 0.0007, 10)
		if age >= 6 && age < 30 {
			add("batch8rtx4090", 0.44, 0, 0.0034, 50)
		}
	}
	return account
}
