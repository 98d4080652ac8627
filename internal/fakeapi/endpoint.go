package fakeapi

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// EndpointEnvValue is the value of an environment variable of every serverless
// endpoint. Like [PodEnvValue], it may not be shown.
const EndpointEnvValue = "secret-of-a-serverless-endpoint"

// Endpoint is one serverless endpoint. Every field but ID may be left at its zero
// value: an endpoint without Pools runs on CPUs.
type Endpoint struct {
	ID             string
	Name           string
	Pools          []string  // pools of GPU types; nil: a CPU endpoint
	ExcludedTypes  []string  // GPU types of the pools that it does not use
	GPUCount       int       // of a worker; 0: 1
	CPUFlavor      string    // "": cpu3c
	VCPUs          int       // of a worker; 0: 2
	WorkersMin     int       // workers that always run
	WorkersMax     int       // 0: 3
	NetworkVolumes []string  // ids of those that it mounts
	CreatedAt      time.Time // zero: the start of 2026
}

// json returns the endpoint as v2 lists it.
func (e Endpoint) json() string {
	return "{" + strings.Join([]string{
		`"id":` + jsonText(e.ID),
		`"name":` + jsonText(e.Name),
		`"image":"example/worker:1","args":"","disk":5,"ports":[]`,
		fmt.Sprintf(`"env":{"HF_TOKEN":%s}`, jsonText(EndpointEnvValue)),
		`"registry":null,"type":"QUEUE"`,
		e.hardware(),
		fmt.Sprintf(`"workers":{"min":%d,"max":%d,"idleTimeout":5}`, e.WorkersMin, cmp.Or(e.WorkersMax, 3)),
		`"scaling":{"type":"QUEUE_DELAY","queueDelay":4}`,
		`"dataCenterIds":[]`,
		`"networkVolumes":` + jsonTexts(e.NetworkVolumes),
		`"timeout":600,"flashboot":"FLASHBOOT"`,
		`"createdAt":` + timeText(createdAt(e.CreatedAt)),
	}, ",") + "}"
}

func (e Endpoint) hardware() string {
	if len(e.Pools) == 0 {
		vcpus := cmp.Or(e.VCPUs, 2)
		return fmt.Sprintf(`"gpu":null,"cpu":[{"id":%s,"vcpuCount":%d,"memory":%d}]`,
			jsonText(cmp.Or(e.CPUFlavor, "cpu3c")), vcpus, 2*vcpus)
	}
	return fmt.Sprintf(`"gpu":{"pools":%s,"excludedTypes":%s,"count":%d,"allowedCudaVersions":[],"minCudaVersion":null}`,
		jsonTexts(e.Pools), jsonTexts(e.ExcludedTypes), cmp.Or(e.GPUCount, 1))
}
