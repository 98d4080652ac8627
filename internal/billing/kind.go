package billing

// This file declares the kinds of charges. Everything else is derived from it.

import (
	"slices"
	"strings"
)

// Field is one member of a record.
type Field struct {
	// Name is the field's name in Terraform, such as pod_id. For a part it is the
	// key in Charges.ByPart, and the record's attribute adds _amount.
	Name string
	// V1 and V2 are its names in the JSON of each version, "" if the version does
	// not report it.
	V1, V2 string
	// V1Alias is another name that v1 uses, "" if it does not.
	V1Alias string
	// Group is the group of the account that a part of runpod_billing belongs to.
	Group string
	// Compute reports whether a part is for compute, which stops when pods stop.
	Compute bool
	// Doc describes it in a phrase, in Markdown, without its version or unit. Note ends
	// the description of the record's attribute.
	Doc, Note string
}

// Kind declares one family of charges: its routes, ids and parts. Query
// parameters, decoding, record attributes, filters, sort order and groups come
// from it.
type Kind struct {
	// Name is the data source's name without the prefix runpod_.
	Name string
	// Scope names what is billed, in a budget's scope. Subject is its name in a
	// sentence. Resource is the kind of a single one in an audit, "" for the account.
	Scope, Subject, Resource string
	// Doc describes what is billed, as the end of "What Runpod charged for".
	Doc string
	// Route is the path below v2's /billing, "" for the account.
	Route string
	// V1 reports whether v1 serves the kind too, on the same route.
	V1 bool
	// IDs are the ids of a record, in sort order. The first one is the filter, and
	// what v2 groups by. The account and public endpoints have none.
	IDs []Field
	// RunningPods says which running pods add to these charges.
	RunningPods PodSet
	// GPUTypes reports whether the kind can be grouped and filtered by GPU type. Its
	// first two ids are then a pod and a GPU type.
	GPUTypes bool
	// Unique is the metadata member that counts the distinct ids.
	Unique string
	// Parts add up to a record's amount on v2, in USD.
	Parts []Field
	// V1Numbers are the numbers that only v1 reports.
	V1Numbers []Field
	// Notes end the descriptions of the data source's attributes, by their names, and
	// of the data source itself, as "". Each begins with a space.
	Notes map[string]string
}

// PodSet is a set of pods of the account.
type PodSet int

// The sets of pods.
const (
	NoPods PodSet = iota
	AllPods
	PodsOutsideClusters
	PodsInClusters
)

// Has reports whether the set has a pod, which may be in a cluster.
func (s PodSet) Has(inCluster bool) bool {
	return s == AllPods || s == PodsOutsideClusters && !inCluster || s == PodsInClusters && inCluster
}

// Positions in the IDs of a kind with GPU types.
const (
	podID     = 0
	gpuTypeID = 1
)

// Account is the kind of all charges of the account, on v2.
func Account() Kind {
	var subjects []string
	for _, kind := range ResourceKinds() {
		subjects = append(subjects, kind.Subject)
	}
	return Kind{
		Name: "billing", Scope: "account", Subject: "the account", RunningPods: AllPods,
		Doc: "the whole account (" + strings.Join(subjects, ", ") + ")",
		Parts: []Field{
			{Name: "pod_gpu", V2: "podGpuAmount", Group: "pods", Compute: true, Doc: "GPUs of pods"},
			{Name: "pod_cpu", V2: "podCpuAmount", Group: "pods", Compute: true, Doc: "CPUs of pods"},
			{Name: "pod_disk", V2: "podDiskAmount", Group: "pods", Doc: "disks of pods"},
			{Name: "serverless_gpu", V2: "serverlessGpuAmount", Group: "serverless", Doc: "GPUs of serverless endpoints"},
			{Name: "serverless_cpu", V2: "serverlessCpuAmount", Group: "serverless", Doc: "CPUs of serverless endpoints"},
			{Name: "serverless_disk", V2: "serverlessDiskAmount", Group: "serverless", Doc: "disks of serverless endpoints"},
			{Name: "serverless_fee", V2: "serverlessFeeAmount", Group: "serverless", Doc: "the platform fee of serverless endpoints"},
			{Name: "storage_standard", V2: "storageStandardAmount", Group: "network_volumes", Doc: "standard network volumes"},
			{Name: "storage_high_performance", V2: "storageHighPerformanceAmount", Group: "network_volumes",
				Doc: "high-performance network volumes"},
			{Name: "public_endpoint", V2: "endpointAmount", Group: "public_endpoints", Doc: "public endpoints"},
			{Name: "cluster_gpu", V2: "clusterGpuAmount", Group: "clusters", Compute: true, Doc: "GPUs of clusters"},
			{Name: "cluster_disk", V2: "clusterDiskAmount", Group: "clusters", Doc: "disks of clusters"},
			{Name: "cluster_networking", V2: "clusterNetworkingAmount", Group: "clusters", Doc: "networking between the nodes of clusters"},
		},
	}
}

