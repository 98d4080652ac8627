package account

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Pod is one pod as v2 lists it. A member that is not reported is "", nil, the zero
// time or not valid.
type Pod struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"` // PROVISIONING, STARTING, RUNNING, EXITED, ERROR or TERMINATED
	// Cost is USD per hour, compute only: 0 while stopped, although the disk is still
	// billed.
	Cost          decimal.NullDecimal `json:"cost"`
	CostEstimated bool                `json:"-"` // Cost is the list price, since 0 was reported for a running pod

	GPU *PodGPU `json:"gpu"` // GPU pods
	CPU *PodCPU `json:"cpu"` // CPU pods

	ContainerDiskGB decimal.NullDecimal `json:"disk"`
	Mounts          struct {
		Persistent struct {
			SizeGB decimal.NullDecimal `json:"size"`
		} `json:"persistent"`
		Network []struct {
			VolumeID string `json:"volumeId"`
		} `json:"network"`
	} `json:"mounts"`

	Cloud        string `json:"cloud"` // SECURE or COMMUNITY
	DataCenterID string `json:"dataCenterId"`
	TemplateID   string `json:"template"`
	Cluster      struct {
		ID string `json:"id"`
	} `json:"cluster"`
	Locked    *bool     `json:"locked"`
	CreatedAt time.Time `json:"createdAt"` // UTC
	StartedAt time.Time `json:"startedAt"` // UTC

	Runtime PodRuntime `json:"runtime"`
}

// PodGPU is the GPUs of a pod.
type PodGPU struct {
	ID    string              `json:"id"` // GPU type
	Count decimal.NullDecimal `json:"count"`
}

// PodCPU is the CPUs of a CPU pod.
type PodCPU struct {
	ID        string              `json:"id"` // CPU flavor
	VCPUCount decimal.NullDecimal `json:"vcpuCount"`
	MemoryGB  decimal.NullDecimal `json:"memory"`
}

// PodRuntime is the state of a running pod, at the moment of the read. Utilizations
// are in percent.
type PodRuntime struct {
	UptimeSeconds decimal.NullDecimal `json:"uptime"`
	CPU           Utilization         `json:"cpu"`
	Memory        Utilization         `json:"memory"`
	GPUs          []Utilization       `json:"gpus"`
}

// Utilization is how busy something is.
type Utilization struct {
	Percent decimal.NullDecimal `json:"util"`
}

// GPUUtilization returns the mean utilization of the GPUs, in percent, rounded to 6
// decimals. It is not valid if none is reported.
func (r PodRuntime) GPUUtilization() decimal.NullDecimal {
	sum, n := decimal.Zero, int64(0)
	for _, gpu := range r.GPUs {
		if gpu.Percent.Valid {
			sum, n = sum.Add(gpu.Percent.Decimal), n+1
		}
	}
	if n == 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(sum.DivRound(decimal.NewFromInt(n), 6))
}

func (p Pod) key() string { return p.ID }

func (p Pod) check() error {
	switch {
	case !p.Cost.Valid:
		return fmt.Errorf("pod %s: %w", strictjson.Quote(p.ID), missing("cost"))
	case p.Cost.Decimal.IsNegative():
		return fmt.Errorf("pod %s: its cost is negative", strictjson.Quote(p.ID))
	}
	return checkGPUType(p.GPUTypeID())
}

// GPUTypeID returns the GPU type, "" for a CPU pod or if none is reported.
func (p Pod) GPUTypeID() string {
	if p.GPU == nil {
		return ""
	}
	return p.GPU.ID
}

// Running reports whether the pod runs.
func (p Pod) Running() bool { return p.Status == "RUNNING" }

// Stopped reports whether the pod is stopped. Its disk is still billed.
func (p Pod) Stopped() bool { return p.Status == "EXITED" }

// Age returns the time since the pod was last started, or since it was created if it
// does not run. If the API reports neither, it returns the longest duration.
func (p Pod) Age(now time.Time) time.Duration {
	since := p.CreatedAt
	switch {
	case p.Running() && p.Runtime.UptimeSeconds.Valid:
		return time.Duration(p.Runtime.UptimeSeconds.Decimal.IntPart()) * time.Second
	case p.Running() && !p.StartedAt.IsZero():
		since = p.StartedAt
	}
	return now.Sub(since)
}

// Label returns the name for people, or the id of a pod without one.
func (p Pod) Label() string { return cmp.Or(p.Name, p.ID) }

// NetworkVolumeIDs returns the ids of the network volumes that the pod mounts.
func (p Pod) NetworkVolumeIDs() []string {
	ids := make([]string, len(p.Mounts.Network))
	for i, mount := range p.Mounts.Network {
		ids[i] = mount.VolumeID
	}
	return ids
}

// DiskGB returns the size of the disks that belong to the pod alone, in GB: the
// container's and the persistent one.
func (p Pod) DiskGB() decimal.Decimal {
	return p.ContainerDiskGB.Decimal.Add(p.Mounts.Persistent.SizeGB.Decimal)
}

// checkGPUType checks a GPU type in any spelling.
func checkGPUType(gpuType string) error {
	return cmp.Or(CheckID(gpuType), CheckID(foldGPUType(gpuType)))
}

// gpuGroup returns the GPU type with single spaces, CPU for a CPU pod, or "" if the
// API reports neither.
func gpuGroup(gpuType string, isCPU bool) string {
	if isCPU {
		return CPU
	}
	return strings.Join(strings.Fields(gpuType), " ")
}

// Pods is the list of pods at one moment. It leaves out terminated pods.
type Pods struct {
	Pods   []Pod     // ordered by id
	ReadAt time.Time // by the API's clock, UTC
}

