package main_test

import data.main
import data.runpod.address
import data.runpod.limits

# Fixtures: a plan, limits for it, and denials.

ours := "registry.terraform.io/costguard/runpod"

now := time.parse_rfc3339_ns("2026-11-20T15:00:00Z")

month := "data.runpod_pod_billing.month"

days := "data.runpod_billing.days"

budget := "data.runpod_budget.month"

pods := "data.runpod_pods.now"

audit := "data.runpod_audit.now"

month_value := {
	"bucket_size": "month",
	"last_n": 1,
	"include_current": null,
	"start_time": "2026-11-01T00:00:00Z",
	"end_time": "2026-12-01T00:00:00Z",
	"pod_id": null,
	"gpu_type_id": null,
	"grouping": "podId", # set by the provider
	"allow_unattributed": null,
	"record_count": 2,
	"total_amount": 90.5,
	"unattributed_amount": null,
	"amount_by_group": {"podA": 60, "podB": 30.5},
	"amount_by_time": {"2026-11-01T00:00:00Z": 90.5},
}

# The 20th is the current day. The 19th is compared with the three days before it.
days_value := {
	"bucket_size": "day",
	"last_n": 5,
	"include_current": null,
	"start_time": "2026-11-16T00:00:00Z",
	"end_time": "2026-11-21T00:00:00Z",
	"record_count": 4,
	"total_amount": 100,
	"amount_by_group": {"pods": 100, "serverless": 0},
	"amount_by_time": {
		"2026-11-16T00:00:00Z": 10,
		"2026-11-17T00:00:00Z": 0,
		"2026-11-18T00:00:00Z": 20,
		"2026-11-19T00:00:00Z": 20,
		"2026-11-20T00:00:00Z": 50,
	},
}

budget_value := {
	"amount": 5000,
	"period": null,
	"scope": null,
	"trailing_days": null,
	"spent": 4000,
	"forecast": 4900,
	"status": "within",
	"summary": "4000.00 USD spent of 5000.00 USD.",
	"end_time": "2026-12-01T00:00:00Z",
}

pods_value := {
	"include_cluster_pods": null,
	"read_at": "2026-11-20T15:00:00Z",
	"pod_count": 3,
	"cost_per_hour": 12.5,
	"cost_per_hour_by_gpu_type": {"NVIDIA A40": 2.5, "NVIDIA  RTX A4500": 4, "NVIDIA RTX A4500": 6},
}

audit_value := {
	"idle_below": 5,
	"min_age_hours": 1,
	"ignore": null,
	"read_at": "2026-11-20T15:00:00Z",
	"cost_per_hour": 28.2,
	"wasted_per_month": 1146.67,
	"summary": "4 findings.",
}

month_pins := {"bucket_size": "month", "last_n": 1}

month_limits := {month: {"arguments": month_pins, "total": 100, "group": 60}}

days_pins := {"bucket_size": "day", "last_n": 5}

budget_limits := {budget: {"arguments": {"amount": 5000, "period": "month", "scope": "account"}}}

pods_pins := {"include_cluster_pods": true}

audit_pins := {"idle_below": 5}

for_month(settings) := {month: object.union({"arguments": month_pins}, settings)}

for_days(settings) := {days: object.union({"arguments": days_pins}, settings)}

for_audit(settings) := {audit: object.union({"arguments": audit_pins}, settings)}

for_pods(settings) := {pods: object.union({"arguments": pods_pins}, settings)}

# object.union would merge maps of amounts.
with_changes(value, changes) := object.union(object.remove(value, object.keys(changes)), changes)

month_with(changes) := month_plan(with_changes(month_value, changes))

days_with(changes) := plan([source(days, with_changes(days_value, changes))])

budget_with(changes) := plan([source(budget, with_changes(budget_value, changes))])

pods_with(changes) := plan([source(pods, with_changes(pods_value, changes))])

audit_with(changes) := plan([source(audit, with_changes(audit_value, changes))])

month_plan(value) := plan([source(month, value)])

