package billing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// Pod is one pod as v2 lists it, without anything that may contain a secret: no
// environment variables, ports or SSH details. A field that is not reported is "",
// nil, the zero time or not valid.
type Pod struct {
	ID          string
	Name        string
	Status      string          // PROVISIONING, STARTING, RUNNING, EXITED, ERROR or TERMINATED
	CostPerHour decimal.Decimal // USD, compute only: 0 while stopped, although the disk is still billed

	GPUTypeID        string // GPU pods
	GPUCount         decimal.NullDecimal
	CPUFlavorID      string // CPU pods
	VCPUCount        decimal.NullDecimal
	MemoryGB         decimal.NullDecimal
	PersistentDiskGB decimal.NullDecimal

	Cloud        string // SECURE or COMMUNITY
	DataCenterID string
	TemplateID   string
	ClusterID    string
	Locked       *bool
	CreatedAt    time.Time
	StartedAt    time.Time

	// Running pods, at the moment of the read.
	UptimeSeconds     decimal.NullDecimal
	GPUUtilization    decimal.NullDecimal // percent, mean over its GPUs, to 6 decimals
	CPUUtilization    decimal.NullDecimal // percent
	MemoryUtilization decimal.NullDecimal // percent

	isCPU bool
}

// gpuGroup returns the GPU type with single spaces, CPU for a CPU pod, or "" if the
// API reports neither.
func (p Pod) gpuGroup() string {
	gpuType := strings.Join(strings.Fields(p.GPUTypeID), " ")
	if p.isCPU && gpuType == "" {
		return CPU
	}
	return gpuType
}

// CostPerHour returns what the pods cost per hour, exactly, in USD, in total and
// by GPU type. CPU pods are under CPU, pods without a reported type under
// Unattributed.
func CostPerHour(pods []Pod) (total decimal.Decimal, byGPUType map[string]decimal.Decimal) {
	byGPUType = map[string]decimal.Decimal{}
	names := map[string]string{}
	for _, pod := range pods {
		group := cmp.Or(pod.gpuGroup(), Unattributed)
		fold := foldGPUType(group)
		if _, known := names[fold]; !known {
			names[fold] = group
		}
		byGPUType[names[fold]] = byGPUType[names[fold]].Add(pod.CostPerHour)
		total = total.Add(pod.CostPerHour)
	}
	return total, byGPUType
}

const (
	podsPerPage = 1000 // the maximum that v2 allows
	mostPages   = 1000
)

// Pods returns the pods of all pages, ordered by id. The API's list leaves out
// terminated pods. Its errors are of type *runpod.Error.
func (r Reader) Pods(ctx context.Context, includeClusterPods bool) ([]Pod, error) {
	pods := map[string]Pod{}
	var ids []string // keys of pods, not from maps.Keys: see DESIGN.md on the binary's size
	query := url.Values{"includeClusterPods": {strconv.FormatBool(includeClusterPods)}, "limit": {strconv.Itoa(podsPerPage)}}
	for cursors := (map[string]struct{}{}); ; {
		response, err := r.Client.Get(ctx, query, "pods")
		if err != nil {
			return nil, err
		}
		read, page, err := readPods(response)
		if err != nil {
			return nil, response.Invalid(err)
		}
		if len(cursors) == mostPages {
			return nil, response.Invalid(fmt.Errorf("it has more than %d pages", mostPages))
		}
		for _, pod := range read {
			if _, again := pods[pod.ID]; again {
				return nil, response.Invalid(fmt.Errorf("it lists the pod %s twice", strictjson.Quote(pod.ID)))
			}
			pods[pod.ID] = pod
			ids = append(ids, pod.ID)
		}
		if !page.more() {
			break
		}
		if _, again := cursors[page.next]; again || page.next == "" {
			return nil, response.Invalid(errors.New("its pagination does not advance"))
		}
		cursors[page.next] = struct{}{}
		query.Set("cursor", page.next)
	}
	slices.Sort(ids)
	inOrder := make([]Pod, len(ids))
	for i, id := range ids {
		inOrder[i] = pods[id]
	}
	return inOrder, nil
}