// Pods is the kind of charges for pods, on v1 and v2. v1 reports GPU types, v2
// parts.
func Pods() Kind {
	return Kind{
		Name: "pod_billing", Scope: "pods", Subject: "pods", Resource: "pod",
		Doc:   "pods",
		Route: "pods", V1: true, GPUTypes: true, RunningPods: PodsOutsideClusters, Unique: "uniquePodCount",
		IDs: []Field{
			{Name: "pod_id", V1: "podId", V2: "podId", Doc: "pod", Note: " Null if grouped by GPU type."},
			{Name: "gpu_type_id", V1: "gpuTypeId", Doc: "GPU type", Note: " Null unless grouped by GPU type, and for charges whose GPU type " +
				"cannot be determined; `cpu` for CPU pods on v2."},
			{Name: "endpoint_id", V1: "endpointId", Doc: "serverless endpoint", Note: " v1 only; null if v1 reports none."},
		},
		Parts: []Field{
			{Name: "gpu", V2: "gpuAmount", Compute: true, Doc: "GPUs", Note: " v2 only."},
			{Name: "cpu", V2: "cpuAmount", Compute: true, Doc: "CPUs", Note: " v2 only."},
			{Name: "disk", V2: "diskAmount", Doc: "disks", Note: " v2 only."},
		},
		V1Numbers: []Field{
			{Name: "time_billed_ms", V1: "timeBilledMs", Doc: "Time billed, in milliseconds", Note: " v1 only."},
			{Name: "disk_space_billed_gb", V1: "diskSpaceBilledGB", V1Alias: "diskSpaceBilledGb",
				Doc: "Disk space billed, in GB", Note: " v1 only."},
		},
		Notes: map[string]string{
			"":                   " v1 of the API, which Runpod has retired, served it, too; attributes that only one of them sets say so.",
			"start_time":         " On v1, which does not document its default, it is null if not set.",
			"end_time":           " v1 appears to end the last bucket there; if not set, it is null on v1.",
			"window_start":       " On v1, the configured time, null if it is not set.",
			"window_end":         " On v1, the configured time, null if it is not set.",
			"amount_by_time":     " On v1 without `start_time` or `last_n`, contains only buckets with charges.",
			"amount_by_part":     " v2 only; null on v1.",
			"grouping":           " On v1, the default is `podId` with `pod_id` and `gpuTypeId` without.",
			"allow_unattributed": " No effect on v1.",
		},
	}
}

// Serverless is the kind of charges for serverless endpoints, on v2.
func Serverless() Kind {
	return Kind{
		Name: "serverless_billing", Scope: "serverless", Subject: "serverless", Resource: "serverless",
		Doc:   "serverless endpoints",
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

// PublicEndpoints is the kind of charges for calls of Runpod's public endpoints, on
// v2. Its route is called endpoints, but does not include serverless endpoints.
func PublicEndpoints() Kind {
	return Kind{
		Name: "public_endpoint_billing", Scope: "public_endpoints", Subject: "public endpoints", Resource: "public_endpoints",
		Doc:   "Runpod's public endpoints, which are not the account's own serverless endpoints",
		Route: "endpoints",
	}
}

// NetworkVolumes is the kind of charges for network volumes, on v2.
func NetworkVolumes() Kind {
	return Kind{
		Name: "network_volume_billing", Scope: "network_volumes", Subject: "network volumes", Resource: "network_volume",
		Doc:   "network volumes",
		Route: "network-volumes", Unique: "uniqueNetworkVolumeCount",
		IDs: []Field{{Name: "network_volume_id", V2: "networkVolumeId", Doc: "network volume"}},
		Parts: []Field{
			{Name: "standard", V2: "standardAmount", Doc: "standard storage"},
			{Name: "high_performance", V2: "highPerformanceAmount", Doc: "high-performance storage"},
		},
	}
}

// Clusters is the kind of charges for clusters, on v2.
func Clusters() Kind {
	return Kind{
		Name: "cluster_billing", Scope: "clusters", Subject: "clusters", Resource: "cluster",
		Doc:   "clusters",
		Route: "clusters", Unique: "uniqueClusterCount", RunningPods: PodsInClusters,
		IDs: []Field{{Name: "cluster_id", V2: "clusterId", Doc: "cluster"}},
		Parts: []Field{
			{Name: "gpu", V2: "gpuAmount", Compute: true, Doc: "GPUs"},
			{Name: "disk", V2: "diskAmount", Doc: "disks"},
			{Name: "networking", V2: "networkingAmount", Doc: "networking between the nodes"},
		},
	}
}

// Kinds lists all kinds, the account first.
func Kinds() []Kind { return slices.Concat([]Kind{Account()}, ResourceKinds()) }

// ResourceKinds lists the kinds that the account's charges consist of.
func ResourceKinds() []Kind {
	return []Kind{Pods(), Serverless(), PublicEndpoints(), NetworkVolumes(), Clusters()}
}

// Numbers lists the fields of Record.Numbers: the parts, then V1Numbers.
func (k Kind) Numbers() []Field {
	return slices.Concat(k.Parts, k.V1Numbers)
}

// Filter returns the field that the API filters by, and whether there is one.
func (k Kind) Filter() (Field, bool) {
	if len(k.IDs) == 0 {
		return Field{}, false
	}
	return k.IDs[0], true
}

// Groups lists the groups that are always in Charges.ByGroup. Only the account
// has any.
func (k Kind) Groups() []string {
	var groups []string
	for _, part := range k.Parts {
		if part.Group != "" && !slices.Contains(groups, part.Group) {
			groups = append(groups, part.Group)
		}
	}
	return groups
}

// path returns the route below the endpoint, the same on both versions.
func (k Kind) path() []string {
	if k.Route == "" {
		return []string{"billing"}
	}
	return []string{"billing", k.Route}
}
