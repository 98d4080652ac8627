package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	charges "github.com/costguard/terraform-provider-runpod/internal/billing" // billing is a function here
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// wholeAccount is account with charges of all kinds. Most amounts are binary
// fractions, whose sums are exact.
func wholeAccount() fakeapi.Account {
	a := account()
	a.Serverless = []fakeapi.ServerlessCharge{
		{Time: at("2026-10-31T05:00:00Z"), EndpointID: "chat", GPU: 16},
		{Time: at("2026-11-18T05:00:00Z"), EndpointID: "chat", GPU: 0.5, Disk: 0.25},
		{Time: at("2026-11-19T05:00:00Z"), EndpointID: "embed", CPU: 0.125, Fee: 0.0625},
	}
	a.PublicEndpoints = []fakeapi.PublicEndpointCharge{
		{Time: at("2026-11-18T05:00:00Z"), Amount: 0.75},
		{Time: at("2026-11-20T05:00:00Z"), Amount: 0.5},
	}
	a.NetworkVolumes = []fakeapi.NetworkVolumeCharge{
		{Time: at("2026-11-18T05:00:00Z"), VolumeID: "data", Standard: 0.5},
		{Time: at("2026-11-19T05:00:00Z"), VolumeID: "weights", HighPerformance: 0.25},
	}
	a.Clusters = []fakeapi.ClusterCharge{
		{Time: at("2026-11-18T06:00:00Z"), ClusterID: "duo", GPU: 8, Disk: 0.5, Networking: 0.25},
		{Time: at("2026-11-18T07:00:00Z"), ClusterID: "trio", GPU: 4},
	}
	return a
}

// with adds or replaces some of the results.
func with(results map[string]knownvalue.Check, more map[string]knownvalue.Check) map[string]knownvalue.Check {
	maps.Copy(results, more)
	return results
}