func readPods(response *runpod.Response) ([]Pod, page, error) {
	var (
		pods   []Pod
		at     page
		listed bool
		d      = strictjson.NewDecoder(response.Body)
	)
	if err := checkPages(response); err != nil {
		return nil, at, err
	}
	err := d.Object(func(name string) error {
		switch name {
		case "pods":
			listed = true
			return d.Array(func() error {
				pod, err := readPod(d)
				pods = append(pods, pod)
				return err
			})
		}
		if known, err := at.read(d, name); known {
			return err
		}
		return d.Skip()
	})
	if err == nil && !listed {
		err = missing("pods")
	}
	if err == nil {
		err = d.End()
	}
	return pods, at, err
}

func readPod(d *strictjson.Decoder) (Pod, error) {
	var (
		pod         Pod
		cost        decimal.NullDecimal
		hasGPU      bool
		utilization []decimal.Decimal
	)
	// member reads the members of a nested object that are known.
	member := func(known map[string]*decimal.NullDecimal, texts map[string]*string) error {
		if !d.NextIsObject() {
			return d.Skip()
		}
		return d.Object(func(name string) (err error) {
			switch {
			case known[name] != nil:
				*known[name], err = d.Number()
			case texts[name] != nil:
				*texts[name], err = d.String()
			default:
				return d.Skip()
			}
			return err
		})
	}
	type numbers = map[string]*decimal.NullDecimal
	type texts = map[string]*string
	err := d.Object(func(name string) (err error) {
		switch name {
		case "id":
			pod.ID, err = d.String()
		case "name":
			pod.Name, err = d.String()
		case "status":
			pod.Status, err = d.String()
		case "cost":
			cost, err = d.Number()
		case "gpu":
			hasGPU = !d.NextIsNull()
			return member(numbers{"count": &pod.GPUCount}, texts{"id": &pod.GPUTypeID})
		case "cpu":
			pod.isCPU = d.NextIsObject()
			return member(numbers{"vcpuCount": &pod.VCPUCount, "memory": &pod.MemoryGB}, texts{"id": &pod.CPUFlavorID})
		case "cluster":
			return member(nil, texts{"id": &pod.ClusterID})
		case "cloud":
			pod.Cloud, err = d.String()
		case "dataCenterId":
			pod.DataCenterID, err = d.String()
		case "template":
			pod.TemplateID, err = d.String()
		case "locked":
			pod.Locked, err = d.Bool()
		case "createdAt":
			pod.CreatedAt, err = d.Time()
		case "startedAt":
			pod.StartedAt, err = d.Time()
		case "mounts":
			return inside(d, map[string]func() error{
				"persistent": func() error { return member(numbers{"size": &pod.PersistentDiskGB}, nil) },
			})
		case "runtime":
			return inside(d, map[string]func() error{
				"uptime": func() (err error) { pod.UptimeSeconds, err = d.Number(); return err },
				"cpu":    func() error { return member(numbers{"util": &pod.CPUUtilization}, nil) },
				"memory": func() error { return member(numbers{"util": &pod.MemoryUtilization}, nil) },
				"gpus": func() error {
					if d.NextIsNull() {
						return d.Skip()
					}
					return d.Array(func() error {
						var util decimal.NullDecimal
						err := member(numbers{"util": &util}, nil)
						if util.Valid {
							utilization = append(utilization, util.Decimal)
						}
						return err
					})
				},
			})
		default:
			return d.Skip()
		}
		return err
	})
	switch {
	case err != nil:
		return pod, err
	case pod.ID == "":
		return pod, missing("id")
	case !cost.Valid:
		return pod, fmt.Errorf("pod %s: %w", strictjson.Quote(pod.ID), missing("cost"))
	case cost.Decimal.IsNegative():
		return pod, fmt.Errorf("pod %s: its cost is negative", strictjson.Quote(pod.ID))
	}
	if err := cmp.Or(checkID(pod.ID), checkID(pod.GPUTypeID), checkID(foldGPUType(pod.GPUTypeID))); err != nil {
		return pod, err
	}
	pod.isCPU = pod.isCPU && !hasGPU
	pod.CostPerHour = cost.Decimal
	if len(utilization) > 0 {
		mean := decimal.Sum(decimal.Zero, utilization...).DivRound(decimal.NewFromInt(int64(len(utilization))), 6)
		pod.GPUUtilization = decimal.NewNullDecimal(mean)
	}
	return pod, nil
}

// inside reads an object's known members. It skips a value of any other type.
func inside(d *strictjson.Decoder, members map[string]func() error) error {
	if !d.NextIsObject() {
		return d.Skip()
	}
	return d.Object(func(name string) error {
		if read, known := members[name]; known {
			return read()
		}
		return d.Skip()
	})
}
