package policytest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// These tests judge plans of the stand-in for Runpod's own provider. Its pods cost 2.50
// USD an hour for each GPU, which is not the list price.

const (
	bothProviders = `terraform {
		required_providers {
			runpod    = { source = "runpod/runpod" }
			costguard = { source = "costguard/runpod" }
		}
	}
	`
	priceList = `data "runpod_prices" "list" { provider = costguard }
	`
	adds = "runpod_plan: {adds_per_hour: %v}\n"
)

func resources(text string) map[string]string { return main(bothProviders + priceList + text) }

func forget(address string) string {
	return "removed {\nfrom = " + address + "\nlifecycle { destroy = false }\n}\n"
}

func addsOver(amount, limit string) string {
	return "The plan adds " + amount + " USD an hour, over the limit of " + limit + " USD."
}

func noPrice(address, reason string) string { return address + " has no price: " + reason }

const unknownUntilApply = " is unknown until apply; set it to a value that is known while planning"

// What resources cost, with attributes that are set in all the ways that Terraform has.
func TestPlannedCost(t *testing.T) {
	runScenarios(t, []scenario{
		{
			// 8 × 2.69 + 2 × 2.99 + 4 × 0.4 + 0.19 + 0.12 + 16 × 2.99 + 2 × 4.18
			name: "priced",
			files: map[string]string{
				"main.tf": bothProviders + priceList + `
					variable "pods" {
						type    = map(object({ gpus = optional(number) }))
						default = { a = {}, "z[\"|` + "`" + `<b>" = {} }
					}
					resource "runpod_pod" "trainer" {
						gpu_type_id = "` + h100 + `"
						gpu_count   = 8
						cloud       = "COMMUNITY"
					}
					resource "runpod_pod" "each" {
						for_each    = var.pods
						gpu_type_id = "nvidia  h100 80GB HBM3"
						gpu_count   = each.value.gpus
						cloud       = null
					}
					resource "runpod_pod" "counted" {
						count         = 4
						gpu_type_id   = "` + a40 + `"
						desired_state = "RUNNING"
					}
					resource "runpod_pod" "stopped" {
						gpu_type_id   = "unknown while stopped"
						desired_state = "EXITED"
					}
					resource "runpod_pod" "v1" {
						gpu_type_ids = ["NVIDIA RTX A4500", "NVIDIA GeForce RTX 3070"]
						cloud_type   = "COMMUNITY"
					}
					resource "runpod_pod" "cpu" {
						cpu_type_id = "cpu3c"
						vcpu_count  = 4
					}
					resource "runpod_serverless_endpoint" "chat" {
						gpu_pools      = ["ADA_80_PRO", "AMPERE_48"]
						excluded_types = ["` + a40 + `"]
						workers_min    = 2
					}
					resource "runpod_endpoint" "idle" { gpu_type_id = "` + a40 + `" }
					resource "runpod_network_volume" "data" { size = 100 }
					module "cluster" {
						source = "./cluster"
						nodes  = var.nodes
					}
					variable "nodes" { default = 2 }`,
				"cluster/main.tf": `terraform {
						required_providers {
							runpod = { source = "runpod/runpod" }
						}
					}
					variable "nodes" {}
					variable "gpus" { default = null }
					resource "runpod_cluster" "nodes" {
						gpu_type_id       = "` + h100 + `"
						gpu_count_per_pod = 8
						pod_count         = var.nodes
					}
					resource "runpod_pod" "head" {
						gpu_type_id = "` + a40 + `"
						gpu_count   = var.gpus
					}`,
			},
			verdicts: []verdict{
				{name: "over", limits: fmt.Sprintf(adds, 86.0), denied: []string{addsOver("86.01", "86.00")}},
				{name: "equal", limits: fmt.Sprintf(adds, 86.01)},
				{name: "volumes", limits: "runpod_plan: {adds_per_hour: 86.01, usd_per_gb_month: 7.3}\n", denied: []string{addsOver("87.01", "86.01")}},
			},
		},
		{
			name: "unpriced",
			files: map[string]string{
				"main.tf": bothProviders + priceList + `
					resource "terraform_data" "n" { input = 1 }
					locals { n = null }
					resource "runpod_pod" "resource" {
						gpu_type_id = "` + a40 + `"
						gpu_count   = terraform_data.n.output
					}
					resource "runpod_pod" "local" {
						gpu_type_id = "` + a40 + `"
						gpu_count   = local.n
					}
					resource "runpod_pod" "function" {
						gpu_type_id = "` + a40 + `"
						gpu_count   = length(uuid()) > 3 ? 8 : 1
					}
					resource "runpod_pod" "flips" {
						gpu_type_id   = "` + h100 + `"
						gpu_count     = 8
						desired_state = timestamp() > "2027" ? "RUNNING" : "EXITED"
					}
					resource "runpod_pod" "template" { template_id = "large" }
					resource "runpod_pod" "none" {
						gpu_type_id = "` + a40 + `"
						gpu_count   = 0
					}
					resource "runpod_pod" "negative" {
						gpu_type_id = "` + h100 + `"
						gpu_count   = -8
					}
					resource "runpod_pod" "misspelt" { gpu_type_id = "H100" }
					resource "runpod_pod" "cloud" {
						gpu_type_id = "` + a40 + `"
						cloud       = "COMMUNITY"
					}
					resource "runpod_pod_action" "start" {
						pod_id = runpod_pod.cloud.id
						action = "start"
					}`,
				"json.tf.json": `{"resource": {"runpod_pod": {
					"json_resource": {"provider": "runpod", "gpu_type_id": "` + a40 + `", "gpu_count": "${terraform_data.n.output}"},
					"json_function": {"provider": "runpod", "gpu_type_id": "` + a40 + `", "gpu_count": "${length(uuid()) > 3 ? 8 : 1}"},
					"json_known": {"provider": "runpod", "gpu_type_id": "` + a40 + `", "gpu_count": 2}
				}}}`,
				"copy.tf": `module "copy" { source = "./copy" }`,
				"copy/main.tf": `terraform {
						required_providers {
							runpod = { source = "` + copySource + `" }
						}
					}
					resource "runpod_pod" "a" { gpu_type_id = "` + a40 + `" }`,
			},
			verdicts: []verdict{
				{name: "denied", limits: fmt.Sprintf(adds, 0.8), denied: unpriced},
				{name: "allowed", limits: "runpod_plan: {adds_per_hour: 0.8, allow_unpriced: true}\n", warned: unpriced},
			},
		},
	})
}

