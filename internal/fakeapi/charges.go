package fakeapi

import (
	"cmp"
	"slices"
	"time"
)

// amounts is an amount for each thing that Runpod charges for, in USD.
type amounts [amountCount]float64

const (
	podGPU = iota
	podCPU
	podDisk
	serverlessGPU
	serverlessCPU
	serverlessDisk
	serverlessFee
	storageStandard
	storageHighPerformance
	publicEndpoint
	clusterGPU
	clusterDisk
	clusterNetworking
	amountCount
)

func (a *amounts) add(other amounts) {
	for i := range a {
		a[i] += other[i]
	}
}

// total adds in binary, as the real server does.
func (a amounts) total() (sum float64) {
	for _, amount := range a {
		sum += amount
	}
	return sum
}

// charge is what one resource of any kind costs at one moment.
type charge struct {
	time     time.Time
	id       string
	amounts  amounts
	billedMS int64
	diskGB   int64
}

func (a Account) podCharges() (charges []charge) {
	for _, c := range a.Charges {
		charges = append(charges, charge{
			time: c.Time, id: c.PodID, amounts: amounts{podGPU: c.GPU, podCPU: c.CPU, podDisk: c.Disk},
			billedMS: c.BilledMS, diskGB: c.DiskGB,
		})
	}
	return charges
}

func (a Account) serverlessCharges() (charges []charge) {
	for _, c := range a.Serverless {
		charges = append(charges, charge{time: c.Time, id: c.EndpointID, amounts: amounts{
			serverlessGPU: c.GPU, serverlessCPU: c.CPU, serverlessDisk: c.Disk, serverlessFee: c.Fee,
		}})
	}
	return charges
}

func (a Account) publicEndpointCharges() (charges []charge) {
	for _, c := range a.PublicEndpoints {
		charges = append(charges, charge{time: c.Time, amounts: amounts{publicEndpoint: c.Amount}})
	}
	return charges
}

func (a Account) networkVolumeCharges() (charges []charge) {
	for _, c := range a.NetworkVolumes {
		charges = append(charges, charge{time: c.Time, id: c.VolumeID, amounts: amounts{
			storageStandard: c.Standard, storageHighPerformance: c.HighPerformance,
		}})
	}
	return charges
}

func (a Account) clusterCharges() (charges []charge) {
	for _, c := range a.Clusters {
		charges = append(charges, charge{time: c.Time, id: c.ClusterID, amounts: amounts{
			clusterGPU: c.GPU, clusterDisk: c.Disk, clusterNetworking: c.Networking,
		}})
	}
	return charges
}

// allCharges returns every charge, without ids: the account's records are not
// split by resource.
func (a Account) allCharges() []charge {
	charges := slices.Concat(a.podCharges(), a.serverlessCharges(), a.publicEndpointCharges(),
		a.networkVolumeCharges(), a.clusterCharges())
	for i := range charges {
		charges[i].id = ""
	}
	return charges
}

// reported returns the charges that records contain.
func (a Account) reported(charges []charge) []charge {
	return slices.DeleteFunc(charges, func(c charge) bool { return !a.ReportedUntil.IsZero() && !c.time.Before(a.ReportedUntil) })
}

// addUp adds up the charges in the window by bucket and id. The time of each result
// is the start of its bucket. As on the real server, the results are not sorted by
// time.
func addUp(charges []charge, w window) []charge {
	type key struct {
		time time.Time
		id   string
	}
	sums := map[key]*charge{}
	for _, c := range charges {
		if c.time.Before(w.start) || !c.time.Before(w.end) {
			continue
		}
		k := key{bucketStart(w.size, c.time), c.id}
		sum := sums[k]
		if sum == nil {
			sum = &charge{time: k.time, id: k.id}
			sums[k] = sum
		}
		sum.amounts.add(c.amounts)
		sum.billedMS += c.billedMS
		sum.diskGB = max(sum.diskGB, c.diskGB)
	}
	var rows []charge
	for _, sum := range sums {
		rows = append(rows, *sum)
	}
	slices.SortFunc(rows, func(a, b charge) int {
		return cmp.Or(cmp.Compare(a.id, b.id), b.time.Compare(a.time))
	})
	return rows
}