source(address, value) := {
	"address": address,
	"mode": "data",
	"type": regex.find_n(`runpod_[a-z_]+`, address, 1)[0],
	"provider_name": ours,
	"values": value,
}

plan(resources) := {
	"format_version": "1.2",
	"timestamp": "2026-11-20T14:59:00Z",
	"configuration": {"provider_config": {"runpod": {"name": "runpod", "full_name": ours}}},
	"planned_values": {"root_module": {}},
	"prior_state": {"values": {"root_module": {"resources": resources}}},
	"complete": true,
	"errored": false,
}

changed(address, reason, after, after_unknown) := {
	"address": address,
	"mode": "data",
	"type": "runpod_pod_billing",
	"provider_name": ours,
	"change": {"actions": ["read"], "before": null, "after": after, "after_unknown": after_unknown},
	"action_reason": reason,
}

denied(plan_json, all_limits) := found if {
	found := main.deny with input as plan_json with data.runpod_plan as {} with data.runpod_limits as all_limits with time.now_ns as now
}

warned(plan_json, all_limits) := found if {
	found := main.warn with input as plan_json with data.runpod_plan as {} with data.runpod_limits as all_limits with time.now_ns as now
}

not_a_plan := {"This is not a Terraform plan. Run the policy on the output of \"terraform show -json\" for a saved plan."}

not_yet(address) := {sprintf("%s is read during apply, after this policy has run. Use arguments that are known during planning, such as last_n instead of timestamp(), and no depends_on, neither there nor in a module block around it.", [address])}

no_result(address) := {sprintf("%s has no complete result. If it is in a check block, where a failed read is only a warning, see the output of the plan.", [address])}

no_records(address) := {sprintf("%s has no records: nothing is reported for its window yet. If that is expected, set allow_no_records in runpod_limits.", [address])}

no_limits := {"There are no limits. Set them under runpod_limits or runpod_plan in data.yaml, and load that file with the policy."}

not_found(address) := {sprintf("The plan has no %s, which runpod_limits requires. Add it to the configuration, or correct the address.", [address])}

invalid(name, reason) := {sprintf("The limits for %s are invalid: %s.", [name, reason])}

no_series(address) := {sprintf("%s has no complete amount_by_time, which spike_factor in runpod_limits needs.", [address])}

over_total(address, amount, limit) := {sprintf("%s: %s spent, over the limit of %s. Stop what you do not need, or raise total in runpod_limits.", [address, amount, limit])}

over_group(address, group, amount, limit) := {sprintf("%s: %s spent on %s, over the limit of %s for each group. Stop it if you do not need it, or raise group in runpod_limits.", [address, amount, group, limit])}

spike(start, amount, factor, average, count) := {sprintf("%s: %s spent in the day that began %s, more than %v times the average of the %d before it (%s). Find out what ran then, or raise spike_factor in runpod_limits.", [days, amount, start, factor, count, average])}

# Within and over the limits.

test_within_limits if {
	denied(month_plan(month_value), month_limits) == set()
	main.pass with input as month_plan(month_value) with data.runpod_plan as {} with data.runpod_limits as month_limits with time.now_ns as now
}

test_over_total if {
	over := month_with({"total_amount": 100.01})
	denied(over, month_limits) == over_total(month, "100.01 USD", "100.00 USD")
	not main.pass with input as over with data.runpod_plan as {} with data.runpod_limits as month_limits with time.now_ns as now
}

test_over_total_by_the_last_digit if {
	denied(month_with({"total_amount": 1513.35162288659751}), for_month({"total": 1513.35162288659751})) == set()
	count(denied(month_with({"total_amount": 1513.35162288659751}), for_month({"total": 1513.3516228865975}))) == 1
	count(denied(month_with({"total_amount": 3000.0000000000000001}), for_month({"total": 3000}))) == 1
	denied(month_with({"total_amount": 3000.0000000000000001}), for_month({"total": 3000.0000000000000001})) == set()
	costs := {"NVIDIA A40": 3000.0000000000000001}
	count(denied(pods_with({"cost_per_hour_by_gpu_type": costs}), for_pods({"cost_per_hour_by_gpu_type": {"NVIDIA A40": 3000}}))) == 1
}

