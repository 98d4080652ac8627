package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

// podsModel is the configuration and the state of runpod_pods.
type podsModel struct {
	IncludeClusterPods types.Bool     `tfsdk:"include_cluster_pods"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`

	Pods                 []podModel              `tfsdk:"pods"`
	PodCount             types.Number            `tfsdk:"pod_count"`
	CostPerHour          types.Number            `tfsdk:"cost_per_hour"`
	CostPerHourByGPUType map[string]types.Number `tfsdk:"cost_per_hour_by_gpu_type"`
	Summary              types.String            `tfsdk:"summary"`
	ReadAt               types.String            `tfsdk:"read_at"`
}

type podModel struct {
	ID                types.String `tfsdk:"id"`
	Name              types.String `tfsdk:"name"`
	Status            types.String `tfsdk:"status"`
	CostPerHour       types.Number `tfsdk:"cost_per_hour"`
	CostEstimated     types.Bool   `tfsdk:"cost_estimated"`
	GPUTypeID         types.String `tfsdk:"gpu_type_id"`
	GPUCount          types.Number `tfsdk:"gpu_count"`
	CPUFlavorID       types.String `tfsdk:"cpu_flavor_id"`
	VCPUCount         types.Number `tfsdk:"vcpu_count"`
	MemoryGB          types.Number `tfsdk:"memory_gb"`
	PersistentDiskGB  types.Number `tfsdk:"persistent_disk_gb"`
	NetworkVolumeIDs  []string     `tfsdk:"network_volume_ids"`
	Cloud             types.String `tfsdk:"cloud"`
	DataCenterID      types.String `tfsdk:"data_center_id"`
	TemplateID        types.String `tfsdk:"template_id"`
	ClusterID         types.String `tfsdk:"cluster_id"`
	Locked            types.Bool   `tfsdk:"locked"`
	CreatedAt         types.String `tfsdk:"created_at"`
	StartedAt         types.String `tfsdk:"started_at"`
	UptimeSeconds     types.Number `tfsdk:"uptime_seconds"`
	GPUUtilization    types.Number `tfsdk:"gpu_utilization"`
	CPUUtilization    types.Number `tfsdk:"cpu_utilization"`
	MemoryUtilization types.Number `tfsdk:"memory_utilization"`
}

// set sets the results.
func (m *podsModel) set(pods account.Pods) {
	m.Pods = make([]podModel, len(pods.Pods))
	for i, pod := range pods.Pods {
		m.Pods[i] = newPodModel(pod)
	}
	total, byGPUType := pods.CostPerHour()
	m.PodCount = countValue(len(pods.Pods))
	m.Summary, m.ReadAt = textValue(pods.Summary()), timeValue(pods.ReadAt)
	m.CostPerHour, m.CostPerHourByGPUType = numberValue(total), numberValues(byGPUType)
}

func newPodModel(pod account.Pod) podModel {
	model := podModel{
		ID: textValue(pod.ID), Name: textValue(pod.Name), Status: textValue(pod.Status), CostPerHour: nullableNumberValue(pod.Cost),
		CostEstimated: types.BoolValue(pod.CostEstimated), NetworkVolumeIDs: pod.NetworkVolumeIDs(),
		PersistentDiskGB: nullableNumberValue(pod.Mounts.Persistent.SizeGB), Cloud: textValue(pod.Cloud),
		DataCenterID: textValue(pod.DataCenterID), TemplateID: textValue(pod.TemplateID), ClusterID: textValue(pod.Cluster.ID),
		Locked: types.BoolPointerValue(pod.Locked), CreatedAt: timeValue(pod.CreatedAt), StartedAt: timeValue(pod.StartedAt),
		UptimeSeconds:     nullableNumberValue(pod.Runtime.UptimeSeconds),
		GPUUtilization:    nullableNumberValue(pod.Runtime.GPUUtilization()),
		CPUUtilization:    nullableNumberValue(pod.Runtime.CPU.Percent),
		MemoryUtilization: nullableNumberValue(pod.Runtime.Memory.Percent),
	}
	if pod.GPU != nil {
		model.GPUTypeID, model.GPUCount = textValue(pod.GPU.ID), nullableNumberValue(pod.GPU.Count)
	}
	if pod.CPU != nil {
		model.CPUFlavorID, model.VCPUCount = textValue(pod.CPU.ID), nullableNumberValue(pod.CPU.VCPUCount)
		model.MemoryGB = nullableNumberValue(pod.CPU.MemoryGB)
	}
	return model
}
