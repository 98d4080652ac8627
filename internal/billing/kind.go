// Package billing knows what Runpod's charges are: which kinds there are, how to
// ask for them, and how to check and add up an answer. An answer is complete and
// consistent, or it is an error. The package knows nothing of Terraform.
package billing

import (
	"slices"
)

// Field is one member of a record.
type Field struct {
	// Name is the field's name in Terraform, such as pod_id. A part's is
	// the key in Charges.ByPart; its record attribute ends in _amount.
	Name string
	// V1 and V2 are its names in the two versions' JSON, "" where a version does
	// not report it.
	V1, V2 string
	// Group is the group of the account that a part of runpod_billing belongs to.
	Group string
	// Doc describes it in a phrase, in Markdown, without version and unit.
	Doc string
}

// Kind declares one family of charges: its routes, ids and parts. Query
// parameters, decoding, record attributes, filters, sort order and groups come
// from it.
type Kind struct {
	// Name is the data source's name without the provider's.
	Name string
	// Scope names what is billed, as a budget's scope and in texts.
	Scope string
	// Doc describes what is billed, as the rest of a sentence.
	Doc string
	// Route is the path below v2's /billing, "" for the account.
	Route string
	// V1 reports whether v1 serves the kind too, on the same route.
	V1 bool
	// IDs are the ids of a record, in sort order. The first one is the filter, and
	// what v2 groups by. The account and public endpoints have none.
	IDs []Field
	// Unique is the metadata member that counts the distinct ids.
	Unique string
	// Parts add up to a record's amount on v2, in USD.
	Parts []Field
	// V1Numbers are what only v1 reports.
	V1Numbers []Field
}

// Positions in the IDs and V1Numbers of pods.
const (
	podID      = 0
	gpuTypeID  = 1
	timeBilled = 0
)

// Account is what all resources of the account cost, by v2.
func Account() Kind {
	return Kind{
		Name: "billing", Scope: "account", Doc: "the whole account: pods, serverless, network volumes, public endpoints and clusters",
		Parts: []Field{
			{Name: "pod_gpu", V2: "podGpuAmount", Group: "pods", Doc: "GPUs of pods"},
			{Name: "pod_cpu", V2: "podCpuAmount", Group: "pods", Doc: "CPUs of pods"},
			{Name: "pod_disk", V2: "podDiskAmount", Group: "pods", Doc: "disks of pods"},
			{Name: "serverless_gpu", V2: "serverlessGpuAmount", Group: "serverless", Doc: "GPUs of serverless endpoints"},
			{Name: "serverless_cpu", V2: "serverlessCpuAmount", Group: "serverless", Doc: "CPUs of serverless endpoints"},
			{Name: "serverless_disk", V2: "serverlessDiskAmount", Group: "serverless", Doc: "disks of serverless endpoints"},
			{Name: "serverless_fee", V2: "serverlessFeeAmount", Group: "serverless", Doc: "the platform fee of serverless endpoints"},
			{Name: "storage_standard", V2: "storageStandardAmount", Group: "network_volumes", Doc: "standard network volumes"},
			{Name: "storage_high_performance", V2: "storageHighPerformanceAmount", Group: "network_volumes",
				Doc: "high-performance network volumes"},
			{Name: "public_endpoint", V2: "endpointAmount", Group: "public_endpoints", Doc: "public endpoints"},
			{Name: "cluster_gpu", V2: "clusterGpuAmount", Group: "clusters", Doc: "GPUs of clusters"},
			{Name: "cluster_disk", V2: "clusterDiskAmount", Group: "clusters", Doc: "disks of clusters"},
			{Name: "cluster_networking", V2: "clusterNetworkingAmount", Group: "clusters", Doc: "networking between the nodes of clusters"},
		},
	}
}

// Pods is what pods cost, by v1 and v2. v1 reports GPU types, v2 parts.
func Pods() Kind {
	return Kind{
		Name: "pod_billing", Scope: "pods", Doc: "pods",
		Route: "pods", V1: true, Unique: "uniquePodCount",
		IDs: []Field{
			{Name: "pod_id", V1: "podId", V2: "podId", Doc: "pod"},
			{Name: "gpu_type_id", V1: "gpuTypeId", Doc: "GPU type"},
			{Name: "endpoint_id", V1: "endpointId", Doc: "serverless endpoint"},
		},
		Parts: []Field{
			{Name: "gpu", V2: "gpuAmount", Doc: "GPUs"},
			{Name: "cpu", V2: "cpuAmount", Doc: "CPUs"},
			{Name: "disk", V2: "diskAmount", Doc: "disks"},
		},
		V1Numbers: []Field{
			{Name: "time_billed_ms", V1: "timeBilledMs", Doc: "Time billed, in milliseconds"},
			{Name: "disk_space_billed_gb", V1: "diskSpaceBilledGB", Doc: "Disk space billed, in GB"}, // documented as diskSpaceBilledGb
		},
	}
}