test_over_group if {
	groups := {"podA": 60.004, "podB": 30, "podC": 1234567.899}
	denied(month_with({"amount_by_group": groups}), month_limits) == over_group(month, "podA", "60.00 USD", "60.00 USD") | over_group(month, "podC", "1234567.90 USD", "60.00 USD")
}

test_credit_is_within_limits if {
	denied(month_with({"total_amount": -5, "amount_by_group": {"podA": -5}}), month_limits) == set()
}

test_usd if {
	main.usd(0) == "0.00 USD"
	main.usd(7) == "7.00 USD"
	main.usd(0.05) == "0.05 USD"
	main.usd(1513.35162288659751) == "1513.35 USD"
	main.usd(1.999) == "2.00 USD"
	main.usd(-1.5) == "-1.50 USD"
	main.usd(-0.05) == "-0.05 USD"
}

test_unattributed_counts if {
	pins := object.union(month_pins, {"gpu_type_id": "NVIDIA A40", "allow_unattributed": true})
	a40 := month_with({"gpu_type_id": "NVIDIA A40", "allow_unattributed": true, "unattributed_amount": 20})
	denied(a40, {month: {"arguments": pins, "total": 110.49}}) == {"data.runpod_pod_billing.month: 110.50 USD spent, 20.00 USD of it on unknown GPU types, over the limit of 110.49 USD. Stop what you do not need, or raise total in runpod_limits."}
	denied(a40, {month: {"arguments": pins, "total": 110.5}}) == set()
	denied(a40, {month: {"arguments": pins, "total": 100, "ignore_unattributed": true}}) == set()

	# In binary floating point, 1.1 + 2.2 > 3.3.
	odd := month_with({"gpu_type_id": "NVIDIA A40", "allow_unattributed": true, "total_amount": 1.1, "unattributed_amount": 2.2})
	denied(odd, {month: {"arguments": pins, "total": 3.3}}) == set()
	denied(odd, {month: {"arguments": pins, "total": 3.2999999999}}) != set()
}

# In binary floating point, 1.1 + 1.1 + 1.1 > 3.3.
test_spike_equal_to_the_average if {
	series := {"2026-11-16T00:00:00Z": 1.1, "2026-11-17T00:00:00Z": 1.1, "2026-11-18T00:00:00Z": 1.1, "2026-11-19T00:00:00Z": 1.1, "2026-11-20T00:00:00Z": 0}
	denied(days_with({"amount_by_time": series}), for_days({"spike_factor": 1})) == set()
	denied(days_with({"amount_by_time": object.union(series, {"2026-11-19T00:00:00Z": 1.1000000001})}), for_days({"spike_factor": 1})) != set()
}

test_nothing_unattributed if {
	pins := object.union(month_pins, {"gpu_type_id": "NVIDIA A40"})
	every amount in [null, 0, -20, "20"] {
		a40 := month_with({"gpu_type_id": "NVIDIA A40", "unattributed_amount": amount})
		denied(a40, {month: {"arguments": pins, "total": 90}}) == over_total(month, "90.50 USD", "90.00 USD")
	}
}

# With grouping by GPU type, the total already includes it.
test_unattributed_in_the_total if {
	pins := object.union(month_pins, {"grouping": "gpuTypeId"})
	grouped := month_with({"grouping": "gpuTypeId", "unattributed_amount": 20})
	denied(grouped, {month: {"arguments": pins, "total": 100}}) == set()
}

# Spikes.

test_spike if {
	denied(days_with({}), for_days({"spike_factor": 1.5})) == spike("2026-11-19T00:00:00Z", "20.00 USD", 1.5, "10.00 USD", 3)
	denied(days_with({}), for_days({"spike_factor": 2})) == set() # equal
	denied(days_with({}), for_days({"spike_factor": 1.5, "spike_above": 20})) == set()
	count(denied(days_with({}), for_days({"spike_factor": 1.5, "spike_above": 19.99}))) == 1
}