var unpriced = []string{
	noPrice("module.copy.runpod_pod.a", "it is from the provider registry.terraform.io/"+copySource),
	noPrice("runpod_pod.cloud", `"NVIDIA A40" has no price for community; it has one for secure and serverless.`),
	noPrice("runpod_pod.flips", "desired_state"+unknownUntilApply),
	noPrice("runpod_pod.function", "gpu_count"+unknownUntilApply),
	noPrice("runpod_pod.json_function", "gpu_count"+unknownUntilApply),
	noPrice("runpod_pod.json_resource", "gpu_count"+unknownUntilApply),
	noPrice("runpod_pod.local", "gpu_count"+unknownUntilApply),
	noPrice("runpod_pod.misspelt", `the catalog has no type "H100"; the nearest is NVIDIA H100 80GB HBM3, NVIDIA H100 NVL.`),
	noPrice("runpod_pod.negative", "gpu_count is -8, want a whole number from 1."),
	noPrice("runpod_pod.none", "gpu_count is 0, want a whole number from 1."),
	noPrice("runpod_pod.resource", "gpu_count"+unknownUntilApply),
	noPrice("runpod_pod.template", "it does not say what it runs on"),
	noPrice("runpod_pod_action.start", "it may start a pod"),
}

// What plans change in resources that exist.
func TestPlannedChanges(t *testing.T) {
	const another = `resource "runpod_pod" "b" { gpu_type_id = "` + a40 + `" }`
	const existing = `
		resource "runpod_pod" "a" {
			gpu_type_id = "` + h100 + `"
			gpu_count   = 8
			name        = "old"
		}
		` + another + `
		resource "runpod_serverless_endpoint" "chat" {
			gpu_pools   = ["AMPERE_48"]
			workers_min = 1
		}
		`
	changed := func(name, text string, verdicts ...verdict) scenario {
		return scenario{name: name, files: resources(existing), before: apply, change: resources(text), verdicts: verdicts}
	}
	pass := func(limit float64) verdict { return verdict{name: "equal", limits: fmt.Sprintf(adds, limit)} }
	over := func(amount, limit string) verdict {
		return verdict{name: "over", limits: fmt.Sprintf(adds, limit), denied: []string{addsOver(amount, limit)}}
	}
	runScenarios(t, []scenario{
		changed("renamed, and its count left out",
			strings.Replace(strings.Replace(existing, "old", "new", 1), "gpu_count   = 8", "", 1), pass(0)),
		changed("one more of another", existing+`resource "runpod_pod" "c" { gpu_type_id = "`+a40+`" }`, over("0.40", "0.39"), pass(0.4)),
		changed("grown", strings.Replace(existing, another, "resource \"runpod_pod\" \"b\" {\ngpu_type_id = \""+a40+"\"\ngpu_count = "+
			"3\n}", 1), over("5.00", "4.99")),
		changed("forgotten", strings.Replace(existing, another, forget("runpod_pod.b"), 1), pass(0)),
		changed("more workers at most", strings.Replace(existing, "workers_min = 1", "workers_min = 0\nworkers_max = 1000", 1), pass(0)),
	})
}

