package account

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Pod is one pod as v2 lists it. A member that is not reported is "", nil, the zero
// time or not valid.
type Pod struct {
	ID     string              `json:"id"`
	Name   string              `json:"name"`
	Status string              `json:"status"` // PROVISIONING, STARTING, RUNNING, EXITED, ERROR or TERMINATED
	Cost   decimal.NullDecimal `json:"cost"`   // USD per hour, compute only: 0 while stopped, although the disk is still billed

	GPU *PodGPU `json:"gpu"` // GPU pods
	CPU *PodCPU `json:"cpu"` // CPU pods

	Mounts struct {
		Persistent struct {
			SizeGB decimal.NullDecimal `json:"size"`
		} `json:"persistent"`
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
	case p.ID == "":
		return missing("id")
	case !p.Cost.Valid:
		return fmt.Errorf("pod %s: %w", strictjson.Quote(p.ID), missing("cost"))
	case p.Cost.Decimal.IsNegative():
		return fmt.Errorf("pod %s: its cost is negative", strictjson.Quote(p.ID))
	}
	return checkIDs(p.ID, p.GPUTypeID())
}

// GPUTypeID returns the GPU type, "" for a CPU pod or if none is reported.
func (p Pod) GPUTypeID() string {
	if p.GPU == nil {
		return ""
	}
	return p.GPU.ID
}

// checkIDs checks the id and the GPU type of a pod.
func checkIDs(id, gpuType string) error {
	return cmp.Or(CheckID(id), CheckID(gpuType), CheckID(foldGPUType(gpuType)))
}

// gpuGroup returns the GPU type with single spaces, CPU for a CPU pod, or "" if the
// API reports neither.
func gpuGroup(gpuType string, isCPU bool) string {
	if isCPU {
		return CPU
	}
	return strings.Join(strings.Fields(gpuType), " ")
}

// Pods returns the pods of all pages, ordered by id. The API's list leaves out
// terminated pods. Errors are of type *runpod.Error.
func (r Reader) Pods(ctx context.Context, includeClusterPods bool) ([]Pod, error) {
	return list[Pod](ctx, r.Client, podsQuery(includeClusterPods), "pods", "pods")
}

func podsQuery(includeClusterPods bool) url.Values {
	return url.Values{"includeClusterPods": {strconv.FormatBool(includeClusterPods)}}
}

// CostPerHour returns what the pods cost per hour, exactly, in USD, in total and
// by GPU type. CPU pods are under CPU, pods without a reported type under
// Unattributed.
func CostPerHour(pods []Pod) (total decimal.Decimal, byGPUType map[string]decimal.Decimal) {
	byGPUType = map[string]decimal.Decimal{}
	spellings := spellings{}
	for _, pod := range pods {
		group := spellings.first(cmp.Or(gpuGroup(pod.GPUTypeID(), pod.GPU == nil && pod.CPU != nil), Unattributed))
		byGPUType[group] = byGPUType[group].Add(pod.Cost.Decimal)
		total = total.Add(pod.Cost.Decimal)
	}
	return total, byGPUType
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

// typedPod is what GPUTypes needs of a pod. What it does not need cannot make it
// fail.
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

func (p typedPod) check() error {
	if p.ID == "" {
		return missing("id")
	}
	return checkIDs(p.ID, p.gpuType())
}

// GPUTypes returns the GPU type of each listed pod by id, CPU for a CPU pod, those
// of clusters included. All spellings of a type become the same one. Errors are of
// type *runpod.Error.
func (r Reader) GPUTypes(ctx context.Context) (map[string]string, error) {
	pods, err := list[typedPod](ctx, r.Client, podsQuery(true), "pods", "pods")
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