test_spike_after_nothing if {
	series := object.union(days_value.amount_by_time, {"2026-11-16T00:00:00Z": 0, "2026-11-18T00:00:00Z": 0})
	denied(days_with({"amount_by_time": series}), for_days({"spike_factor": 2})) == spike("2026-11-19T00:00:00Z", "20.00 USD", 2, "0.00 USD", 3)
}

test_spike_without_the_running_bucket if {
	yesterday := days_with({
		"last_n": 4,
		"include_current": false,
		"end_time": "2026-11-20T00:00:00Z",
		"amount_by_time": object.remove(days_value.amount_by_time, ["2026-11-20T00:00:00Z"]),
	})
	pins := {"bucket_size": "day", "last_n": 4, "include_current": false}
	denied(yesterday, {days: {"arguments": pins, "spike_factor": 1.5}}) == spike("2026-11-19T00:00:00Z", "20.00 USD", 1.5, "10.00 USD", 3)
}

test_no_series if {
	every series in [null, {}, object.remove(days_value.amount_by_time, ["2026-11-17T00:00:00Z"]), {"2026-11-19T00:00:00Z": 20}, object.union(days_value.amount_by_time, {"2026-11-18T00:00:00Z": "20"})] {
		denied(days_with({"amount_by_time": series}), for_days({"spike_factor": 1.5})) == no_series(days)
	}
}

# Budgets.

test_budget if {
	every case in [
		{"value": {}, "denied": set(), "warned": set()},
		{
			"value": {"status": "over", "summary": "5000.01 USD spent of 5000.00 USD."},
			"denied": {"data.runpod_budget.month is over budget: 5000.01 USD spent of 5000.00 USD."},
			"warned": set(),
		},
		{
			"value": {"status": "at_risk", "summary": "The forecast is 5100.00 USD."},
			"denied": set(),
			"warned": {"data.runpod_budget.month is at risk: The forecast is 5100.00 USD."},
		},
	] {
		denied(budget_with(case.value), budget_limits) == case.denied
		warned(budget_with(case.value), budget_limits) == case.warned
	}
}

test_budget_at_risk_by_its_basis if {
	at_risk := {basis: budget_with({"status": "at_risk", "forecast_basis": basis, "summary": "Too much."}) | some basis in {"average", "running"}}
	running_only := {budget: object.union(budget_limits[budget], {"deny_at_risk": ["running"]})}
	denied(at_risk.running, running_only) == {"data.runpod_budget.month is at risk: Too much."}
	warned(at_risk.running, running_only) == set()
	denied(at_risk.average, running_only) == set()
	warned(at_risk.average, running_only) == {"data.runpod_budget.month is at risk: Too much."}
	both := {budget: object.union(budget_limits[budget], {"deny_at_risk": ["average", "running"]})}
	count(denied(at_risk.average, both)) == 1
	every invalid in [[], "running", ["today"]] {
		count(denied(budget_with({}), {budget: object.union(budget_limits[budget], {"deny_at_risk": invalid})})) == 1
	}
}

test_budget_of_nothing if {
	nothing := budget_with({"status": "no_charges", "record_count": 0, "summary": "Nothing is reported."})
	denied(nothing, budget_limits) == {"data.runpod_budget.month has no charges: Nothing is reported."}
	both := plan(array.concat(nothing.prior_state.values.root_module.resources, [source(month, month_value)]))
	denied(both, month_limits) == {"data.runpod_budget.month has no charges: Nothing is reported."}
}

test_unknown_status if {
	every status in ["fine", "", "Within"] {
		denied(budget_with({"status": status}), budget_limits) == {sprintf("data.runpod_budget.month has the status %s, which this policy does not know. Use the policy of the provider's version.", [status])}
	}
}

# Running pods.

test_cost_per_hour if {
	denied(pods_with({}), for_pods({"cost_per_hour": 12.5})) == set()
	denied(pods_with({}), for_pods({"cost_per_hour": 12})) == {"data.runpod_pods.now: pods cost 12.50 USD an hour, over the limit of 12.00 USD. Stop what you do not need, or raise cost_per_hour in runpod_limits."}
}

