package fakeapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestLists compares whole answers.
func TestLists(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	account := fakeapi.Account{
		Pods: []fakeapi.Pod{
			{ID: "n0", GPUType: "NVIDIA H200", GPUCount: 8, Cluster: "c", CreatedAt: created},
			{ID: "alone", GPUType: "NVIDIA A40"},
			{ID: "n1", GPUType: "NVIDIA H200", GPUCount: 8, Cluster: "c", CreatedAt: created},
			{ID: "n2", GPUType: "NVIDIA H200", GPUCount: 8, Cluster: "c", Status: "EXITED"},
			{ID: "n3", GPUType: "NVIDIA H200", GPUCount: 8, Cluster: "c", Terminated: true},
			{ID: "n4", GPUType: "NVIDIA H200", Cluster: "ended", Terminated: true},
		},
		ClusterNames: map[string]string{"c": "llm"},
		Endpoints: []fakeapi.Endpoint{
			{ID: "g", Name: "gpus", Pools: []string{"ADA_24", "AMPERE_24"}, ExcludedTypes: []string{"NVIDIA L4"}, GPUCount: 2,
				WorkersMin: 1, WorkersMax: 9, NetworkVolumes: []string{"v"}, CreatedAt: created},
			{ID: "c", CPUFlavor: "cpu5c", VCPUs: 4},
		},
		Volumes: []fakeapi.NetworkVolume{
			{ID: "v", Name: "data", SizeGB: 500, DataCenter: "US-KS-2", Type: "HIGH_PERFORMANCE"},
			{ID: "w"},
		},
		Catalog: fakeapi.Catalog{
			GPUs: []fakeapi.GPUType{
				{ID: "AMD Instinct MI300X OAM", Name: "MI300X", MemoryGB: 192,
					Secure: fakeapi.Offer{Price: 1.99, MaxCount: 8}, Community: fakeapi.Offer{Price: 0.5}},
				{ID: "NVIDIA H200", Name: "H200 SXM", Pool: "HOPPER_141", MemoryGB: 141,
					Community: fakeapi.Offer{Price: 3.59, MaxCount: 4}, Serverless: 5.58},
			},
			CPUs: []fakeapi.CPUFlavor{
				{ID: "cpu3c", Name: "Compute-Optimized 3", MinVCPUs: 2, MaxVCPUs: 32, RAMGBPerVCPU: 2.5, Secure: 0.03, Serverless: 0.036},
			},
		},
		Balance: 12.5,
	}
	for path, want := range map[string]string{
		"/v2/serverless": `{"endpoints":[` +
			`{"id":"g","name":"gpus","image":"example/worker:1","args":"","disk":5,"ports":[],` +
			`"env":{"HF_TOKEN":"secret-of-a-serverless-endpoint"},"registry":null,"type":"QUEUE",` +
			`"gpu":{"pools":["ADA_24","AMPERE_24"],"excludedTypes":["NVIDIA L4"],"count":2,"allowedCudaVersions":[],"minCudaVersion":null},` +
			`"workers":{"min":1,"max":9,"idleTimeout":5},"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"dataCenterIds":[],` +
			`"networkVolumes":["v"],"timeout":600,"flashboot":"FLASHBOOT","createdAt":"2026-11-01T09:00:00Z"},` +
			`{"id":"c","name":"","image":"example/worker:1","args":"","disk":5,"ports":[],` +
			`"env":{"HF_TOKEN":"secret-of-a-serverless-endpoint"},"registry":null,"type":"QUEUE",` +
			`"gpu":null,"cpu":[{"id":"cpu5c","vcpuCount":4,"memory":8}],` +
			`"workers":{"min":0,"max":3,"idleTimeout":5},"scaling":{"type":"QUEUE_DELAY","queueDelay":4},"dataCenterIds":[],` +
			`"networkVolumes":[],"timeout":600,"flashboot":"FLASHBOOT","createdAt":"2026-01-01T00:00:00Z"}` +
			`],"pagination":{"nextCursor":null,"hasNextPage":false}}`,
		"/v2/network-volumes": `{"networkVolumes":[` +
			`{"id":"v","name":"data","size":500,"dataCenter":"US-KS-2","type":"HIGH_PERFORMANCE"},` +
			`{"id":"w","name":"","size":10,"dataCenter":"EU-RO-1","type":"STANDARD"}]}`,
		"/v2/clusters": `{"clusters":[{"id":"c","name":"llm","type":"TRAINING",` +
			`"compute":{"gpuTypeId":"NVIDIA H200","gpuCountPerPod":8,"podCount":3},` +
			`"pods":{"total":3,"byStatus":{"EXITED":1,"RUNNING":2}},"primary":{"podId":"n0","status":"RUNNING"},` +
			`"createdAt":"2026-11-01T09:00:00Z"}]}`,
		"/v2/catalog/gpus": `{"gpus":[` +
			`{"id":"AMD Instinct MI300X OAM","name":"MI300X","pool":null,"manufacturer":"AMD","memory":192,"secure":true,"community":false,` +
			`"price":{"secure":1.99,"community":0.5},"maxCount":{"secure":8,"community":0}},` +
			`{"id":"NVIDIA H200","name":"H200 SXM","pool":"HOPPER_141","manufacturer":"NVIDIA","memory":141,"secure":false,"community":true,` +
			`"price":{"secure":0,"community":3.59,"serverless":5.58},"maxCount":{"secure":0,"community":4}}]}`,
		"/v2/catalog/cpus": `{"cpus":[{"id":"cpu3c","name":"Compute-Optimized 3","group":"Compute-Optimized","vcpu":{"min":2,"max":32},` +
			`"ramGbPerVcpu":2.5,"price":{"securePerVcpu":0.03,"serverlessPerVcpu":0.036}}]}`,
		"/v2/billing/balance": `{"balanceAmount":12.5,"billingMode":"PREPAID"}`,
	} {
		answer := send(t, serve(account), path, nil)
		if got := answer.Body.String(); answer.Code != http.StatusOK || got != want {
			t.Errorf("%s: got %d %s\nwant %s", path, answer.Code, got, want)
		}
	}
}

