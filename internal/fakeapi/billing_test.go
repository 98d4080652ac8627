package fakeapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestAmounts checks that each field of a charge has its own amount in its route and
// in the account's. Future charges are in neither.
func TestAmounts(t *testing.T) {
	t.Parallel()
	var account fakeapi.Account
	for _, hour := range []time.Time{noon().Add(-time.Hour), noon().Add(time.Hour)} {
		account.Charges = append(account.Charges, fakeapi.Charge{Time: hour, PodID: "p", GPU: 1, CPU: 2, Disk: 4})
		account.Serverless = append(account.Serverless,
			fakeapi.ServerlessCharge{Time: hour, EndpointID: "s", GPU: 8, CPU: 16, Disk: 32, Fee: 64})
		account.NetworkVolumes = append(account.NetworkVolumes,
			fakeapi.NetworkVolumeCharge{Time: hour, VolumeID: "v", Standard: 128, HighPerformance: 256})
		account.PublicEndpoints = append(account.PublicEndpoints, fakeapi.PublicEndpointCharge{Time: hour, Amount: 512})
		account.Clusters = append(account.Clusters,
			fakeapi.ClusterCharge{Time: hour, ClusterID: "c", GPU: 1024, Disk: 2048, Networking: 4096})
	}
	for path, want := range map[string]string{
		"/v2/billing/pods":            `"podId":"p","totalAmount":7,"gpuAmount":1,"cpuAmount":2,"diskAmount":4`,
		"/v2/billing/serverless":      `"serverlessId":"s","totalAmount":120,"gpuAmount":8,"cpuAmount":16,"diskAmount":32,"feeAmount":64`,
		"/v2/billing/network-volumes": `"networkVolumeId":"v","totalAmount":384,"standardAmount":128,"highPerformanceAmount":256`,
		"/v2/billing/endpoints":       `"totalAmount":512`,
		"/v2/billing/clusters":        `"clusterId":"c","totalAmount":7168,"gpuAmount":1024,"diskAmount":2048,"networkingAmount":4096`,
		"/v2/billing": `"totalAmount":8191,"podGpuAmount":1,"podCpuAmount":2,"podDiskAmount":4,"serverlessGpuAmount":8,` +
			`"serverlessCpuAmount":16,"serverlessDiskAmount":32,"serverlessFeeAmount":64,"storageStandardAmount":128,` +
			`"storageHighPerformanceAmount":256,"endpointAmount":512,"clusterGpuAmount":1024,"clusterDiskAmount":2048,` +
			`"clusterNetworkingAmount":4096`,
	} {
		body := send(t, serve(account), path, values("bucketSize", "hour", "lastN", "1000")).Body.String()
		record := `{"records":[{"startTime":"2026-11-20T11:00:00Z","endTime":"2026-11-20T12:00:00Z",` + want + `}],"metadata":`
		if !strings.HasPrefix(body, record) {
			t.Errorf("%s: got %s, want %s", path, body, record)
		}
		day := send(t, serve(account), path, values("lastN", "1")).Body.String()
		record = `{"records":[{"startTime":"2026-11-20T00:00:00Z","endTime":"2026-11-21T00:00:00Z",` + want + `}],"metadata":`
		if !strings.HasPrefix(day, record) {
			t.Errorf("%s: got %s, want %s", path, day, record)
		}
	}
}
