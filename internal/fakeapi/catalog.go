package fakeapi

import (
	"fmt"
	"strings"
)

// Catalog is what can be rented, at list prices in USD an hour. A nil list is that of
// [ListPrices].
type Catalog struct {
	GPUs []GPUType
	CPUs []CPUFlavor
}

// GPUType is one type of GPU.
type GPUType struct {
	ID         string
	Name       string
	Pool       string // of serverless workers; "": none
	MemoryGB   int
	Secure     Offer
	Community  Offer
	Serverless float64 // price of one GPU of a worker; 0: none
}

// Offer is what one cloud offers of a GPU type. The price is printed even where the
// type is not offered.
type Offer struct {
	Price    float64 // of one GPU
	MaxCount int     // GPUs of one pod; 0: not offered
}

// CPUFlavor is one type of CPU. Prices are for one vCPU.
type CPUFlavor struct {
	ID, Name           string
	MinVCPUs, MaxVCPUs int
	RAMGBPerVCPU       float64
	Secure, Serverless float64
}

// json returns the type as v2 lists it without availability.
func (g GPUType) json() string {
	manufacturer := "NVIDIA"
	if strings.HasPrefix(g.ID, "AMD ") {
		manufacturer = "AMD"
	}
	serverless := ""
	if g.Serverless > 0 {
		serverless = `,"serverless":` + decimalText(g.Serverless)
	}
	return "{" + strings.Join([]string{
		`"id":` + jsonText(g.ID),
		`"name":` + jsonText(g.Name),
		`"pool":` + nullableText(g.Pool),
		`"manufacturer":` + jsonText(manufacturer),
		fmt.Sprintf(`"memory":%d,"secure":%t,"community":%t`, g.MemoryGB, g.Secure.MaxCount > 0, g.Community.MaxCount > 0),
		fmt.Sprintf(`"price":{"secure":%s,"community":%s%s}`, decimalText(g.Secure.Price), decimalText(g.Community.Price), serverless),
		fmt.Sprintf(`"maxCount":{"secure":%d,"community":%d}`, g.Secure.MaxCount, g.Community.MaxCount),
	}, ",") + "}"
}

// json returns the flavor as v2 lists it without availability.
func (c CPUFlavor) json() string {
	group, _, _ := strings.Cut(c.Name, " ")
	return fmt.Sprintf(`{"id":%s,"name":%s,"group":%s,"vcpu":{"min":%d,"max":%d},"ramGbPerVcpu":%s,`+
		`"price":{"securePerVcpu":%s,"serverlessPerVcpu":%s}}`, jsonText(c.ID), jsonText(c.Name), jsonText(group),
		c.MinVCPUs, c.MaxVCPUs, decimalText(c.RAMGBPerVCPU), decimalText(c.Secure), decimalText(c.Serverless))
}