// The account is over its budget. What is already spent is no reason to stop a plan
// that only lowers the cost.
func TestPlansThatLowerTheCost(t *testing.T) {
	const (
		amounts = `data "runpod_budget" "month" {
			provider = costguard
			amount   = 5000
		}
		`
		pod = `resource "runpod_pod" "a" {
			gpu_type_id = "` + h100 + `"
			gpu_count   = 8
		}
		`
		chat = `resource "runpod_serverless_endpoint" "chat" {
			gpu_pools   = ["AMPERE_48"]
			workers_min = %d
			workers_max = %d
		}
		`
	)
	month := "runpod_limits: {" + budget + ": {arguments: {amount: 5000, period: month, scope: account}}}\n"
	over := overBudget(budget, expensiveMonth[:len("Over budget")])
	files := func(text string) map[string]string { return resources(amounts + text) }
	before := files(pod + fmt.Sprintf(chat, 1, 3))
	warns := []verdict{{name: "warning", limits: month, warned: []string{over}}}
	denies := only(month, over)
	changed := func(name, text string, verdicts []verdict) scenario {
		return scenario{name: name, files: before, account: expensive(), before: apply, change: files(text), verdicts: verdicts}
	}
	runScenarios(t, []scenario{
		changed("a pod is deleted", fmt.Sprintf(chat, 1, 3), warns),
		changed("fewer workers", pod+fmt.Sprintf(chat, 0, 3), warns),
		{
			name: "everything is destroyed", files: before, account: expensive(), before: apply, env: []string{"TF_CLI_ARGS_plan=-destroy"},
			verdicts: []verdict{{name: "warning", limits: month, warned: []string{destroys, over}}},
		},
		changed("more workers at most", pod+fmt.Sprintf(chat, 0, 1000), denies),
		changed("a pod is forgotten", forget("runpod_pod.a")+fmt.Sprintf(chat, 1, 3), denies),
		changed("a deleted pod offsets another whose count is unknown", fmt.Sprintf(chat, 1, 3)+`
			resource "terraform_data" "n" { input = 8 }
			resource "runpod_pod" "b" {
				gpu_type_id = "`+h100+`"
				gpu_count   = terraform_data.n.output
			}`, denies),
	})
}

