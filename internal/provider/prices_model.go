package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/account"
)

// pricesModel is the configuration and the state of runpod_prices.
type pricesModel struct {
	Timeouts timeouts.Value `tfsdk:"timeouts"`

	GPUs   map[string]gpuTypeModel   `tfsdk:"gpus"`
	CPUs   map[string]cpuFlavorModel `tfsdk:"cpus"`
	Pools  map[string]types.Number   `tfsdk:"pools"`
	ReadAt types.String              `tfsdk:"read_at"`
}

type gpuTypeModel struct {
	Name              types.String `tfsdk:"name"`
	MemoryGB          types.Number `tfsdk:"memory_gb"`
	Pool              types.String `tfsdk:"pool"`
	Secure            types.Number `tfsdk:"secure"`
	Community         types.Number `tfsdk:"community"`
	Serverless        types.Number `tfsdk:"serverless"`
	MaxCountSecure    types.Number `tfsdk:"max_count_secure"`
	MaxCountCommunity types.Number `tfsdk:"max_count_community"`
}

type cpuFlavorModel struct {
	Name              types.String `tfsdk:"name"`
	MinVCPUs          types.Number `tfsdk:"min_vcpus"`
	MaxVCPUs          types.Number `tfsdk:"max_vcpus"`
	RAMGBPerVCPU      types.Number `tfsdk:"ram_gb_per_vcpu"`
	SecurePerVCPU     types.Number `tfsdk:"secure_per_vcpu"`
	ServerlessPerVCPU types.Number `tfsdk:"serverless_per_vcpu"`
}

// set sets the results.
func (m *pricesModel) set(prices account.Prices) {
	m.GPUs, m.CPUs = map[string]gpuTypeModel{}, map[string]cpuFlavorModel{}
	for _, gpu := range prices.GPUs {
		m.GPUs[gpu.ID] = gpuTypeModel{
			Name: textValue(gpu.Name), MemoryGB: nullableNumberValue(gpu.MemoryGB), Pool: textValue(gpu.Pool),
			Secure: nullableNumberValue(gpu.Secure()), Community: nullableNumberValue(gpu.Community()),
			Serverless:     nullableNumberValue(gpu.Serverless()),
			MaxCountSecure: nullableNumberValue(gpu.MaxCount.Secure), MaxCountCommunity: nullableNumberValue(gpu.MaxCount.Community),
		}
	}
	for _, cpu := range prices.CPUs {
		m.CPUs[cpu.ID] = cpuFlavorModel{
			Name: textValue(cpu.Name), MinVCPUs: nullableNumberValue(cpu.VCPUs.Min), MaxVCPUs: nullableNumberValue(cpu.VCPUs.Max),
			RAMGBPerVCPU:  nullableNumberValue(cpu.RAMGBPerVCPU),
			SecurePerVCPU: nullableNumberValue(cpu.SecurePerVCPU()), ServerlessPerVCPU: nullableNumberValue(cpu.ServerlessPerVCPU()),
		}
	}
	m.Pools, m.ReadAt = numberValues(prices.Pools()), timeValue(prices.ReadAt)
}
