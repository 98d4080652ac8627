package fakeapi_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

func bucketSizes() []string { return []string{"hour", "day", "week", "month", "year"} }

// accountParts returns, for each route, the names of its amounts in the account's
// route. Public endpoints have no parts: their total is the account's part.
func accountParts() map[string]map[string]string {
	return map[string]map[string]string{
		"/v2/billing/pods": {"gpuAmount": "podGpuAmount", "cpuAmount": "podCpuAmount", "diskAmount": "podDiskAmount"},
		"/v2/billing/serverless": {
			"gpuAmount": "serverlessGpuAmount", "cpuAmount": "serverlessCpuAmount",
			"diskAmount": "serverlessDiskAmount", "feeAmount": "serverlessFeeAmount",
		},
		"/v2/billing/endpoints": {"totalAmount": "endpointAmount"},
		"/v2/billing/network-volumes": {
			"standardAmount": "storageStandardAmount", "highPerformanceAmount": "storageHighPerformanceAmount",
		},
		"/v2/billing/clusters": {
			"gpuAmount": "clusterGpuAmount", "diskAmount": "clusterDiskAmount", "networkingAmount": "clusterNetworkingAmount",
		},
	}
}

// idNames returns, for each route with ids, the names of the id and of their count.
func idNames() map[string][2]string {
	return map[string][2]string{
		"/v2/billing/pods":            {"podId", "uniquePodCount"},
		"/v2/billing/serverless":      {"serverlessId", "uniqueServerlessCount"},
		"/v2/billing/network-volumes": {"networkVolumeId", "uniqueNetworkVolumeCount"},
		"/v2/billing/clusters":        {"clusterId", "uniqueClusterCount"},
	}
}

// nextBucket returns the end of the bucket that begins at start.
func nextBucket(size string, start time.Time) time.Time {
	switch size {
	case "hour":
		return start.Add(time.Hour)
	case "week":
		return start.AddDate(0, 0, 7)
	case "month":
		return start.AddDate(0, 1, 0)
	case "year":
		return start.AddDate(1, 0, 0)
	}
	return start.AddDate(0, 0, 1)
}

func at(t *testing.T, value any, name string) time.Time {
	t.Helper()
	text, _ := member(value, name).(string)
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// near reports whether two sums of doubles are equal up to rounding.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a)) }

// checkEnvelope checks the metadata of an answer of v2 against its records, and each
// record against the window, its bucket and its parts.
func checkEnvelope(t *testing.T, path string, body any) {
	t.Helper()
	metadata := member(body, "metadata")
	query := member(metadata, "query")
	size := fmt.Sprint(member(query, "bucketSize"))
	start, end := at(t, query, "startTime"), at(t, query, "endTime")
	sums, ids, seen := map[string]float64{}, map[any]bool{}, map[string]bool{}
	all := objects(member(body, "records"))
	for _, record := range all {
		from, to := at(t, record, "startTime"), at(t, record, "endTime")
		if from.Before(start) || to.After(end) || !to.Equal(nextBucket(size, from)) {
			t.Fatalf("%s: a record from %s to %s of the %s from %s to %s", path, from, to, size, start, end)
		}
		parts := 0.0
		for name := range record {
			if strings.HasSuffix(name, "Amount") {
				sums[name] += number(record, name)
				if name != "totalAmount" {
					parts += number(record, name)
				}
			}
		}
		if total := number(record, "totalAmount"); path != "/v2/billing/endpoints" && math.Abs(parts-total) > 1e-9 {
			t.Fatalf("%s: parts of %v in a total of %v", path, parts, total)
		}
		id := record[idNames()[path][0]]
		ids[id] = true
		if row := fmt.Sprint(from, id); seen[row] {
			t.Fatalf("%s: two records for %s", path, row)
		} else {
			seen[row] = true
		}
	}
	if got := number(metadata, "recordCount"); got != float64(len(all)) {
		t.Errorf("%s: recordCount is %v of %d", path, got, len(all))
	}
	if names, ok := idNames()[path]; ok && number(metadata, names[1]) != float64(len(ids)) {
		t.Errorf("%s: %s is %v of %d", path, names[1], member(metadata, names[1]), len(ids))
	}
	totals, _ := member(metadata, "totals").(object)
	for name := range totals {
		if got, want := number(totals, name), sums[name]; !near(got, want) {
			t.Errorf("%s: the total of %s is %v, want %v", path, name, got, want)
		}
	}
}

// TestAccountIsTheSumOfTheOthers checks that the account's amounts are the sums of
// the other routes', in each bucket and part, for every bucket size.
func TestAccountIsTheSumOfTheOthers(t *testing.T) {
	t.Parallel()
	server := sample()
	for _, size := range bucketSizes() {
		query := values("bucketSize", size, "startTime", "2026-10-14T07:00:00Z", "endTime", "2026-11-20T12:00:00Z")
		type cell struct{ bucket, part string }
		want := map[cell]float64{}
		for path, parts := range accountParts() {
			_, body := get(t, server, path, query)
			checkEnvelope(t, path, body)
			for _, record := range objects(member(body, "records")) {
				bucket := fmt.Sprint(record["startTime"])
				want[cell{bucket, "totalAmount"}] += number(record, "totalAmount")
				for part, accountPart := range parts {
					want[cell{bucket, accountPart}] += number(record, part)
				}
			}
		}
		_, body := get(t, server, "/v2/billing", query)
		checkEnvelope(t, "/v2/billing", body)
		seen := 0
		for _, record := range objects(member(body, "records")) {
			for name := range record {
				if !strings.HasSuffix(name, "Amount") {
					continue
				}
				seen++
				if got, sum := number(record, name), want[cell{fmt.Sprint(record["startTime"]), name}]; !near(got, sum) {
					t.Errorf("%s of %s %v: got %v, want %v", name, size, record["startTime"], got, sum)
				}
			}
		}
		buckets := map[string]bool{}
		for cell := range want {
			buckets[cell.bucket] = true
		}
		if seen != 14*len(buckets) {
			t.Errorf("%s: %d amounts in %d buckets, want 14 in each", size, seen, len(buckets))
		}
		totals, _ := member(member(body, "metadata"), "totals").(object)
		for name := range totals {
			if number(totals, name) == 0 {
				t.Errorf("the sample has nothing in %s, so this test says nothing about it", name)
			}
		}
	}
}

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

// TestFilters checks that each id has its own records, and that together they are
// all records.
func TestFilters(t *testing.T) {
	t.Parallel()
	server := sample()
	for path, names := range idNames() {
		_, body := get(t, server, path, nil)
		if query := member(member(body, "metadata"), "query"); !isNull(query, names[0]) {
			t.Errorf("%s: without a filter the echo is %v", path, query)
		}
		ids := map[string]int{}
		for _, record := range objects(member(body, "records")) {
			ids[fmt.Sprint(record[names[0]])]++
		}
		for id, want := range ids {
			_, body := get(t, server, path, values(names[0], id))
			checkEnvelope(t, path, body)
			if got := len(objects(member(body, "records"))); got != want {
				t.Errorf("%s of %s: %d records, want %d", path, id, got, want)
			}
			if echo := member(member(member(body, "metadata"), "query"), names[0]); echo != id {
				t.Errorf("%s of %s echoes %v", path, id, echo)
			}
		}
		status, body := get(t, server, path, values(names[0], "no such \x01 id"))
		if got := objects(member(body, "records")); status != http.StatusOK || len(got) != 0 {
			t.Errorf("%s: an unknown id has %d, %v", path, status, got)
		}
	}
}