test_cost_per_hour_by_gpu_type if {
	denied(pods_with({}), for_pods({"cost_per_hour_by_gpu_type": {"nvidia rtx a4500": 10, "NVIDIA A40": 2.5, "NVIDIA H100": 0}})) == set()
	denied(pods_with({}), for_pods({"cost_per_hour_by_gpu_type": {"NVIDIA RTX A4500": 9}})) == {"data.runpod_pods.now: pods with NVIDIA RTX A4500 cost 10.00 USD an hour, over the limit of 9.00 USD. Stop what you do not need, or raise cost_per_hour_by_gpu_type in runpod_limits."}
	denied(pods_with({"cost_per_hour_by_gpu_type": {"NVIDIA A40": null}}), for_pods({"cost_per_hour_by_gpu_type": {"NVIDIA A40": 1}})) == {"data.runpod_pods.now has no complete cost_per_hour_by_gpu_type, which runpod_limits needs."}
}

# What is wasted.

test_audit if {
	denied(audit_with({}), for_audit({"cost_per_hour": 28.2, "wasted_per_month": 1146.67})) == set()
	denied(audit_with({}), for_audit({"cost_per_hour": 28, "wasted_per_month": 1146.66})) == {
		"data.runpod_audit.now: the account costs 28.20 USD an hour, over the limit of 28.00 USD. Stop what you do not need, or raise cost_per_hour in runpod_limits.",
		"data.runpod_audit.now: 1146.67 USD a month is wasted, over the limit of 1146.66 USD. Stop what you do not need, or raise wasted_per_month in runpod_limits. 4 findings.",
	}

	# An earlier run.
	count(denied(audit_with({"read_at": "2026-11-20T14:00:00Z"}), for_audit({"cost_per_hour": 200}))) == 1
}

test_ignored_findings_must_be_pinned if {
	ignore := {"chat5slsep2w9q": "2026-12-31"}
	limit := for_audit({"wasted_per_month": 2000})
	denied(audit_with({"ignore": ignore}), limit) == differs(audit, "ignore", json.marshal(ignore), "not set")
	pinned := {audit: {"arguments": {"idle_below": 5, "ignore": ignore}, "wasted_per_month": 2000}}
	denied(audit_with({"ignore": ignore}), pinned) == set()
	denied(audit_with({"ignore": {"chat5slsep2w9q": "2027-12-31"}}), pinned) == differs(audit, "ignore", `{"chat5slsep2w9q":"2027-12-31"}`, json.marshal(ignore))
	denied(audit_with({"idle_below": 0}), limit) == differs(audit, "idle_below", "0", "5")
	denied(audit_with({"min_age_hours": 8000}), limit) == differs(audit, "min_age_hours", "8000", "1")
}

# Which data sources an entry applies to.

team_a := "module.team[\"a\"].module.billing[0].data.runpod_pod_billing.month"

team_b := "module.team[\"b.[1]\\\"\"].module.billing[0].data.runpod_pod_billing.month"

all_teams := "module.team.module.billing.data.runpod_pod_billing.month"

in_modules := with_changes(plan([]), {"prior_state": {"values": {"root_module": {"child_modules": [
	{"address": "module.team[\"a\"]", "child_modules": [{
		"address": "module.team[\"a\"].module.billing[0]",
		"resources": [source(team_a, month_value)],
	}]},
	{"address": "module.team[\"b.[1]\\\"\"]", "child_modules": [{
		"address": "module.team[\"b.[1]\\\"\"].module.billing[0]",
		"resources": [source(team_b, with_changes(month_value, {"total_amount": 95}))],
	}]},
]}}}})

test_instances if {
	all_limits := {all_teams: {"arguments": month_pins, "keys": [["a", 0], ["b.[1]\"", 0]], "total": 90}}
	denied(in_modules, all_limits) == over_total(team_a, "90.50 USD", "90.00 USD") | over_total(team_b, "95.00 USD", "90.00 USD")

	# One instance. A limit for the root module is not for others.
	denied(in_modules, {team_a: {"arguments": month_pins, "total": 90}}) == over_total(team_a, "90.50 USD", "90.00 USD")
	denied(in_modules, month_limits) == not_found(month)
}

