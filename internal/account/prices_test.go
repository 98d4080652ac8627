package account

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// testPrices returns the prices of a small catalog.
func testPrices(t *testing.T) Prices {
	t.Helper()
	server := newServer(fakeapi.Account{Catalog: fakeapi.Catalog{
		GPUs: []fakeapi.GPUType{
			{ID: "NVIDIA A40", Name: "A40", MemoryGB: 48, Pool: "AMPERE_48", Secure: fakeapi.Offer{Price: 0.4, MaxCount: 10},
				Community: fakeapi.Offer{Price: 0.3}, Serverless: 1.1},
			{ID: "NVIDIA RTX A6000", Name: "RTX A6000", MemoryGB: 48, Pool: "AMPERE_48", Secure: fakeapi.Offer{Price: 0.49, MaxCount: 8},
				Community: fakeapi.Offer{Price: 0.33, MaxCount: 4}, Serverless: 1.22},
			{ID: "NVIDIA L4", Name: "L4", Secure: fakeapi.Offer{MaxCount: 8}, Serverless: 2},
		},
		CPUs: []fakeapi.CPUFlavor{{ID: "cpu3c", Name: "Compute", MinVCPUs: 2, MaxVCPUs: 32, RAMGBPerVCPU: 2, Secure: 0.03},
			{ID: "cpu5g", Serverless: 0.05}},
	}})
	prices, err := newReader(t, server).Prices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return prices
}

func TestPrices(t *testing.T) {
	t.Parallel()
	prices := testPrices(t)
	show := func(n decimal.NullDecimal) string {
		if !n.Valid {
			return "~"
		}
		return n.Decimal.String()
	}
	var lines []string
	for _, gpu := range prices.GPUs {
		lines = append(lines, strings.Join([]string{gpu.ID, gpu.Name, show(gpu.MemoryGB), gpu.Pool, show(gpu.Secure()), show(gpu.Community()),
			show(gpu.Serverless()), show(gpu.MaxCount.Secure), show(gpu.MaxCount.Community)}, "|"))
	}
	for _, cpu := range prices.CPUs {
		lines = append(lines, strings.Join([]string{cpu.ID, cpu.Name, show(cpu.VCPUs.Min), show(cpu.VCPUs.Max), show(cpu.RAMGBPerVCPU),
			show(cpu.SecurePerVCPU()), show(cpu.ServerlessPerVCPU())}, "|"))
	}
	want := []string{ // a type that is not offered, and a price of 0, have no price
		"NVIDIA A40|A40|48|AMPERE_48|0.4|~|1.1|10|0",
		"NVIDIA L4|L4|0||~|~|2|8|0",
		"NVIDIA RTX A6000|RTX A6000|48|AMPERE_48|0.49|0.33|1.22|8|4",
		"cpu3c|Compute|2|32|2|0.03|~", "cpu5g||0|0|0|~|0.05",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if got := fmt.Sprint(prices.Pools()); got != "map[AMPERE_48:1.22]" {
		t.Errorf("got pools %s", got)
	}
	if want := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC); !prices.ReadAt.Equal(want) {
		t.Errorf("read at %s, want %s", prices.ReadAt, want)
	}
}

func TestWorker(t *testing.T) {
	t.Parallel()
	prices := testPrices(t)
	for members, want := range map[string]string{
		`"gpu":{"pools":["AMPERE_48"]}`:                                                "1.22",
		`"gpu":{"pools":["AMPERE_48"],"count":3}`:                                      "3.66",
		`"gpu":{"pools":["AMPERE_48"],"excludedTypes":["nvidia rtx  a6000"]}`:          "1.1",
		`"gpu":{"pools":["AMPERE_48","ADA_24"]}`:                                       "",
		`"gpu":{"pools":[""]}`:                                                         "",
		`"cpu":[{"id":"cpu5g","vcpuCount":4},{"id":"cpu5g","vcpuCount":2}]`:            "0.2",
		`"cpu":[{"id":"cpu5g","vcpuCount":4},{"id":"cpu3c","vcpuCount":2}]`:            "",
		`"gpu":{"pools":["AMPERE_48"],"count":0},"cpu":[{"id":"cpu5g","vcpuCount":4}]`: "0.2",
		`"gpu":{"pools":["AMPERE_48"],"count":0}`:                                      "",
		`"gpu":null,"cpu":null`:                                                        "",
	} {
		page, _, err := readPage[Endpoint]([]byte(`{"endpoints":[{"id":"e",`+members+`}]}`), "endpoints")
		if err != nil {
			t.Fatal(err)
		}
		price, err := prices.Worker(page[0])
		if (err != nil) != (want == "") || err == nil && price.String() != want {
			t.Errorf("%s: got %s, %v, want %s", members, price, err, want)
		}
	}
}

func TestRefusedPrices(t *testing.T) {
	t.Parallel()
	const (
		gpu   = `{"id":"g","secure":true,"community":true,"price":{"secure":1,"community":1}}`
		cpu   = `{"id":"c","price":{"securePerVcpu":0.03}}`
		empty = "Runpod's catalog lists no GPU type or no CPU flavor with a price. Try again later."
	)
	for _, test := range []struct{ name, gpus, cpus, want string }{
		{"no GPU types", "", cpu, empty},
		{"no prices", strings.ReplaceAll(gpu, ":1", ":0"), cpu, empty},
		{"no type on offer", strings.ReplaceAll(gpu, "true", "false"), cpu, empty},
		{"no prices at all", `{"id":"g","secure":true,"community":true}`, cpu, `gpus: element 1: GPU type "g": "price.secure" is missing`},
		{"no price of a flavor", gpu, `{"id":"c"}`, `cpus: element 1: CPU flavor "c": "price.securePerVcpu" is missing`},
		{"a price that is a word", strings.ReplaceAll(gpu, `{"secure":1`, `{"secure":"much"`), cpu,
			`gpus: element 1: price: secure: "much" is not a number`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := newServer(fakeapi.Account{})
			server.Script(fakeapi.Fault{Path: "/v2/catalog/gpus", Body: `{"gpus":[` + test.gpus + `]}`},
				fakeapi.Fault{Path: "/v2/catalog/cpus", Body: `{"cpus":[` + test.cpus + `]}`})
			if _, err := newReader(t, server).Prices(t.Context()); reason(err) != test.want {
				t.Errorf("got  %s\nwant %s", reason(err), test.want)
			}
		})
	}
}

func TestNearestGPUTypes(t *testing.T) {
	t.Parallel()
	server := newServer(fakeapi.Account{})
	prices, err := newReader(t, server).Prices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"H100":                    "NVIDIA H100 NVL, NVIDIA H100 PCIe, NVIDIA H100 80GB HBM3",
		"NVIDIA H100":             "NVIDIA H100 NVL, NVIDIA H100 PCIe, NVIDIA H100 80GB HBM3",
		"H100 SXM":                "NVIDIA H100 80GB HBM3",
		"A100-80GB":               "NVIDIA A100 80GB PCIe, NVIDIA A100-SXM4-80GB",
		"NVIDIA GeForce RTX 4091": "NVIDIA GeForce RTX 4090",
		"xyzzy":                   "",
	} {
		if got := strings.Join(prices.NearestGPUTypes(written), ", "); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: got %s, want %s", written, got, want)
		}
	}
	if !prices.HasGPUType("nvidia b300  sxm6 ac") || prices.HasGPUType("NVIDIA H100") {
		t.Error("HasGPUType is wrong")
	}
}
