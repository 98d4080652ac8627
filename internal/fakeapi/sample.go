package fakeapi

import "time"

// SampleTime returns the time at which the demo, and the figures in the
// documentation, show the sample account. It is on a Friday.
func SampleTime() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

// Sample returns an account with 90 days of hourly charges up to now. It has pods
// of every sort: one that trains around the clock, an idle notebook, a CPU pod, a
// terminated pod, a stopped pod whose disk is still billed, and a cluster of two. It
// also has serverless endpoints, network volumes and public endpoints. One endpoint
// keeps a worker warm, but only since today, so its charges do not show it yet. One
// volume is not mounted. The balance lasts for about two days. The same time always
// gives the same account.
func Sample(now time.Time) Account {
	today := bucketStart("day", now)
	account := Account{
		Pods:         samplePods(now, today),
		ClusterNames: map[string]string{"cluster2a100s": "finetune"},
		Endpoints: []Endpoint{
			{
				ID: "chat5slsep2w9q", Name: "chat", Pools: []string{"ADA_24", "AMPERE_24"}, ExcludedTypes: []string{"NVIDIA L4"},
				WorkersMin: 1, NetworkVolumes: []string{"weights6vol"}, CreatedAt: today.AddDate(0, 0, -100),
			},
			{ID: "embed8slsep4kt", Name: "embed", WorkersMax: 5, CreatedAt: today.AddDate(0, 0, -95)},
		},
		Volumes: []NetworkVolume{
			{ID: "dataset3vol", Name: "dataset", SizeGB: 500, DataCenter: "EU-SE-1"},
			{ID: "weights6vol", Name: "weights", SizeGB: 200, DataCenter: "US-MO-1", Type: "HIGH_PERFORMANCE"},
		},
		Balance: 1284.37,
	}
	for hour := today.AddDate(0, 0, -90); hour.Before(now); hour = hour.Add(time.Hour) {
		age := int(now.Sub(hour) / (24 * time.Hour))
		account.chargePods(hour, age)
		account.chargeOthers(hour, age)
	}
	return account
}

func samplePods(now, today time.Time) []Pod {
	ago := func(days int) time.Time { return today.AddDate(0, 0, -days) }
	uptime := func(since time.Time) *int64 { return new(int64(now.Sub(since).Seconds())) }
	morning := today.Add(8 * time.Hour)
	if !morning.Before(now) {
		morning = morning.AddDate(0, 0, -1)
	}
	node := Pod{
		GPUType: "NVIDIA A100-SXM4-80GB", GPUCount: 8, CostPerHour: 11.92, DataCenter: "US-MO-1", Template: "nccl24tmpl",
		Cluster: "cluster2a100s", NetworkVolume: "weights6vol", CreatedAt: ago(2), StartedAt: ago(2), UptimeSeconds: uptime(ago(2)),
		GPUUtilization: []int{98, 97, 98, 96, 99, 97, 98, 98}, CPUUtilization: new(41), MemoryUtilization: new(63),
	}
	first, second := node, node
	first.ID, first.Name = "node0a100sxm4", "finetune-0"
	second.ID, second.Name = "node1a100sxm4", "finetune-1"
	return []Pod{
		{
			ID: "train7h100x2k", Name: "trainer", GPUType: "NVIDIA H100 80GB HBM3", CostPerHour: 2.69, PersistentDiskGB: 190,
			DataCenter: "US-KS-2", Template: "torch28tmpl", Locked: true, CreatedAt: ago(45), StartedAt: ago(45),
			UptimeSeconds: uptime(ago(45)), GPUUtilization: []int{97}, CPUUtilization: new(23), MemoryUtilization: new(58),
		},
		{
			ID: "note4a40q9zk1", Name: "notebook", GPUType: "NVIDIA A40", CostPerHour: 0.39, PersistentDiskGB: 70,
			DataCenter: "EU-SE-1", Template: "jupytertmpl", CreatedAt: ago(90), StartedAt: morning,
			UptimeSeconds: uptime(morning), GPUUtilization: []int{0}, CPUUtilization: new(1), MemoryUtilization: new(9),
		},
		{
			ID: "proxy3cpu0fw7", Name: "proxy", CostPerHour: 0.06, DataCenter: "EU-RO-1", CreatedAt: ago(90), StartedAt: ago(90),
			UptimeSeconds: uptime(ago(90)), CPUUtilization: new(12), MemoryUtilization: new(34),
		},
		{ID: "batch8rtx4090", Name: "batch", GPUType: "NVIDIA GeForce RTX 4090", Terminated: true},
		{
			ID: "halt5a6000m8v", Name: "experiment", Status: statusExited, GPUType: "NVIDIA RTX A6000", CostPerHour: 0.33,
			PersistentDiskGB: 110, Cloud: "COMMUNITY", CreatedAt: ago(60), StartedAt: ago(60),
		},
		first,
		second,
	}
}

func (a *Account) chargePods(hour time.Time, age int) {
	// Usage billed by the millisecond varies from hour to hour. This varies too, but
	// is the same in every run.
	wobble := 1 + float64((hour.Unix()/3600*7919)%1000)/97_000
	add := func(pod string, gpu, cpu, disk float64, diskGB int64) {
		a.Charges = append(a.Charges, Charge{
			Time: hour, PodID: pod, GPU: gpu * wobble, CPU: cpu * wobble, Disk: disk,
			BilledMS: int64(3_600_000 / wobble), DiskGB: diskGB,
		})
	}
	if age < 45 {
		add("train7h100x2k", 2.69, 0, 0.0137, 200)
	}
	if workingHours(hour) {
		add("note4a40q9zk1", 0.39, 0, 0.0055, 80)
	}
	add("proxy3cpu0fw7", 0, 0.06, 0.0007, 10)
	if age >= 6 && age < 30 {
		add("batch8rtx4090", 0.44, 0, 0.0034, 50)
	}
	if age < 60 {
		const perGBAndMonth, hoursPerMonth = 0.20, 730
		add("halt5a6000m8v", 0, 0, 120*perGBAndMonth/hoursPerMonth, 120)
	}
}

// chargeOthers adds the charges for everything but pods. The charges of the cluster
// include its pods.
func (a *Account) chargeOthers(hour time.Time, age int) {
	requests := 0.2
	if workingHours(hour) {
		requests = 1
	}
	a.Serverless = append(a.Serverless,
		ServerlessCharge{Time: hour, EndpointID: "chat5slsep2w9q", GPU: 0.31 * requests, Disk: 0.0021, Fee: 0.004 * requests},
		ServerlessCharge{Time: hour, EndpointID: "embed8slsep4kt", CPU: 0.017 * requests, Disk: 0.0004})
	a.NetworkVolumes = append(a.NetworkVolumes,
		NetworkVolumeCharge{Time: hour, VolumeID: "dataset3vol", Standard: 0.0479},
		NetworkVolumeCharge{Time: hour, VolumeID: "weights6vol", HighPerformance: 0.0384})
	if workingHours(hour) {
		a.PublicEndpoints = append(a.PublicEndpoints, PublicEndpointCharge{Time: hour, Amount: 0.023})
	}
	if age < 2 {
		a.Clusters = append(a.Clusters,
			ClusterCharge{Time: hour, ClusterID: "cluster2a100s", GPU: 2 * 11.92, Disk: 0.0274, Networking: 0.16})
	}
}

// workingHours reports whether an hour is one from 8 to 18 on a weekday.
func workingHours(hour time.Time) bool {
	weekday := hour.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && hour.Hour() >= 8 && hour.Hour() < 18
}