# Where the plan has the data.

nested_in_check(value, after, after_unknown) := object.union(month_plan(value), {
	"planned_values": {"root_module": {"resources": [source(month, after)]}},
	"resource_changes": [changed(month, "read_because_check_nested", after, after_unknown)],
})

test_unknown_in_check if {
	every unknown in [{"total_amount": true}, {"amount_by_group": {"podA": true}}] {
		denied(nested_in_check(month_value, month_value, unknown), month_limits) == no_result(month)
	}
	denied(nested_in_check(month_value, month_value, {"total_amount": false}), month_limits) == set()
}

test_check_and_state_differ if {
	newer := with_changes(month_value, {"total_amount": 120})
	denied(nested_in_check(month_value, newer, {}), month_limits) == over_total(month, "120.00 USD", "100.00 USD")
}

test_deferred if {
	every reason in ["read_because_config_unknown", "read_because_dependency_pending", "some_later_reason", null] {
		deferred := object.union(plan([]), {"resource_changes": [changed(month, reason, {"last_n": 1}, {"total_amount": true})]})
		denied(deferred, month_limits) == not_yet(month)
	}
	without_a_reason := object.remove(changed(month, "", month_value, {}), ["action_reason"])
	without_a_value := object.remove(changed(month, "read_because_config_unknown", null, {}), ["change"])
	with_an_old_value := changed(month, "read_because_dependency_pending", {"last_n": 1}, {"total_amount": true})
	every document in [
		object.union(month_with({"total_amount": 101}), {"resource_changes": [without_a_reason]}),
		object.union(plan([]), {"resource_changes": [without_a_value]}),
		object.union(month_plan(month_value), {"resource_changes": [with_an_old_value]}),
		object.union(plan([]), {"deferred_changes": [{"reason": "provider_config_unknown", "resource_change": changed(month, null, null, {"total_amount": true})}]}),
	] {
		denied(document, month_limits) == not_yet(month)
	}
}

test_other_changes if {
	http := object.union(changed("data.http.x", "read_because_config_unknown", {}, {"body": true}), {"type": "http"})
	pod := object.union(changed("runpod_pod.x", null, {}, {"id": true}), {"type": "runpod_pod", "mode": "managed"})
	plan_json := object.union(month_plan(month_value), {"resource_changes": [http, pod], "deferred_changes": [{"resource_change": http}]})
	denied(plan_json, month_limits) == set()
}

# Missing data.

test_not_a_plan if {
	whole := month_plan(month_value)
	every document in [{}, null, [], "plan", 7, true, {"plan": null}, {"plan": {}}, object.remove(whole, ["format_version"]), object.remove(whole, ["configuration"])] {
		not_a_plan - denied(document, month_limits) == set()
		not main.pass with input as document with data.runpod_plan as {} with data.runpod_limits as month_limits with time.now_ns as now
	}
	main.deny == not_a_plan with data.runpod_plan as {} with data.runpod_limits as month_limits
}

test_no_data_source if {
	managed := object.union(source(month, month_value), {"mode": "managed"})
	other := object.union(source(month, month_value), {"type": "runpod_pod"})
	inside := {"address": "terraform_data.x", "mode": "managed", "type": "terraform_data", "values": {"output": {"resources": [source(month, month_value)]}}}
	deposed := object.union(source(month, month_value), {"deposed_key": "abcd1234"}) # only in an edited state
	every resources in [[], [managed], [other], [inside], [deposed]] {
		denied(plan(resources), month_limits) == not_found(month)
	}
	denied(object.union(plan([]), {"prior_state": null, "planned_values": null, "resource_changes": null}), month_limits) == not_found(month)
}

