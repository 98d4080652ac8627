package fakeapi

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// PodEnvValue is the value of an environment variable of every pod. Such values may
// be secrets, so nothing that reads the API may show it.
const PodEnvValue = "value-of-an-environment-variable"

const (
	statusRunning    = "RUNNING"
	statusExited     = "EXITED"
	statusTerminated = "TERMINATED"
)

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
	NetworkVolume    string  // id of the one that it mounts; "": none
	Cloud            string  // "": SECURE
	DataCenter       string  // "": null
	Template         string  // "": null
	Cluster          string  // the cluster it belongs to; "": none
	Locked           bool
	CreatedAt        time.Time // zero: the start of 2026
	StartedAt        time.Time // zero: CreatedAt if RUNNING, else null

	// Starting makes a RUNNING pod report nothing about itself, as pods do at first:
	// its runtime is null. Some were then seen with a cost of 0 as well.
	Starting bool

	// What a RUNNING pod reports about itself; nil fields are left out.
	UptimeSeconds     *int64
	GPUUtilization    []int // percent, one for each GPU
	CPUUtilization    *int  // percent
	MemoryUtilization *int  // percent
}

// withDefaults replaces zero values with the defaults that Pod documents.
func (p Pod) withDefaults() Pod {
	p.Status = cmp.Or(p.Status, statusRunning)
	p.GPUCount = cmp.Or(p.GPUCount, 1)
	p.CPUFlavor = cmp.Or(p.CPUFlavor, "cpu3c")
	p.VCPUs = cmp.Or(p.VCPUs, 2)
	p.MemoryGB = cmp.Or(p.MemoryGB, 4)
	p.Cloud = cmp.Or(p.Cloud, "SECURE")
	p.CreatedAt = createdAt(p.CreatedAt)
	if p.StartedAt.IsZero() && p.Status == statusRunning {
		p.StartedAt = p.CreatedAt
	}
	return p
}

// json returns the pod as v2 lists it.
func (p Pod) json(rank int) string {
	started := "null"
	if !p.StartedAt.IsZero() {
		started = timeText(p.StartedAt)
	}
	cost := p.CostPerHour
	if p.Status == statusExited {
		cost = 0 // although its disk is still charged for
	}
	fields := []string{
		`"id":` + jsonText(p.ID),
		`"name":` + jsonText(p.Name),
		`"image":"example/image:1","args":"","disk":10`,
		`"ports":["8888/http","22/tcp"]`,
		fmt.Sprintf(`"env":{"API_TOKEN":%s}`, jsonText(PodEnvValue)),
		`"registry":null`,
		`"status":` + jsonText(p.Status),
		`"actions":` + p.actions(),
		`"mounts":` + p.mounts(),
		p.hardware(),
		`"cloud":` + jsonText(p.Cloud),
		`"dataCenterId":` + nullableText(p.DataCenter),
		`"ssh":` + p.ssh(),
		`"template":` + nullableText(p.Template),
		`"cost":` + decimalText(cost),
		fmt.Sprintf(`"locked":%t`, p.Locked),
		`"globalNetworking":{"enabled":false}`,
		`"runtime":` + p.runtime(),
		`"createdAt":` + timeText(p.CreatedAt),
		`"startedAt":` + started,
	}
	if p.Cluster != "" {
		fields = append(fields, fmt.Sprintf(`"cluster":{"id":%s,"rank":%d}`, jsonText(p.Cluster), rank))
	}
	return "{" + strings.Join(fields, ",") + "}"
}

func (p Pod) actions() string {
	switch p.Status {
	case statusRunning:
		return `["stop","restart","terminate"]`
	case statusExited:
		return `["start","terminate"]`
	}
	return `["terminate"]`
}

func (p Pod) mounts() string {
	var mounts []string
	if p.PersistentDiskGB > 0 {
		mounts = append(mounts, fmt.Sprintf(`"persistent":{"size":%d,"path":"/workspace"}`, p.PersistentDiskGB))
	}
	if p.NetworkVolume != "" {
		mounts = append(mounts, fmt.Sprintf(`"network":[{"volumeId":%s,"path":"/shared"}]`, jsonText(p.NetworkVolume)))
	}
	return "{" + strings.Join(mounts, ",") + "}"
}

// hardware returns the members that only GPU pods or only CPU pods have, and the
// CUDA version.
func (p Pod) hardware() string {
	if p.GPUType == "" {
		return fmt.Sprintf(`"cpu":{"id":%s,"vcpuCount":%d,"memory":%d},"cudaVersion":null`, jsonText(p.CPUFlavor), p.VCPUs, p.MemoryGB)
	}
	return fmt.Sprintf(`"gpu":{"id":%s,"count":%d},"cudaVersion":"12.8"`, jsonText(p.GPUType), p.GPUCount)
}

func (p Pod) ssh() string {
	direct := "null"
	if p.Status == statusRunning {
		direct = sshEndpoint("192.0.2.10", "root", 30022)
	}
	return fmt.Sprintf(`{"proxy":%s,"direct":%s}`, sshEndpoint("ssh.example.com", p.ID+"-64411eb2", 22), direct)
}

func sshEndpoint(host, user string, port int) string {
	return fmt.Sprintf(`{"host":%s,"port":%d,"username":%s,"command":%s}`,
		jsonText(host), port, jsonText(user), jsonText(fmt.Sprintf("ssh %s@%s -p %d", user, host, port)))
}

// runtime returns what a running pod reports, without what is nil.
func (p Pod) runtime() string {
	if p.Status != statusRunning || p.Starting {
		return "null"
	}
	fields := []string{
		`"ports":[{"private":22,"public":30022,"type":"tcp","ip":"192.0.2.10"},{"private":8888,"public":null,"type":"http","ip":null}]`,
	}
	if p.UptimeSeconds != nil {
		fields = append(fields, fmt.Sprintf(`"uptime":%d`, *p.UptimeSeconds))
	}
	if p.GPUUtilization != nil {
		var gpus []string
		for _, util := range p.GPUUtilization {
			gpus = append(gpus, fmt.Sprintf(`{"util":%d,"memoryUtil":%d}`, util, util/2))
		}
		fields = append(fields, `"gpus":[`+strings.Join(gpus, ",")+`]`)
	}
	if p.CPUUtilization != nil {
		fields = append(fields, fmt.Sprintf(`"cpu":{"util":%d}`, *p.CPUUtilization))
	}
	if p.MemoryUtilization != nil {
		fields = append(fields, fmt.Sprintf(`"memory":{"util":%d}`, *p.MemoryUtilization))
	}
	return "{" + strings.Join(fields, ",") + "}"
}

func (p Pod) isListed() bool { return !p.Terminated && p.Status != statusTerminated }

// createdAt returns when something was created, by default at the start of 2026.
func createdAt(t time.Time) time.Time {
	if t.IsZero() {
		return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}