// What the plan adds, on top of what the account has.
func TestPlannedAccount(t *testing.T) {
	const pod = `resource "runpod_pod" "a" { gpu_type_id = "` + h100 + `" }
	`
	const entry = "runpod_limits: {" + budget + ": {arguments: {amount: 700, period: month, scope: account}}}\n" +
		"runpod_plan: {budget: " + budget + ", adds_per_hour: 3}\n"
	runScenarios(t, []scenario{
		{
			name: "pods", files: resources(pod + "data \"runpod_pods\" \"now\" { provider = costguard }"), account: running(),
			verdicts: []verdict{
				{name: "over", limits: "runpod_plan: {per_hour_after: 15.48}\n", denied: []string{
					"Pods would cost 15.49 USD an hour, 2.99 USD more than now",
				}},
				{name: "equal", limits: "runpod_plan: {per_hour_after: 15.49}\n"},
			},
		},
		{
			name: "budget",
			files: resources(pod + `data "runpod_budget" "month" {
				provider = costguard
				amount   = 700
			}`),
			account: fakeapi.Account{Charges: steady().Charges},
			verdicts: only(entry, budget+": the plan adds 2.99 USD an hour for 249 hours, which raises the forecast from 240.00 USD to "+
				"984.51 USD"),
		},
	})
}

// Prices that are not those of this run.
func TestPriceLists(t *testing.T) {
	const pod = `resource "runpod_pod" "a" { gpu_type_id = "` + a40 + `" }
	`
	cheap := fakeapi.Account{Catalog: fakeapi.Catalog{GPUs: []fakeapi.GPUType{
		{ID: a40, Name: "A40", MemoryGB: 48, Secure: fakeapi.Offer{Price: 0.01, MaxCount: 8}},
	}}}
	runScenarios(t, []scenario{
		{
			name: "missing", files: main(bothProviders + pod),
			verdicts: only(fmt.Sprintf(adds, 1), "The plan has no runpod_prices, so runpod_pod.a has no price."),
		},
		{
			name: "not needed", files: main(bothProviders), verdicts: only(fmt.Sprintf(adds, 0)),
		},
		{
			name: "deferred",
			files: main(bothProviders + pod + `data "runpod_prices" "list" {
				provider   = costguard
				depends_on = [runpod_pod.a]
			}`),
			verdicts: only(fmt.Sprintf(adds, 1), "data.runpod_prices.list has no result while planning, so runpod_pod.a has no price."),
		},
		{
			name: "of another API",
			files: resources(pod + `variable "endpoint" {}
				provider "costguard" {
					alias     = "cheap"
					endpoints = { v2 = var.endpoint }
				}
				data "runpod_prices" "cheap" { provider = costguard.cheap }`),
			env:      []string{"TF_VAR_endpoint=" + serve(t, apiKey, clock, cheap)},
			verdicts: only(fmt.Sprintf(adds, 0.39), blockSets("costguard.cheap", "endpoints"), addsOver("0.40", "0.39")),
		},
		{
			name: "of another run", files: resources(""), account: fakeapi.Account{}, before: apply, earlier: &cheap,
			change:   resources(pod),
			verdicts: only(fmt.Sprintf(adds, 0.4)),
		},
		{
			name: "of another run, with -target", files: resources(""), before: apply, earlier: &cheap, change: resources(pod),
			env:      []string{"TF_CLI_ARGS_plan=-target=runpod_pod.a"},
			verdicts: only(fmt.Sprintf(adds, 0.4), partial, earlierPrices),
		},
		{
			// Its plans do not say that they are partial.
			name: "of another run, with -target of OpenTofu", files: resources(""), before: apply, earlier: &cheap, change: resources(pod),
			env:      []string{"TF_CLI_ARGS_plan=-target=runpod_pod.a"},
			tool:     "tofu",
			verdicts: only(fmt.Sprintf(adds, 0.4), earlierPrices),
		},
	})
}

const earlierPrices = "data.runpod_prices.list has the prices of an earlier run, read at 2026-11-18T15:00:00Z, so runpod_pod.a has no " +
	"price."
