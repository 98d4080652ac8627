package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestPrices covers every attribute. A type that a cloud does not offer has no price,
// whatever price the API prints.
func TestPrices(t *testing.T) {
	t.Parallel()
	w := newEnv(t, noon, fakeapi.Account{Catalog: fakeapi.Catalog{
		GPUs: []fakeapi.GPUType{
			{ID: "NVIDIA A40", Name: "A40", MemoryGB: 48, Pool: "AMPERE_48", Secure: fakeapi.Offer{Price: 0.4, MaxCount: 10},
				Community: fakeapi.Offer{Price: 0.3}, Serverless: 1.1},
			{ID: "NVIDIA H100 80GB HBM3", Name: "H100 SXM", MemoryGB: 80, Secure: fakeapi.Offer{Price: 2.99, MaxCount: 8},
				Community: fakeapi.Offer{Price: 2.69, MaxCount: 4}},
		},
		CPUs: []fakeapi.CPUFlavor{{ID: "cpu3c", Name: "Compute 3", MinVCPUs: 2, MaxVCPUs: 32, RAMGBPerVCPU: 2, Secure: 0.03, Serverless: 0.035}},
	}})
	gpu := func(name, memory string, pool, secure, community, serverless knownvalue.Check, maxSecure, maxCommunity string) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{
			"name": text(name), "memory_gb": number(t, memory), "pool": pool, "secure": secure, "community": community, "serverless": serverless,
			"max_count_secure": number(t, maxSecure), "max_count_community": number(t, maxCommunity),
		})
	}
	w.runAll(t, map[string]reading{"all": {
		dataSource: "runpod_prices", arguments: "timeouts = { read = \"1m\" }", sent: "/v2/catalog/cpus\n/v2/catalog/gpus",
		want: map[string]knownvalue.Check{
			"gpus": knownvalue.MapExact(map[string]knownvalue.Check{
				"NVIDIA A40": gpu("A40", "48", text("AMPERE_48"), number(t, "0.4"), knownvalue.Null(), number(t, "1.1"), "10", "0"),
				"NVIDIA H100 80GB HBM3": gpu("H100 SXM", "80", knownvalue.Null(), number(t, "2.99"), number(t, "2.69"), knownvalue.Null(),
					"8", "4"),
			}),
			"cpus": knownvalue.MapExact(map[string]knownvalue.Check{"cpu3c": knownvalue.ObjectExact(map[string]knownvalue.Check{
				"name": text("Compute 3"), "min_vcpus": number(t, "2"), "max_vcpus": number(t, "32"), "ram_gb_per_vcpu": number(t, "2"),
				"secure_per_vcpu": number(t, "0.03"), "serverless_per_vcpu": number(t, "0.035"),
			})}),
			"pools":   numbers(t, map[string]string{"AMPERE_48": "1.1"}),
			"read_at": text("2026-11-20T12:00:00Z"),
		},
	}})
}
