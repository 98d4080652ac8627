package fakeapi

import "time"

// Account is a Runpod account: what it has, what that has cost, and the catalog that
// it sees. The zero Account has nothing but a catalog. For late records, set
// ReportedUntil. For missing ones, leave out the charges.
type Account struct {
	Pods         []Pod             // also those of clusters, which thus have no list of their own
	ClusterNames map[string]string // by id; "": the id
	Endpoints    []Endpoint
	Volumes      []NetworkVolume
	Catalog      Catalog
	Balance      float64 // USD
	BillingMode  string  // "": PREPAID

	Charges         []Charge // of pods outside clusters
	Serverless      []ServerlessCharge
	PublicEndpoints []PublicEndpointCharge
	NetworkVolumes  []NetworkVolumeCharge
	Clusters        []ClusterCharge
	ReportedUntil   time.Time // charges from here on are not in any record yet; zero: all are
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