test_no_result if {
	every value in [null, {}, "90.5", object.remove(month_value, ["total_amount"]), object.remove(month_value, ["record_count"])] {
		denied(month_plan(value), month_limits) == no_result(month)
	}
	denied(plan([object.remove(source(month, null), ["values"])]), month_limits) == no_result(month)
	every change in [{"total_amount": null}, {"total_amount": "90.5"}, {"record_count": null}] {
		denied(month_with(change), month_limits) == no_result(month)
	}
	every change in [{"status": null}, {"spent": null}, {"summary": null}] {
		denied(budget_with(change), budget_limits) == no_result(budget)
	}
	every change in [{"cost_per_hour": null}, {"cost_per_hour": "12.5"}, {"pod_count": null}] {
		denied(pods_with(change), for_pods({"cost_per_hour": 20})) == no_result(pods)
	}
	every change in [{"cost_per_hour": null}, {"wasted_per_month": null}] {
		denied(audit_with(change), for_audit({"cost_per_hour": 20})) == no_result(audit)
	}
}

test_no_groups if {
	every groups in [null, "60", [60], {"podA": null}, {"podA": "60"}] {
		want := "data.runpod_pod_billing.month has no complete amount_by_group, which group in runpod_limits needs."
		want in denied(month_with({"amount_by_group": groups}), month_limits)
	}
	denied(month_with({"amount_by_group": null}), for_month({"total": 100})) == set()
}

test_no_records if {
	empty := month_with({"record_count": 0, "total_amount": 0, "amount_by_group": {}})
	denied(empty, month_limits) == no_records(month)
	denied(empty, for_month({"total": 100, "allow_no_records": false})) == no_records(month)
	denied(empty, for_month({"total": 100, "allow_no_records": true})) == set()

	# Allowed for another entry.
	both := plan([source(month, with_changes(month_value, {"record_count": 0})), source(days, days_value)])
	denied(both, for_days({"total": 100, "allow_no_records": true})) == no_records(month)
}

# Limits.

test_no_limits if {
	every none in [{}, null, [], "100"] {
		denied(month_plan(month_value), none) == no_limits
	}
}

one_of := "it needs at least one of group, spike_factor, total"

test_invalid_limits if {
	every reason, entries in {
		"it has no settings": [null, 100, []],
		one_of: [{"arguments": month_pins}, {"arguments": month_pins, "spike_above": 5}],
		"arguments must list the arguments of the data source and their values": [{"total": 1}, {"total": 1, "arguments": {}}, {"total": 1, "arguments": "none"}],
		"arguments must have last_n, or both start_time and end_time": [
			{"total": 1, "arguments": {"bucket_size": "day"}},
			{"total": 1, "arguments": {"last_n": null}},
			{"total": 1, "arguments": {"last_n": 0}},
			{"total": 1, "arguments": {"start_time": "2026-11-01T00:00:00Z"}},
			{"total": 1, "arguments": {"end_time": "2026-12-01T00:00:00Z"}},
			{"total": 1, "arguments": {"last_n": 1, "start_time": "2026-11-01T00:00:00Z"}},
			{"total": 1, "arguments": {"last_n": 1, "end_time": "2026-12-01T00:00:00Z"}},
			{"total": 1, "arguments": {"last_n": 1, "start_time": "2026-11-01T00:00:00Z", "end_time": "2026-12-01T00:00:00Z"}},
		],
		"podid cannot be pinned": [{"total": 1, "arguments": {"last_n": 1, "podid": "podA"}}],
		"pod_id must be text, not [\"podA\"]": [{"total": 1, "arguments": {"last_n": 1, "pod_id": ["podA"]}}],
		"last_n must be a number, not the text \"1\"": [{"total": 1, "arguments": {"last_n": "1"}}],
		"include_current must be true or false, not the text \"true\"": [{"total": 1, "arguments": {"last_n": 1, "include_current": "true"}}],
		"it cannot have the setting grup": [{"arguments": month_pins, "total": 1, "grup": 1}],
		"it cannot have the setting cost_per_hour": [{"arguments": month_pins, "total": 1, "cost_per_hour": 1}],
		"total must be a number of at least 0, not the text \"100\"": [{"arguments": month_pins, "total": "100"}],
		"total must be a number of at least 0, not null": [{"arguments": month_pins, "total": null}],
		"total must be a number of at least 0, not -1": [{"arguments": month_pins, "total": -1}],
		"allow_no_records must be true or false, not the text \"yes\"": [{"arguments": month_pins, "total": 1, "allow_no_records": "yes"}],
		"spike_factor needs last_n in arguments: 3 or more, or 2 or more with include_current false": [{"arguments": {"last_n": 2}, "spike_factor": 2}, {"arguments": {"last_n": 1, "include_current": false}, "spike_factor": 2}],
		"keys must be a list of keys, and the address must not contain any": [{"arguments": month_pins, "total": 1, "keys": []}, {"arguments": month_pins, "total": 1, "keys": "team-a"}],
	} {
		every entry in entries {
			denied(month_plan(month_value), {month: entry}) == invalid(month, reason)
		}
	}
}

