package fakeapi

import "time"

// Account is a Runpod account: its pods and charges.
type Account struct {
	Pods            []Pod
	Charges         []Charge // of pods outside clusters
	Serverless      []ServerlessCharge
	PublicEndpoints []PublicEndpointCharge
	NetworkVolumes  []NetworkVolumeCharge
	Clusters        []ClusterCharge
}

// Pod is one pod. Every field but ID may be left at its zero value: a pod with
// only an ID and a GPUType is listed as running on one GPU.
type Pod struct {
	ID               string
	Name             string
	Status           string  // "": RUNNING
	Terminated       bool    // still has charges, but is not listed
	CostPerHour      float64 // compute only; listed as 0 when EXITED
	GPUType          string  // "": a CPU pod
	GPUCount         int     // 0: 1
	CPUFlavor        string  // "": cpu3c
	VCPUs            int     // 0: 2
	MemoryGB         int     // of a CPU pod; 0: 4
	PersistentDiskGB int     // 0: none
	Cloud            string  // "": SECURE
	DataCenter       string  // "": null
	Template         string  // "": null
	Cluster          string  // the cluster it belongs to; "": none
	Locked           bool
	CreatedAt        time.Time // zero: the start of 2026
	StartedAt        time.Time // zero: CreatedAt if RUNNING, else null

	// What a RUNNING pod reports about itself; nil fields are left out.
	UptimeSeconds     *int64
	GPUUtilization    []int // percent, one for each GPU
	CPUUtilization    *int  // percent
	MemoryUtilization *int  // percent
}

// Charge is what one pod costs at one moment, in USD.
type Charge struct {
	Time           time.Time
	PodID          string
	GPU, CPU, Disk float64
	BilledMS       int64
	DiskGB         int64
}

// ServerlessCharge is what one serverless endpoint costs at one moment, in USD.
type ServerlessCharge struct {
	Time                time.Time
	EndpointID          string
	GPU, CPU, Disk, Fee float64
}

// PublicEndpointCharge is what all public endpoints cost at one moment, in USD.
type PublicEndpointCharge struct {
	Time   time.Time
	Amount float64
}

// NetworkVolumeCharge is what one network volume costs at one moment, in USD.
type NetworkVolumeCharge struct {
	Time                      time.Time
	VolumeID                  string
	Standard, HighPerformance float64
}

// ClusterCharge is what one cluster costs at one moment, in USD.
type ClusterCharge struct {
	Time                  time.Time
	ClusterID             string
	GPU, Disk, Networking float64
}

// gpuTypes returns the GPU types of the pods by id, terminated ones included.
func (a Account) gpuTypes() map[string]string {
	types := map[string]string{}
	for _, pod := range a.Pods {
		types[pod.ID] = pod.GPUType
	}
	return types
}
