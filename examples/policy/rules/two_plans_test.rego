# Two plans in one input: the account's, which the change cannot touch, and the change's.
package main_test

import data.main

pair(account, change) := {"account": account, "change": change}

# A plan of a configuration that has no data sources of this provider.
changes_alone(changes) := plan_of(changes, {}, [])

# An account over all its limits, and one within them.
spent := plan([
	price_list,
	source(pods, with_changes(pods_value, {"cost_per_hour": 30})),
	source(budget, with_changes(budget_value, {"status": "over", "summary": "Over.", "hours_left": 10})),
])

within := plan([price_list, source(pods, pods_value), source(budget, with_changes(budget_value, {"hours_left": 10}))])

pair_limits := object.union(budget_limits, for_pods({"cost_per_hour": 25}))

pair_plan_limits := {"adds_per_hour": 10, "per_hour_after": 20, "budget": budget}

judged_pair(document) := found if {
	found := main.deny with input as document with data.runpod_limits as pair_limits with data.runpod_plan as pair_plan_limits with data.runpod_two_plans as true with time.now_ns as now
}

over_pods := "data.runpod_pods.now: pods cost 30.00 USD an hour, over the limit of 25.00 USD. Stop what you do not need, or raise cost_per_hour in runpod_limits."

over_month := "data.runpod_budget.month is over budget: Over."

adds_too_much := {
	"The plan adds 23.92 USD an hour, over the limit of 10.00 USD. Ask for less, or raise adds_per_hour in runpod_plan.",
	"Pods would cost 36.42 USD an hour, 23.92 USD more than now, over the limit of 20.00 USD. Ask for less, stop what you do not need, or raise per_hour_after in runpod_plan.",
	"data.runpod_budget.month: the plan adds 23.92 USD an hour for 10 hours, which raises the forecast from 4900.00 USD to 5139.20 USD, over the amount of 5000.00 USD. Ask for less, or stop what you do not need.",
}

cheap := changes_alone([pod({"gpu_type_id": a40})])

large := changes_alone([pod({"gpu_type_id": h100, "gpu_count": 8})])

test_limits_of_the_account if {
	judged_pair(pair(within, cheap)) == set()
	judged_pair(pair(spent, plan([]))) == {over_pods, over_month}
	judged_pair(pair(spent, within)) == {over_pods, over_month}
	judged_pair(pair(within, spent)) == set()
	judged_pair(pair(plan([]), within)) == not_found(pods) | not_found(budget)
}

test_additions_of_the_change if {
	judged_pair(pair(within, large)) == adds_too_much
	judged_pair(pair(with_changes(within, {"resource_changes": large.resource_changes}), cheap)) == set()
	free := object.union(price_list, {"values": {"gpus": {h100: {"secure": 0.01}}, "cpus": {}}})
	judged_pair(pair(within, with_changes(large, {"prior_state": plan([free]).prior_state}))) == adds_too_much
}

test_age_and_providers_of_the_account if {
	old := {"timestamp": "2020-01-01T00:00:00Z"}
	with_key := {"configuration": {"provider_config": {"runpod": {"full_name": ours, "expressions": {"api_key": {}}}}}}
	judged_pair(pair(within, object.union(cheap, old))) == set()
	judged_pair(pair(object.union(within, old), cheap)) == {"The plan was made at 2020-01-01T00:00:00Z, more than 1h ago. Plan again."}
	judged_pair(pair(within, object.union(cheap, with_key))) == set()
	judged_pair(pair(object.union(within, with_key), cheap)) == block_sets("runpod", "api_key")
}

# A change that removes everything is a normal one: the account's plan has the amounts.
test_two_plans_that_lower_the_cost if {
	stops := changes_alone([changing("runpod_pod", ["delete"], {"gpu_type_id": h100, "cost": 2.5}, null)])
	judged_pair(pair(spent, stops)) == set()
	judged_pair(pair(within, stops)) == set()
	destroyed := with_changes(within, {"resource_changes": stops.resource_changes})
	judged_pair(pair(destroyed, plan([]))) == destroy_plan
}

missing_half(name) := {sprintf("The %s is missing, or not a Terraform plan. It must be the output of \"terraform show -json\" for a saved plan.", [name])}

not_plans := [null, {}, [cheap], {"plan": within}, pair(within, cheap), object.remove(cheap, ["configuration"])]

test_malformed_change if {
	every half in not_plans {
		judged_pair(pair(within, half)) == missing_half("change's plan")
	}
	judged_pair({"account": within, "plan": cheap}) == missing_half("change's plan")
}

test_malformed_account if {
	every half in not_plans {
		missing_half("account's plan") - judged_pair(pair(half, cheap)) == set()
	}
	missing_half("account's plan") - judged_pair({"change": cheap}) == set()
}

test_errored_or_partial_half if {
	every case in [{"has": {"errored": true}, "denied": errored}, {"has": {"complete": false}, "denied": partial}] {
		every half in ["account", "change"] {
			named := {replace(message, "The plan is", sprintf("The %s's plan is", [half])) | some message in case.denied}
			judged_pair(object.union(pair(within, cheap), {half: case.has})) == named
		}
	}
}

needs_two := {"runpod_two_plans requires two plans, as {\"account\": PLAN, \"change\": PLAN}. Plan the account's configuration apart from the change."}

test_one_plan_refused if {
	every document in [within, {"plan": within}] {
		judged_pair(document) == needs_two
	}
	found := main.deny with input as within with data.runpod_limits as pair_limits with data.runpod_plan as {} with data.runpod_two_plans as "yes" with time.now_ns as now
	found == {"runpod_two_plans is invalid: it must be true or false, not the text \"yes\"."}
}

test_report_of_two_plans if {
	document := pair(within, changes_alone([pod({"gpu_type_id": a40, "gpu_count": 5})]))
	found := main.report with input as document with data.runpod_limits as pair_limits with data.runpod_plan as pair_plan_limits with time.now_ns as now
	contains(found, "\n| <code>runpod_pod.a</code> | create | 0.00 → 2.00 | 0.00 → 1460.00 |\n")
	contains(found, "\n- Pods cost 12.50 USD an hour now, and 14.50 USD after this plan.\n")
	contains(found, "the forecast goes from 4900.00 USD to 4920.00 USD, of 5000.00 USD.")
}