// TestListPrices checks that an account without a catalog of its own has one with
// types that only one cloud offers, some of them with prices for both.
func TestListPrices(t *testing.T) {
	t.Parallel()
	_, body := get(t, serve(fakeapi.Account{}), "/v2/catalog/gpus", nil)
	prices := map[string]string{}
	for _, gpu := range objects(member(body, "gpus")) {
		prices[fmt.Sprint(gpu["id"])] = fmt.Sprint(gpu["secure"], gpu["community"], gpu["price"])
	}
	if len(prices) != 50 {
		t.Errorf("got %d types, want 50", len(prices))
	}
	for id, want := range map[string]string{
		"NVIDIA H100 80GB HBM3":   "true true map[community:2.69 secure:2.99 serverless:4.18]",
		"NVIDIA H100 NVL":         "true false map[community:2.59 secure:2.79 serverless:4.18]",
		"NVIDIA A40":              "true false map[community:0 secure:0.4 serverless:1.22]",
		"NVIDIA GeForce RTX 5080": "false true map[community:0.39 secure:0]",
		"NVIDIA B300 SXM6 AC":     "true false map[community:0 secure:6.99]",
	} {
		if prices[id] != want {
			t.Errorf("%s: got %s, want %s", id, prices[id], want)
		}
	}
	_, body = get(t, serve(fakeapi.Account{Catalog: fakeapi.Catalog{GPUs: []fakeapi.GPUType{}}}), "/v2/catalog/gpus", nil)
	if got := objects(member(body, "gpus")); len(got) != 0 {
		t.Errorf("an empty catalog has %v", got)
	}
}
