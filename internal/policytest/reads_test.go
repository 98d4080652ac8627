package policytest

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const threeDays = "arguments: {last_n: 3}, total: 63"

// Where a plan can have a data source, and how a read can fail to happen.
func TestReads(t *testing.T) {
	inCheck := func(arguments string) map[string]string {
		return main(required + `
			variable "change" { default = "before" }
			resource "terraform_data" "pod" { input = var.change }
			check "spend" {
				data "runpod_billing" "days" {
					` + arguments + `
				}
				assert {
					condition     = data.runpod_billing.days.total_amount < 1
					error_message = "Over budget."
				}
			}`)
	}
	const last3 = "last_n = 3"
	runScenarios(t, []scenario{
		{
			name:    "nested in a check",
			files:   inCheck(last3),
			account: steady(),
			verdicts: []verdict{
				{name: "over", limits: limits(days, "arguments: {last_n: 3}, total: 62.99"), denied: []string{overTotal(days, "63.00", "62.99")}},
				{name: "within", limits: limits(days, threeDays)},
			},
		},
		{
			name:     "failed in a check",
			files:    inCheck(last3),
			faults:   []fakeapi.Fault{{Path: "/v2/", Times: fakeapi.Always, Status: http.StatusUnauthorized}},
			verdicts: only(limits(days, threeDays), noResult(days)),
		},
		{
			// The result of an earlier run, in the state, must not pass for a new one.
			name:     "forced to fail in a check",
			files:    inCheck(last3),
			account:  steady(),
			before:   apply,
			change:   inCheck(last3 + "\ntimeouts = { read = \"1ns\" }"),
			verdicts: only(limits(days, threeDays), noResult(days)),
		},
		{
			name:     "deferred in a check by a dependency",
			files:    inCheck(last3),
			account:  steady(),
			before:   apply,
			change:   inCheck(last3 + "\ndepends_on = [terraform_data.pod]"),
			env:      []string{"TF_VAR_change=after"},
			verdicts: only(limits(days, threeDays), deferred(days)),
		},
		{
			name: "deferred by an argument and by a dependency",
			files: main(required + `
				variable "change" { default = "before" }
				resource "terraform_data" "pod" { input = var.change }
				data "runpod_billing" "days" {
					last_n     = 3
					depends_on = [terraform_data.pod]
				}
				data "runpod_budget" "month" {
					amount = 5000
					period = timestamp() == "" ? "day" : "month"
				}
				data "runpod_pods" "now" { depends_on = [terraform_data.pod] }`),
			account:  steady(),
			before:   apply,
			env:      []string{"TF_VAR_change=after"},
			verdicts: only("", deferred(budget), deferred(days), deferred(pods)),
		},
		{
			name:     "removed, but in the state",
			account:  steady(),
			before:   apply,
			change:   main(required),
			verdicts: only("", missing(budget), missing(days), missing(pods)),
		},
	})
}

// Instances of modules, for_each and count.
func TestInstances(t *testing.T) {
	const (
		nested = "module.team.module.billing.data.runpod_billing.days"
		first  = `module.team["a.b"].module.billing[0].data.runpod_billing.days`
		second = `module.team["c]\"."].module.billing[0].data.runpod_billing.days`
	)
	inModules := map[string]string{
		"main.tf": `module "team" {
			source   = "./team"
			for_each = toset(["a.b", "c]\"."])
		}`,
		"team/main.tf": `module "billing" {
			source = "./billing"
			count  = 1
		}`,
		"team/billing/main.tf": required + `data "runpod_billing" "days" { last_n = 3 }`,
	}
	const byTeam = "data.runpod_cluster_billing.team"
	runScenarios(t, []scenario{
		{
			name:    "modules",
			files:   inModules,
			account: steady(),
			verdicts: []verdict{
				{
					name: "over", limits: limits(nested, `arguments: {last_n: 3}, total: 62, keys: [["a.b", 0], ["c]\".", 0]]`),
					denied: []string{overTotal(first, "63.00", "62.00"), overTotal(second, "63.00", "62.00")},
				},
				{name: "within", limits: limits(nested, threeDays+`, keys: [["a.b", 0], ["c]\".", 0]]`)},
			},
		},
		{
			name: "for_each without a team, and count",
			files: main(required + `
				data "runpod_cluster_billing" "team" {
					for_each   = toset(["nodes", "idle", "\U000f0000"])
					last_n     = 3
					cluster_id = "nodes"
				}
				data "runpod_billing" "days" {
					count  = 2
					last_n = 3
				}`),
			account: steady(),
			verdicts: []verdict{
				{
					name: "dropped",
					limits: "runpod_limits:\n" +
						"  " + byTeam + ": {arguments: {last_n: 3, cluster_id: nodes}, total: 12, keys: [nodes, idle, training, \"\\U000f0000\"]}\n" +
						"  " + days + ": {arguments: {last_n: 3}, total: 63, keys: [0, 1, 2]}\n",
					denied: []string{missingKey(byTeam, `"training"`), missingKey(days, "2")},
				},
				{
					name: "complete",
					limits: "runpod_limits:\n" +
						"  " + byTeam + ": {arguments: {last_n: 3, cluster_id: nodes}, total: 12, keys: [nodes, idle, \"\\U000f0000\"]}\n" +
						"  " + days + ": {arguments: {last_n: 3}, total: 63, keys: [0, 1]}\n",
				},
				{
					// The limits require an instance by its index.
					name:   "moved to another index",
					limits: limits(days+"[5]", threeDays),
					denied: []string{missing(days + "[5]")},
				},
			},
		},
	})
}

