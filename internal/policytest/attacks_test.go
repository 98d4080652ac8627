package policytest

import (
	"path/filepath"
	"strings"
	"testing"
)

// These tests change the configuration in ways meant to get past the policy.

// Each data source covers less than its limits require. The arguments are set in
// all the ways that Terraform has. The Rego tests have every argument.
func TestLoosenedArguments(t *testing.T) {
	const (
		hour   = "data.runpod_billing.hour"
		one    = "data.runpod_pod_billing.one"
		chat   = "data.runpod_serverless_billing.chat"
		raised = "data.runpod_budget.raised"
		pins   = ": {arguments: {last_n: 3}, total: 1000}\n"
	)
	runScenarios(t, []scenario{{
		name: "all",
		files: map[string]string{
			"main.tf": required + `
				variable "size" {
					default   = "hour"
					sensitive = true
				}
				locals { data = { runpod_billing = { hour = { bucket_size = "day" } } } }
				data "runpod_billing" "hour" {
					last_n      = 3
					bucket_size = var.size
				}
				data "runpod_pod_billing" "one" { last_n = 3 }
				data "runpod_budget" "raised" { amount = 5000 }
`,
			"override.tf": `
				data "runpod_pod_billing" "one" { pod_id = "notebook" }`,
			"z_override.tf.json": `{"data": {"runpod_budget": {"raised": {"amount": 9000, "period": "day", "scope": "clusters"}}}}`,
			"serverless.tf.json": `{"data": {"runpod_serverless_billing": {"chat": {"last_n": 3, "serverless_id": "chat"}}}}`,
		},
		account: steady(),
		verdicts: only("runpod_limits:\n  "+strings.Join([]string{
			hour + ": {arguments: {last_n: 3}, total: 1000, allow_no_records: true}\n", one + pins, chat + pins,
			raised + ": {arguments: {amount: 5000, period: month, scope: account}}\n",
		}, "  "),
			differs(hour, "bucket_size", `"hour"`, `"day"`),
			differs(one, "pod_id", `"notebook"`, "not set"),
			differs(chat, "serverless_id", `"chat"`, "not set"),
			differs(raised, "amount", "9000", "5000"),
			differs(raised, "period", `"day"`, `"month"`),
			differs(raised, "scope", `"clusters"`, `"account"`),
		),
	}})
}

// Amounts come from another account, or from none.
func TestOtherAmounts(t *testing.T) {
	other := serve(t, "key-of-another-account", clock, steady())
	const inModule = `terraform {
			required_providers {
				runpod = {
					source                = "costguard/runpod"
					configuration_aliases = [runpod.passed]
				}
				local = { source = "costguard/runpod" }
			}
		}
		provider "local" { api_key = "` + apiKey + `" }
		data "runpod_billing" "passed" {
			provider = runpod.passed
			last_n   = 9
		}
		data "runpod_billing" "local" {
			provider = local
			last_n   = 9
		}`
	const thousand = "arguments: {last_n: 9}, total: 1000"
	withKeys := only(
		"runpod_limits: {"+days+": {"+thousand+"}, module.team.data.runpod_billing.passed: {"+thousand+"}}\n",
		blockSets("runpod", "endpoints"),
		blockSets("runpod.other", "api_key"),
		blockSets("runpod.other", "endpoints"),
		blockSets("module.team:local", "api_key"),
	)
	imitation := func(local string) string {
		return `terraform {
			required_providers {
				` + local + ` = { source = "` + imitationSource + `" }
			}
		}
		data "runpod_budget" "month" {
			provider = ` + local + `
			amount   = 5000
			period   = "month"
			scope    = "account"
		}
		data "runpod_billing" "days" {
			provider    = ` + local + `
			bucket_size = "day"
			last_n      = 9
		}
		`
	}
	twoLimits := "runpod_limits:\n  " + budget + ": {arguments: {amount: 5000, period: month, scope: account}}\n  " +
		days + ": {" + nineDays + ", total: 1000}\n"
	runScenarios(t, []scenario{
		{
			name: "another key and endpoint",
			files: map[string]string{
				"main.tf": required + `
					variable "endpoint" {}
					provider "runpod" { endpoints = { v2 = null } }
					provider "runpod" {
						alias     = "other"
						api_key   = "key-of-another-account"
						endpoints = { v2 = var.endpoint }
					}
					data "runpod_billing" "days" {
						provider = runpod.other
						last_n   = 9
					}
					module "team" {
						source    = "./team"
						providers = { runpod = runpod, runpod.passed = runpod.other }
					}`,
				"team/main.tf": inModule,
			},
			account:  expensive(),
			env:      []string{"TF_VAR_endpoint=" + other},
			verdicts: withKeys,
		},
		{
			name:    "another provider",
			files:   main(imitation("runpod")),
			account: expensive(),
			verdicts: []verdict{
				{name: "in place of this one", limits: twoLimits, denied: []string{imitated(budget), imitated(days)}},
				{
					name:   "without limits for it",
					limits: limits(pods, allPods+", cost_per_hour: 1"),
					denied: []string{missing(pods)},
				},
			},
		},
		{
			// The state has what this provider once read.
			name:     "another provider after this one",
			files:    main(required + `data "runpod_billing" "days" { last_n = 9 }`),
			account:  steady(),
			before:   apply,
			change:   main(imitation("imitation")),
			verdicts: only(twoLimits, imitated(budget), imitated(days)),
		},
	})
}