test_invalid_budget_limits if {
	pins := budget_limits[budget].arguments
	every pin in ["amount", "period", "scope"] {
		denied(budget_with({}), {budget: {"arguments": object.remove(pins, [pin])}}) == invalid(budget, sprintf("arguments must have %s", [pin]))
	}
	denied(budget_with({}), {budget: {"arguments": {}}}) == invalid(budget, "arguments must list the arguments of the data source and their values")
	denied(budget_with({}), {budget: {"arguments": object.union(pins, {"amount": "5000"})}}) == invalid(budget, "amount must be a number, not the text \"5000\"")
	every amount in [null, 0, -1] {
		denied(budget_with({}), {budget: {"arguments": object.union(pins, {"amount": amount})}}) == invalid(budget, "amount must be a number above 0")
	}
	denied(budget_with({}), {budget: {"arguments": pins, "allow_no_records": true}}) == invalid(budget, "it cannot have the setting allow_no_records")
}

test_invalid_pods_or_audit_limits if {
	denied(audit_with({}), {audit: {"arguments": {"min_age_hours": 1}, "wasted_per_month": 2000}}) == invalid(audit, "arguments must have idle_below")
	denied(pods_with({}), {pods: {"arguments": pods_pins}}) == invalid(pods, "it needs at least one of cost_per_hour, cost_per_hour_by_gpu_type")
	denied(pods_with({}), {pods: {"arguments": {"pod_id": null}, "cost_per_hour": 20}}) == invalid(pods, "arguments must have include_cluster_pods") | invalid(pods, "pod_id cannot be pinned")
	every amounts in [1, {}, [1], {"NVIDIA A40": "1"}] {
		denied(pods_with({}), for_pods({"cost_per_hour_by_gpu_type": amounts})) == invalid(pods, sprintf("cost_per_hour_by_gpu_type must be a map with a number of at least 0 for each GPU type, not %s", [json.marshal(amounts)]))
	}
}

test_limits_for_something_else if {
	every name in ["runpod_pod_billing.month", "month", "", "data.runpod_gpu_types.all", "data.http.x"] {
		entry := {"arguments": month_pins, "total": 1}
		denied(month_plan(month_value), {name: entry}) == invalid(name, "the address is not that of a data source that this policy can check")
	}
}

test_keys_in_address_and_entry if {
	denied(in_modules, {team_a: {"arguments": month_pins, "total": 100, "keys": ["a"]}}) == invalid(team_a, "keys must be a list of keys, and the address must not contain any")
}

# The data.yaml in this folder.
test_own_limits_are_valid if {
	limits.problems == {}
	count(limits.valid) > 0
	every fewest in [{"last_n": 3}, {"last_n": 2, "include_current": false}] {
		limits.problems == {} with data.runpod_limits as {days: {"arguments": fewest, "spike_factor": 2}}
	}
}

test_keys_of_an_address if {
	address.keys(`module.a["x"].data.runpod_pods.now[0]`) == ["x", 0]
	address.keys(`data.runpod_pods.now["\U000f0000\u00a0😀\""]`) == ["\udb80\udc00\u00a0😀\""]
	address.keys(`data.runpod_pods.now["$${x} %%{y} \"z\" $$${"]`) == ["${x} %{y} \"z\" $${"]
}
