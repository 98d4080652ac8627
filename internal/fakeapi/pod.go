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

// withDefaults replaces zero values with the defaults that Pod documents.
func (p Pod) withDefaults() Pod {
	p.Status = cmp.Or(p.Status, statusRunning)
	p.GPUCount = cmp.Or(p.GPUCount, 1)
	p.CPUFlavor = cmp.Or(p.CPUFlavor, "cpu3c")
	p.VCPUs = cmp.Or(p.VCPUs, 2)
	p.MemoryGB = cmp.Or(p.MemoryGB, 4)
	p.Cloud = cmp.Or(p.Cloud, "SECURE")
	if p.CreatedAt.IsZero() {
		p.CreatedAt = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
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
	if p.PersistentDiskGB == 0 {
		return "{}"
	}
	return fmt.Sprintf(`{"persistent":{"size":%d,"path":"/workspace"}}`, p.PersistentDiskGB)
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
	if p.Status != statusRunning {
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