// TestBillingOfEachKind covers the arguments and results of every billing data
// source except runpod_pod_billing.
func TestBillingOfEachKind(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, wholeAccount())
	const (
		threeDays = "start_time = \"2026-11-18T00:00:00Z\"\nend_time = \"2026-11-21T00:00:00Z\"\n"
		sent      = "?bucketSize=day&endTime=2026-11-21T00:00:00Z&startTime=2026-11-18T00:00:00Z"
		from, end = "2026-11-18T00:00:00Z", "2026-11-21T00:00:00Z"
		second    = "2026-11-19T00:00:00Z"
		third     = "2026-11-20T00:00:00Z"
	)
	// results are those for three days. The total is the sum of the amounts by time.
	results := func(count, total string, byTime map[string]string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{
			"bucket_size": text("day"), "start_time": text(from), "end_time": text(end), "api_version": text("v2"),
			"record_count": number(t, count), "total_amount": number(t, total), "amount_by_time": series(t, "day", from, end, byTime),
		}
	}
	// parts has all parts of the account, 0 unless given.
	accountParts := strings.Fields("pod_gpu pod_cpu pod_disk serverless_gpu serverless_cpu serverless_disk serverless_fee " +
		"storage_standard storage_high_performance public_endpoint cluster_gpu cluster_disk cluster_networking")
	parts := func(amounts map[string]string) map[string]string {
		all := map[string]string{}
		for _, part := range accountParts {
			all[part] = "0"
		}
		for part, amount := range amounts {
			if !slices.Contains(accountParts, part) {
				t.Fatalf("there is no part %q", part)
			}
			all[part] = amount
		}
		return all
	}
	accountRecord := func(time, amount string, amounts map[string]string) knownvalue.Check {
		record := map[string]knownvalue.Check{"time": text(time), "amount": number(t, amount)}
		for part, amount := range parts(amounts) {
			record[part+"_amount"] = number(t, amount)
		}
		return knownvalue.ObjectExact(record)
	}
	readings := map[string]reading{
		"account": {
			dataSource: "runpod_billing", arguments: threeDays, sent: "/v2/billing" + sent,
			want: with(results("3", "17.8825", map[string]string{from: "16.25", second: "1.0025", third: "0.63"}), map[string]knownvalue.Check{
				"amount_by_group": numbers(t, map[string]string{
					"pods": "2.195", "serverless": "0.9375", "network_volumes": "0.75", "public_endpoints": "1.25", "clusters": "12.75",
				}),
				"amount_by_part": numbers(t, parts(map[string]string{
					"pod_gpu": "1.915", "pod_cpu": "0.03", "pod_disk": "0.25",
					"serverless_gpu": "0.5", "serverless_disk": "0.25", "serverless_cpu": "0.125", "serverless_fee": "0.0625",
					"storage_standard": "0.5", "storage_high_performance": "0.25", "public_endpoint": "1.25",
					"cluster_gpu": "12", "cluster_disk": "0.5", "cluster_networking": "0.25",
				})),
				"records": knownvalue.ListExact([]knownvalue.Check{
					accountRecord(from, "16.25", map[string]string{
						"pod_gpu": "1.25", "pod_disk": "0.25", "serverless_gpu": "0.5", "serverless_disk": "0.25", "public_endpoint": "0.75",
						"storage_standard": "0.5", "cluster_gpu": "12", "cluster_disk": "0.5", "cluster_networking": "0.25",
					}),
					accountRecord(second, "1.0025", map[string]string{
						"pod_gpu": "0.565", "serverless_cpu": "0.125", "serverless_fee": "0.0625", "storage_high_performance": "0.25",
					}),
					accountRecord(third, "0.63", map[string]string{"pod_gpu": "0.1", "pod_cpu": "0.03", "public_endpoint": "0.5"}),
				}),
			}),
		},
		"serverless": {
			dataSource: "runpod_serverless_billing", arguments: threeDays, sent: "/v2/billing/serverless" + sent,
			want: with(results("2", "0.9375", map[string]string{from: "0.75", second: "0.1875"}), map[string]knownvalue.Check{
				"amount_by_group": numbers(t, map[string]string{"chat": "0.75", "embed": "0.1875"}),
				"amount_by_part":  numbers(t, map[string]string{"gpu": "0.5", "cpu": "0.125", "disk": "0.25", "fee": "0.0625"}),
				"records": table(t, "time|serverless_id|amount|gpu_amount|cpu_amount|disk_amount|fee_amount",
					from+"|chat|0.75|0.5|0|0.25|0", second+"|embed|0.1875|0|0.125|0|0.0625"),
			}),
		},
		"public endpoints": {
			dataSource: "runpod_public_endpoint_billing", arguments: threeDays, sent: "/v2/billing/endpoints" + sent,
			want: with(results("2", "1.25", map[string]string{from: "0.75", third: "0.5"}), map[string]knownvalue.Check{
				"amount_by_group": numbers(t, nil), "amount_by_part": knownvalue.Null(),
				"records": table(t, "time|amount", from+"|0.75", third+"|0.5"),
			}),
		},
		"network volumes": {
			dataSource: "runpod_network_volume_billing", arguments: threeDays, sent: "/v2/billing/network-volumes" + sent,
			want: with(results("2", "0.75", map[string]string{from: "0.5", second: "0.25"}), map[string]knownvalue.Check{
				"amount_by_group": numbers(t, map[string]string{"data": "0.5", "weights": "0.25"}),
				"amount_by_part":  numbers(t, map[string]string{"standard": "0.5", "high_performance": "0.25"}),
				"records": table(t, "time|network_volume_id|amount|standard_amount|high_performance_amount",
					from+"|data|0.5|0.5|0", second+"|weights|0.25|0|0.25"),
			}),
		},
		"clusters": {
			dataSource: "runpod_cluster_billing", arguments: threeDays, sent: "/v2/billing/clusters" + sent,
			want: with(results("2", "12.75", map[string]string{from: "12.75"}), map[string]knownvalue.Check{
				"amount_by_group": numbers(t, map[string]string{"duo": "8.75", "trio": "4"}),
				"amount_by_part":  numbers(t, map[string]string{"gpu": "12", "disk": "0.5", "networking": "0.25"}),
				"records": table(t, "time|cluster_id|amount|gpu_amount|disk_amount|networking_amount",
					from+"|duo|8.75|8|0.5|0.25", from+"|trio|4|4|0|0"),
			}),
		},
		"one cluster": {
			dataSource: "runpod_cluster_billing", arguments: "last_n = 3\ncluster_id = \"trio\"",
			sent: "/v2/billing/clusters?bucketSize=day&clusterId=trio&lastN=3",
			want: with(results("1", "4", map[string]string{from: "4"}), map[string]knownvalue.Check{
				"amount_by_group": numbers(t, map[string]string{"trio": "4"}),
			}),
		},
	}
	covered := map[string]bool{"runpod_pod_billing": true}
	for _, r := range readings {
		covered[r.dataSource] = true
	}
	for _, kind := range charges.Kinds() {
		if !covered["runpod_"+kind.Name] {
			t.Errorf("nothing reads runpod_%s", kind.Name)
		}
	}
	e.runAll(t, readings)
}
