package fakeapi

// ListPrices returns a catalog of the size and shape of the real one. Its prices are
// made up. Some types are not offered by one cloud, or by none, although a price is
// printed, and some have no serverless price.
func ListPrices() Catalog {
	return Catalog{
		GPUs: []GPUType{
			// id, name, pool, GB, secure (price, most), community (price, most), serverless
			{"AMD Instinct MI300X OAM", "MI300X", "", 192, Offer{1.99, 8}, Offer{0.5, 0}, 0},
			{"NVIDIA A100 80GB PCIe", "A100 PCIe", "AMPERE_80", 80, Offer{1.39, 8}, Offer{1.19, 8}, 2.72},
			{"NVIDIA A100-SXM4-80GB", "A100 SXM", "AMPERE_80", 80, Offer{1.49, 8}, Offer{1.39, 8}, 2.72},
			{"NVIDIA A30", "A30", "", 24, Offer{0, 0}, Offer{0.22, 8}, 0},
			{"NVIDIA A40", "A40", "AMPERE_48", 48, Offer{0.4, 10}, Offer{0, 0}, 1.22},
			{"NVIDIA A5000 Ada", "A5000 Ada", "", 32, Offer{0, 0}, Offer{0, 0}, 0},
			{"NVIDIA B200", "B200", "BLACKWELL_180", 180, Offer{5.98, 8}, Offer{0, 0}, 8.64},
			{"NVIDIA B300 SXM6 AC", "B300", "", 288, Offer{6.99, 8}, Offer{0, 0}, 0},
			{"NVIDIA GeForce RTX 3070", "RTX 3070", "", 8, Offer{0, 0}, Offer{0.13, 4}, 0},
			{"NVIDIA GeForce RTX 3080", "RTX 3080", "", 10, Offer{0, 0}, Offer{0.17, 4}, 0},
			{"NVIDIA GeForce RTX 3080 Ti", "RTX 3080 Ti", "", 12, Offer{0, 0}, Offer{0.18, 4}, 0},
			{"NVIDIA GeForce RTX 3080TI", "RTX 3080TI", "", 12, Offer{0, 0}, Offer{0, 0}, 0},
			{"NVIDIA GeForce RTX 3090", "RTX 3090", "AMPERE_24", 24, Offer{0.46, 8}, Offer{0.22, 8}, 0.69},
			{"NVIDIA GeForce RTX 3090 Ti", "RTX 3090 Ti", "", 24, Offer{0, 0}, Offer{0.27, 4}, 0},
			{"NVIDIA GeForce RTX 4070 Ti", "RTX 4070 Ti", "", 12, Offer{0, 0}, Offer{0.19, 4}, 0},
			{"NVIDIA GeForce RTX 4080", "RTX 4080", "", 16, Offer{0, 0}, Offer{0.27, 4}, 0},
			{"NVIDIA GeForce RTX 4080 SUPER", "RTX 4080 SUPER", "", 16, Offer{0, 0}, Offer{0.28, 4}, 0},
			{"NVIDIA GeForce RTX 4090", "RTX 4090", "ADA_24", 24, Offer{0.69, 8}, Offer{0.34, 8}, 1.1},
			{"NVIDIA GeForce RTX 5080", "RTX 5080", "", 16, Offer{0, 0}, Offer{0.39, 4}, 0},
			{"NVIDIA GeForce RTX 5090", "RTX 5090", "ADA_32_PRO", 32, Offer{0.94, 8}, Offer{0.69, 8}, 1.58},
			{"NVIDIA H100 80GB HBM3", "H100 SXM", "ADA_80_PRO", 80, Offer{2.99, 8}, Offer{2.69, 8}, 4.18},
			{"NVIDIA H100 NVL", "H100 NVL", "ADA_80_PRO", 94, Offer{2.79, 8}, Offer{2.59, 0}, 4.18},
			{"NVIDIA H100 PCIe", "H100 PCIe", "ADA_80_PRO", 80, Offer{2.39, 8}, Offer{1.99, 8}, 4.18},
			{"NVIDIA H200", "H200 SXM", "HOPPER_141", 141, Offer{3.99, 8}, Offer{3.59, 0}, 5.58},
			{"NVIDIA H200 NVL", "H200 NVL", "", 143, Offer{3.39, 8}, Offer{0, 0}, 0},
			{"NVIDIA L4", "L4", "AMPERE_24", 24, Offer{0.43, 8}, Offer{0.44, 0}, 0.69},
			{"NVIDIA L40", "L40", "ADA_48_PRO", 48, Offer{0.99, 8}, Offer{0.69, 8}, 1.9},
			{"NVIDIA L40S", "L40S", "ADA_48_PRO", 48, Offer{0.86, 8}, Offer{0.79, 8}, 1.9},
			{"NVIDIA RTX 2000 Ada Generation", "RTX 2000 Ada", "AMPERE_16", 16, Offer{0.24, 8}, Offer{0, 0}, 0.58},
			{"NVIDIA RTX 4000 Ada Generation", "RTX 4000 Ada", "AMPERE_16", 20, Offer{0.26, 8}, Offer{0.2, 0}, 0.58},
			{"NVIDIA RTX 4000 SFF Ada Generation", "RTX 4000 SFF Ada", "", 20, Offer{0.18, 8}, Offer{0, 0}, 0},
			{"NVIDIA RTX 5000 Ada Generation", "RTX 5000 Ada", "", 32, Offer{0, 0}, Offer{0.69, 0}, 0},
			{"NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada", "ADA_48_PRO", 48, Offer{0.77, 8}, Offer{0.74, 8}, 1.9},
			{"NVIDIA RTX A2000", "RTX A2000", "", 6, Offer{0, 0}, Offer{0.12, 4}, 0},
			{"NVIDIA RTX A30", "RTX A30", "", 24, Offer{0, 0}, Offer{0, 0}, 0},
			{"NVIDIA RTX A4000", "RTX A4000", "AMPERE_16", 16, Offer{0.25, 8}, Offer{0.17, 8}, 0.58},
			{"NVIDIA RTX A4500", "RTX A4500", "AMPERE_16", 20, Offer{0.25, 8}, Offer{0.19, 8}, 0.58},
			{"NVIDIA RTX A5000", "RTX A5000", "AMPERE_24", 24, Offer{0.27, 8}, Offer{0.16, 8}, 0.69},
			{"NVIDIA RTX A6000", "RTX A6000", "AMPERE_48", 48, Offer{0.49, 8}, Offer{0.33, 8}, 1.22},
			{
				"NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition", "RTX PRO 6000 MaxQ", "", 96,
				Offer{0, 0}, Offer{0, 0}, 0,
			},
			{
				"NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX PRO 6000", "BLACKWELL_96", 96,
				Offer{1.79, 8}, Offer{0, 0}, 4,
			},
			{
				"NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "RTX PRO 6000 WK", "BLACKWELL_96", 96,
				Offer{1.69, 8}, Offer{1.5, 0}, 4,
			},
			{"NVIDIA  A30", "A30", "", 24, Offer{0, 0}, Offer{0, 0}, 0},
			{"NVIDIA  RTX A4500", "RTX A4500", "", 20, Offer{0, 0}, Offer{0, 0}, 0},
			{"Tesla T4", "Tesla T4", "", 15, Offer{0, 0}, Offer{0, 0}, 0},
			{"Tesla V100-FHHL-16GB", "V100 FHHL", "", 16, Offer{0.24, 0}, Offer{0.19, 8}, 0},
			{"Tesla V100-PCIE-16GB", "Tesla V100", "", 16, Offer{0, 0}, Offer{0.19, 8}, 0},
			{"Tesla V100-PCIE-32GB", "V100 PCIe 32 GB", "", 32, Offer{0, 0}, Offer{0, 0}, 0},
			{"Tesla V100-SXM2-16GB", "V100 SXM2", "", 16, Offer{0, 0}, Offer{0.23, 8}, 0},
			{"Tesla V100-SXM2-32GB", "V100 SXM2 32 GB", "", 32, Offer{0.29, 0}, Offer{0.25, 8}, 0},
		},
		CPUs: []CPUFlavor{
			// id, name, fewest and most vCPUs, GB per vCPU, secure, serverless
			{"cpu3c", "Compute-Optimized 3", 2, 32, 2, 0.03, 0.036},
			{"cpu3g", "General-Purpose 3", 2, 32, 4, 0.04, 0.045},
			{"cpu3m", "Memory-Optimized 3", 2, 32, 8, 0.055, 0.0612},
			{"cpu5c", "Compute-Optimized 5", 2, 32, 2, 0.035, 0.0405},
			{"cpu5g", "General-Purpose 5", 2, 32, 4, 0.0445, 0.0504},
		},
	}
}

func (c Catalog) withDefaults() Catalog {
	if c.GPUs == nil {
		c.GPUs = ListPrices().GPUs
	}
	if c.CPUs == nil {
		c.CPUs = ListPrices().CPUs
	}
	return c
}