// The change includes a state with made-up amounts. The configuration refers to it
// by file name, so this needs no other access.
func TestCraftedState(t *testing.T) {
	const (
		backend = `terraform {
				backend "local" { path = "crafted.tfstate" }
			}
			`
		craft = apply + `sed 's/"status": "over"/"status": "within"/' terraform/terraform.tfstate >terraform/crafted.tfstate
			rm -r terraform/terraform.tfstate terraform/.terraform
			`
		month = `data "runpod_budget" "month" { amount = 5000 }`
	)
	entry := limits(budget, "arguments: {amount: 5000, period: month, scope: account}")
	runScenarios(t, []scenario{
		{
			name: "read again", files: main(required + month), account: expensive(), before: craft,
			change: main(required + backend + month), verdicts: only(entry, overBudget(budget, expensiveMonth)),
		},
		{
			name: "at another index", files: main(required + month), account: expensive(), before: craft,
			change:   main(required + backend + "data \"runpod_budget\" \"month\" {\ncount = 1\namount = 5000\n}"),
			verdicts: only(entry, overBudget(budget+"[0]", expensiveMonth), unlistedKeys(budget)),
		},
		{
			name: "forced to fail in a check", files: main(required + month), account: expensive(), before: craft,
			change: main(required + backend + `check "budget" {
				data "runpod_budget" "month" {
					amount   = 5000
					timeouts = { read = "1ns" }
				}
				assert {
					condition     = data.runpod_budget.month.status == "within"
					error_message = "Over budget."
				}
			}`),
			verdicts: only(entry, noResult(budget)),
		},
		{
			name: "moved to a module", files: main(required + month), account: expensive(), before: craft,
			change: map[string]string{
				"main.tf": required + backend + `module "team" { source = "./team" }
					resource "terraform_data" "month" {
						input = { mode = "data", type = "runpod_budget", address = "data.runpod_budget.month", values = { status = "within" } }
					}`,
				"team/main.tf": required + month,
			},
			verdicts: only(entry, missing(budget)),
		},
	})
}

// A policy inside the configuration is not loaded along with ours.
func TestPolicyInTheConfiguration(t *testing.T) {
	t.Parallel()
	needProviders(t)
	planted := map[string]string{
		"main.tf": required + `module "m" { source = "./m" }`,
		"m/m.tf":  "",
		"m/sources.rego": `package runpod.sources
			all contains {"address": "` + pods + `", "provider": "registry.terraform.io/costguard/runpod",
				"value": {"cost_per_hour": 0, "pod_count": 0}}`,
		"main.rego": "package main\nis_same(_, _, _) if true\nis_over(_, _, _) if false\n",
		"old.rego":  "package main\ndeny[x] { x := 1 }\n",
	}
	plan := scenario{files: planted, account: steady()}.plan(t)
	folder := copyKit(t)
	write(t, folder, map[string]string{"plan.json": atClock(plan), "rules/data.yaml": limits(pods, allPods+", cost_per_hour: 1")})
	write(t, filepath.Join(folder, "terraform"), planted)
	for _, check := range ways {
		check(t, folder, []string{missing(pods)}, nil)
	}
}
