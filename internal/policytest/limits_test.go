package policytest

import (
	"fmt"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const (
	budget = "data.runpod_budget.month"
	days   = "data.runpod_billing.days"
	pods   = "data.runpod_pods.now"

	nineDays = "arguments: {bucket_size: day, last_n: 9}"
	allPods  = "arguments: {include_cluster_pods: true}"
)

// limits returns a data.yaml with one entry.
func limits(address, entry string) string {
	return fmt.Sprintf("runpod_limits: {'%s': {%s}}\n", address, entry)
}

// The kit's own configuration, and others, within and over limits.
func TestLimits(t *testing.T) {
	const audit, idle = "data.runpod_audit.now", "arguments: {idle_below: 5}, "
	audited := steady()
	audited.Volumes = []fakeapi.NetworkVolume{{ID: "data", Name: "old data"}}
	runScenarios(t, []scenario{
		{
			name:    "steady account",
			account: steady(),
			ways:    ways,
			verdicts: []verdict{
				{name: "kit's own limits"},
				{name: "equal", limits: limits(days, nineDays+", total: 189, group: 108, spike_factor: 1")},
				{
					name: "pods, over", limits: limits(pods, allPods+", cost_per_hour_by_gpu_type: {NVIDIA A40: 1.99, cpu: 0}"),
					denied: []string{
						pods + ": pods with NVIDIA A40 cost 2.00 USD an hour, over the limit of 1.99 USD.",
						pods + ": pods with cpu cost 0.25 USD an hour, over the limit of 0.00 USD.",
					},
				},
			},
		},
		{name: "expensive account", account: expensive(), ways: ways, verdicts: only("", expensiveNow...)},
		{
			name: "no charges",
			verdicts: []verdict{
				{name: "denied", denied: []string{noRecords(days), noCharges(budget)}},
				{
					name: "allowed for billing", limits: limits(days, nineDays+", total: 0, allow_no_records: true"),
					denied: []string{noCharges(budget)},
				},
			},
		},
		{
			name: "budget at risk",
			ways: ways,
			files: main(required + `data "runpod_budget" "day" {
				amount = 50
				period = "day"
			}`),
			account: fakeapi.Account{Charges: []fakeapi.Charge{
				{Time: midnight(1), PodID: "trainer", GPU: 60},
				{Time: midnight(0), PodID: "trainer", GPU: 50},
			}},
			verdicts: []verdict{{
				name:   "warning",
				limits: limits("data.runpod_budget.day", "arguments: {amount: 50, period: day, scope: account}"),
				warned: []string{"data.runpod_budget.day is at risk: Budget at risk: 50.00 USD of 50.00 USD spent"},
			}},
		},
		{
			// Pods cost 12.50 USD an hour, public endpoints 0.50 and a volume 1.00 USD a day.
			// Nothing mounts the volume.
			name:    "audit",
			files:   main(required + `data "runpod_audit" "now" {}`),
			account: audited,
			verdicts: []verdict{
				{name: "equal", limits: limits(audit, idle+"cost_per_hour: 12.5625, wasted_per_month: 30.41691")},
				{name: "over", limits: limits(audit, idle+"cost_per_hour: 12.55, wasted_per_month: 30.41"), denied: []string{
					audit + ": the account costs 12.56 USD an hour, over the limit of 12.55 USD.",
					audit + ": 30.42 USD a month is wasted, over the limit of 30.41 USD.",
				}},
			},
		},
	})
}

// Every billing data source, exactly at its limits and over them. Spend that cannot be
// attributed to a GPU type counts towards the limit for one.
func TestLimitsOfEachKind(t *testing.T) {
	text, equal, over := required, "runpod_limits:\n", "runpod_limits:\n"
	var denied []string
	for _, kind := range []struct{ name, group, total, groupAmount, below string }{
		{"", "pods", "63.00", "36.00", "35.99"},
		{"pod_", "trainer", "36.00", "30.00", "29.99"},
		{"serverless_", "chat", "10.50", "10.50", "10.49"},
		{"public_endpoint_", "", "1.50", "", ""},
		{"network_volume_", "data", "3.00", "3.00", "2.99"},
		{"cluster_", "nodes", "12.00", "12.00", "11.99"},
	} {
		address := "data.runpod_" + kind.name + "billing.all"
		text += fmt.Sprintf("data \"runpod_%sbilling\" \"all\" { last_n = 3 }\n", kind.name)
		equal += fmt.Sprintf("  %s: {arguments: {last_n: 3}, total: %s}\n", address, kind.total)
		over += fmt.Sprintf("  %s: {arguments: {last_n: 3}, total: 1", address)
		denied = append(denied, overTotal(address, kind.total, "1.00"))
		if kind.group != "" {
			over += ", group: " + kind.below
			denied = append(denied, fmt.Sprintf("%s: %s USD spent on %s, over the limit of %s USD for each group.",
				address, kind.groupAmount, kind.group, kind.below))
		}
		over += "}\n"
	}
	const address = "data.runpod_pod_billing.a40"
	text += `data "runpod_pod_billing" "a40" {
		last_n             = 4
		gpu_type_id        = "NVIDIA A40"
		allow_unattributed = true
	}`
	limited := "  " + address + ": {arguments: {last_n: 4, gpu_type_id: NVIDIA A40, allow_unattributed: true}, total: %s}\n"
	equal += fmt.Sprintf(limited, "8.00")
	over += fmt.Sprintf(limited, "7.99")
	denied = append(denied, address+": 8.00 USD spent, 2.00 USD of it on unknown GPU types, over the limit of 7.99 USD.")
	runScenarios(t, []scenario{{
		name:    "three days",
		files:   main(text),
		account: steady(),
		verdicts: []verdict{
			{name: "equal", limits: equal},
			{name: "over", limits: over, denied: denied},
		},
	}})
}