// Pods returns the pods of all pages. A pod that is reported as running at a cost of
// 0, which has been seen, costs its list price. Errors are *runpod.Error, or a
// *PriceError if the catalog cannot price such a pod.
func (r Reader) Pods(ctx context.Context, includeClusterPods bool) (pods Pods, err error) {
	pods.Pods, pods.ReadAt, err = list[Pod](ctx, r.Client, podsQuery(includeClusterPods), "pods", "pods")
	if err != nil || !slices.ContainsFunc(pods.Pods, Pod.looksFree) {
		return pods, err
	}
	prices, err := r.Prices(ctx)
	if err != nil {
		return Pods{}, err
	}
	for i, pod := range pods.Pods {
		if !pod.looksFree() {
			continue
		}
		pods.Pods[i].Cost, pods.Pods[i].CostEstimated = pod.listPrice(prices), true
		if !pods.Pods[i].Cost.Valid {
			return Pods{}, &PriceError{fmt.Sprintf("The pod %s is running, but Runpod reports a cost of 0, and the catalog has no price for "+
				"it. A cost per hour without it would be too low. Try again in a few minutes.", strictjson.Quote(pod.ID))}
		}
	}
	return pods, nil
}

// looksFree reports whether a pod is reported as running at a cost of 0, which
// contradicts the contract.
func (p Pod) looksFree() bool { return p.Running() && p.Cost.Decimal.IsZero() }

func podsQuery(includeClusterPods bool) url.Values {
	return url.Values{"includeClusterPods": {strconv.FormatBool(includeClusterPods)}, "limit": {perPage}}
}

// CostPerHour returns what the pods cost per hour, exactly, in USD, in total and
// by GPU type. CPU pods are under CPU, pods without a reported type under
// Unattributed.
func (p Pods) CostPerHour() (total decimal.Decimal, byGPUType map[string]decimal.Decimal) {
	byGPUType = map[string]decimal.Decimal{}
	spellings := spellings{}
	for _, pod := range p.Pods {
		group := spellings.first(cmp.Or(gpuGroup(pod.GPUTypeID(), pod.GPU == nil && pod.CPU != nil), Unattributed))
		byGPUType[group] = byGPUType[group].Add(pod.Cost.Decimal)
		total = total.Add(pod.Cost.Decimal)
	}
	return total, byGPUType
}

// Summary describes in one line which pods cost how much per hour, the five most
// expensive by name.
func (p Pods) Summary() string {
	paid := slices.DeleteFunc(slices.Clone(p.Pods), func(pod Pod) bool { return pod.Cost.Decimal.IsZero() })
	slices.SortStableFunc(paid, func(a, b Pod) int { return b.Cost.Decimal.Cmp(a.Cost.Decimal) })
	if len(paid) == 0 {
		return "No pods run"
	}
	total, _ := p.CostPerHour()
	var most []string
	for _, pod := range paid {
		most = append(most, pod.Label()+" "+money.Cents(pod.Cost.Decimal))
	}
	verb := "run"
	if len(paid) == 1 {
		verb = "runs"
	}
	return fmt.Sprintf("%s %s for %s USD an hour: %s", calendar.Count(len(paid), "pod"), verb, money.Cents(total), FirstFive(most))
}

// FirstFive joins the first texts of a list for a summary, and says how many more there
// are.
func FirstFive(texts []string) string {
	if more := len(texts) - 5; more > 0 {
		return fmt.Sprintf("%s, and %d more", strings.Join(texts[:5], ", "), more)
	}
	return strings.Join(texts, ", ")
}

// spellings maps the folded form of a GPU type to its first spelling.
type spellings map[string]string

func (s spellings) first(gpuType string) string {
	fold := foldGPUType(gpuType)
	if _, known := s[fold]; !known {
		s[fold] = gpuType
	}
	return s[fold]
}

// typedPod is what GPUTypes needs of a pod. Other members are not decoded, so they
// cannot cause an error.
type typedPod struct {
	ID  string `json:"id"`
	GPU *struct {
		ID string `json:"id"`
	} `json:"gpu"`
	CPU *struct{} `json:"cpu"`
}

func (p typedPod) key() string { return p.ID }

func (p typedPod) gpuType() string {
	if p.GPU == nil {
		return ""
	}
	return p.GPU.ID
}

func (p typedPod) check() error { return checkGPUType(p.gpuType()) }

// GPUTypes returns the GPU type of each listed pod by id, CPU for a CPU pod, those
// of clusters included. All spellings of a type become the same one. Errors are of
// type *runpod.Error.
func (r Reader) GPUTypes(ctx context.Context) (map[string]string, error) {
	pods, _, err := list[typedPod](ctx, r.Client, podsQuery(true), "pods", "pods")
	if err != nil {
		return nil, err
	}
	types, spellings := map[string]string{}, spellings{}
	for _, pod := range pods {
		if group := gpuGroup(pod.gpuType(), pod.GPU == nil && pod.CPU != nil); group != "" {
			types[pod.ID] = spellings.first(group)
		}
	}
	return types, nil
}

// listPrice returns the list price of the pod, in USD an hour: that of its GPUs, or its
// vCPUs, in its cloud. It is not valid if the catalog does not have all of it.
func (p Pod) listPrice(prices Prices) decimal.NullDecimal {
	switch {
	case p.GPU != nil:
		return times(prices.gpu(p.GPU.ID, p.Cloud), p.GPU.Count.Decimal)
	case p.CPU != nil && p.Cloud == "SECURE":
		return times(prices.cpu(p.CPU.ID).SecurePerVCPU(), p.CPU.VCPUCount.Decimal)
	}
	return decimal.NullDecimal{}
}