// Plans that may contain amounts from an earlier run.
func TestKindsOfPlan(t *testing.T) {
	const withPod = required + `
		data "runpod_billing" "days" { last_n = 3 }
		resource "terraform_data" "pod" {}
		output "spent" { value = data.runpod_billing.days.total_amount }
		`
	little := steady()
	runScenarios(t, []scenario{
		{
			name:     "-target",
			files:    main(withPod),
			account:  steady(),
			before:   apply,
			env:      []string{"TF_CLI_ARGS_plan=-target=terraform_data.pod"},
			verdicts: only(limits(days, threeDays), partial),
		},
		{
			name: "errored",
			files: main(withPod + `
				resource "terraform_data" "guarded" {
					lifecycle {
						precondition {
							condition     = data.runpod_billing.days.total_amount < 1
							error_message = "Over budget."
						}
					}
				}`),
			account:  steady(),
			errored:  true,
			ways:     ways,
			verdicts: only(limits(days, threeDays), failed),
		},
		{
			name:     "-destroy",
			files:    main(withPod),
			account:  steady(),
			before:   apply,
			env:      []string{"TF_CLI_ARGS_plan=-destroy"},
			verdicts: only(limits(days, threeDays), destroys),
		},
		{
			name:     "-destroy -refresh=false",
			files:    main(withPod),
			account:  expensive(),
			before:   apply,
			earlier:  &little,
			env:      []string{"TF_CLI_ARGS_plan=-destroy -refresh=false"},
			verdicts: only(limits(days, threeDays), destroys, stale(days, day(1))),
		},
		{
			// Nothing is destroyed, so only the output shows the kind of plan.
			name:     "-destroy -refresh=false of an output",
			account:  expensive(),
			before:   apply,
			earlier:  &little,
			env:      []string{"TF_CLI_ARGS_plan=-destroy -refresh=false"},
			verdicts: only(limits(pods, allPods+", cost_per_hour: 12.5"), destroys, oldPods),
		},
		{
			name:     "-refresh=false",
			account:  expensive(),
			before:   apply,
			earlier:  &little,
			env:      []string{"TF_CLI_ARGS_plan=-refresh=false"},
			verdicts: only("", expensiveNow...),
		},
	})
}

// The age of a plan as Terraform makes it, by the real clock. It has no dates but its
// timestamp, so only the time that passes here matters.
func TestAge(t *testing.T) {
	times := fmt.Sprintf("start_time: %q, end_time: %q", day(3), day(0))
	entry := limits(days, "arguments: {"+times+"}, total: 63")
	runScenarios(t, []scenario{{
		name: "a window in the past",
		files: main(required + fmt.Sprintf(`data "runpod_billing" "days" {
			start_time = %q
			end_time   = %q
		}`, day(3), day(0))),
		account: steady(),
		verdicts: []verdict{
			{name: "now", limits: entry, realClock: true},
			{name: "older than a millisecond", limits: entry + "runpod_max_plan_age: 1ms\n", realClock: true,
				denied: []string{"The plan was made at "}},
		},
	}})
}