// Serverless is what serverless endpoints cost, by v2.
func Serverless() Kind {
	return Kind{
		Name: "serverless_billing", Scope: "serverless", Doc: "serverless endpoints",
		Route: "serverless", Unique: "uniqueServerlessCount",
		IDs: []Field{{Name: "serverless_id", V2: "serverlessId", Doc: "serverless endpoint"}},
		Parts: []Field{
			{Name: "gpu", V2: "gpuAmount", Doc: "GPUs"},
			{Name: "cpu", V2: "cpuAmount", Doc: "CPUs"},
			{Name: "disk", V2: "diskAmount", Doc: "disks"},
			{Name: "fee", V2: "feeAmount", Doc: "the platform fee"},
		},
	}
}

// PublicEndpoints is what calls of Runpod's public endpoints cost, by v2. Its
// route is called endpoints, but serverless endpoints are not on it.
func PublicEndpoints() Kind {
	return Kind{
		Name: "public_endpoint_billing", Scope: "public_endpoints",
		Doc:   "Runpod's public endpoints, which are not the account's own serverless endpoints",
		Route: "endpoints",
	}
}

// NetworkVolumes is what network volumes cost, by v2.
func NetworkVolumes() Kind {
	return Kind{
		Name: "network_volume_billing", Scope: "network_volumes", Doc: "network volumes",
		Route: "network-volumes", Unique: "uniqueNetworkVolumeCount",
		IDs: []Field{{Name: "network_volume_id", V2: "networkVolumeId", Doc: "network volume"}},
		Parts: []Field{
			{Name: "standard", V2: "standardAmount", Doc: "standard storage"},
			{Name: "high_performance", V2: "highPerformanceAmount", Doc: "high-performance storage"},
		},
	}
}

// Clusters is what clusters cost, by v2.
func Clusters() Kind {
	return Kind{
		Name: "cluster_billing", Scope: "clusters", Doc: "clusters",
		Route: "clusters", Unique: "uniqueClusterCount",
		IDs: []Field{{Name: "cluster_id", V2: "clusterId", Doc: "cluster"}},
		Parts: []Field{
			{Name: "gpu", V2: "gpuAmount", Doc: "GPUs"},
			{Name: "disk", V2: "diskAmount", Doc: "disks"},
			{Name: "networking", V2: "networkingAmount", Doc: "networking between the nodes"},
		},
	}
}

// Kinds lists all kinds, the account first.
func Kinds() []Kind {
	return []Kind{Account(), Pods(), Serverless(), PublicEndpoints(), NetworkVolumes(), Clusters()}
}

// Numbers lists the fields of Record.Numbers: the parts, then what only v1 has.
func (k Kind) Numbers() []Field {
	return slices.Concat(k.Parts, k.V1Numbers)
}

// HasGPUTypes reports whether the kind can be grouped and filtered by GPU type.
func (k Kind) HasGPUTypes() bool { return len(k.IDs) > gpuTypeID }

// Filter returns the field that the API filters by, and whether there is one.
func (k Kind) Filter() (Field, bool) {
	if len(k.IDs) == 0 {
		return Field{}, false
	}
	return k.IDs[0], true
}

// Groups lists the groups that are always in Charges.ByGroup, which only the
// account has.
func (k Kind) Groups() []string {
	var groups []string
	for _, part := range k.Parts {
		if part.Group != "" && !slices.Contains(groups, part.Group) {
			groups = append(groups, part.Group)
		}
	}
	return groups
}

// path is the route below the endpoint, the same on both versions.
func (k Kind) path() []string {
	if k.Route == "" {
		return []string{"billing"}
	}
	return []string{"billing", k.Route}
}

// Our own groups, which no id may be called.
const (
	// Unattributed is the group of charges that name nothing to group them by.
	Unattributed = "unattributed"
	// CPU is the group of CPU pods where charges are grouped by GPU type.
	CPU = "cpu"
)
