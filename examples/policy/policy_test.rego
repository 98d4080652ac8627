package main_test

import data.main
import data.runpod.billing

month := "data.runpod_pod_billing.month"

days := "data.runpod_pod_billing.days"

limits := {month: {"total": 100, "group": 60}}

month_value := {
	"bucket_size": "month",
	"last_n": 1,
	"end_time": "2026-12-01T00:00:00Z",
	"record_count": 2,
	"total_amount": 90.5,
	"amount_by_group": {"podA": 60, "podB": 30.5},
	"amount_by_time": {"2026-11-01T00:00:00Z": 90.5},
}

# The 20th is running, the 19th is compared with the three days before it, one of
# which has no charges.
days_value := {
	"bucket_size": "day",
	"last_n": 5,
	"end_time": "2026-11-21T00:00:00Z",
	"record_count": 4,
	"total_amount": 100,
	"amount_by_group": {"podA": 100},
	"amount_by_time": {
		"2026-11-16T00:00:00Z": 10,
		"2026-11-18T00:00:00Z": 20,
		"2026-11-19T00:00:00Z": 20,
		"2026-11-20T00:00:00Z": 50,
	},
}

# object.union would merge maps of amounts.
days_with(changes) := object.union(object.remove(days_value, object.keys(changes)), changes)

source(address, value) := {"address": address, "mode": "data", "type": "runpod_pod_billing", "values": value}

# A plan in whose prior state these are, as it is when they were read.
plan(sources) := {
	"format_version": "1.2",
	"planned_values": {"root_module": {}},
	"prior_state": {"values": {"root_module": {"resources": sources}}},
	"complete": true,
	"errored": false,
}

month_plan(value) := plan([source(month, value)])

month_with(changes) := month_plan(object.union(month_value, changes))

changed(address, reason, after, after_unknown) := {
	"address": address,
	"mode": "data",
	"type": "runpod_pod_billing",
	"change": {"actions": ["read"], "before": null, "after": after, "after_unknown": after_unknown},
	"action_reason": reason,
}

not_a_plan := {"This is not a Terraform plan. Give the policy what \"terraform show -json\" prints for a saved plan."}

no_data := {"The plan has no billing data of Runpod. Add a data source \"runpod_pod_billing\" to the configuration."}

not_yet(address) := {sprintf("%s is not known yet: Terraform reads it during apply. Give it arguments that are known while planning, such as last_n instead of timestamp(), and no depends_on.", [address])}

no_total(address) := {sprintf("%s has no known total. If it stands in a check block, the warning of the plan says why.", [address])}

no_records(address) := {sprintf("%s has no records: nothing is reported for its window, or not yet. If that is as it should be, set allow_no_records for it in runpod_limits.", [address])}

no_limits := {"There are no limits. Set them in data.yaml under runpod_limits, and load that file together with the policy."}

not_found(address) := {sprintf("The plan has no %s, which has limits. Add it to the configuration, or correct the address in runpod_limits.", [address])}

bad_limits(name) := {sprintf("The limits of %s cannot be used. Set at least one of total, group and spike_factor. These and spike_above are numbers from 0, allow_no_records is true or false, and there is nothing else.", [name])}

no_spike(address) := {sprintf("%s cannot be searched for a spike. Set last_n to 3 or more, which gives the running bucket, the one before it, and some to compare with.", [address])}

over_total(address, amount, limit) := {sprintf("%s: %s charged, over the limit of %s. Stop what is not needed, or raise total in runpod_limits.", [address, amount, limit])}

over_group(address, group, amount, limit) := {sprintf("%s: %s charged for %s, over the limit of %s for each. Stop it if it is not needed, or raise group in runpod_limits.", [address, amount, group, limit])}

# Within and over the limits.

test_within_limits if {
	main.deny == set() with input as month_plan(month_value) with data.runpod_limits as limits
	main.pass with input as month_plan(month_value) with data.runpod_limits as limits
}

test_over_total if {
	over := month_with({"total_amount": 100.01})
	main.deny == over_total(month, "100.01 USD", "100.00 USD") with input as over with data.runpod_limits as limits
	not main.pass with input as over with data.runpod_limits as limits
}

test_exactly_at_total if {
	at := month_with({"total_amount": 1513.35162288659751})
	main.deny == set() with input as at with data.runpod_limits as {month: {"total": 1513.35162288659751}}
}

test_over_total_by_the_last_digit if {
	over := month_with({"total_amount": 1513.35162288659751})
	count(main.deny) == 1 with input as over with data.runpod_limits as {month: {"total": 1513.3516228865975}}
}

test_over_group if {
	over := month_with({"amount_by_group": {"podA": 60.004, "podB": 30, "podC": 1234567.899}})
	main.deny == over_group(month, "podA", "60.00 USD", "60.00 USD") | over_group(month, "podC", "1234567.90 USD", "60.00 USD") with input as over with data.runpod_limits as limits
}

test_credit_is_within_limits if {
	main.deny == set() with input as month_with({"total_amount": -5, "amount_by_group": {"podA": -5}}) with data.runpod_limits as limits
}

test_limit_of_zero if {
	main.deny == over_total(month, "90.50 USD", "0.00 USD") with input as month_plan(month_value) with data.runpod_limits as {month: {"total": 0}}
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

# Spikes.

test_spike if {
	spike := "data.runpod_pod_billing.days: 20.00 USD charged in the day from 2026-11-19T00:00:00Z, over 1.5 times the average of 10.00 USD of the 3 before. See what ran then, or raise spike_factor in runpod_limits."
	main.deny == {spike} with input as plan([source(days, days_value)]) with data.runpod_limits as {days: {"spike_factor": 1.5}}
}

test_exactly_at_spike_factor if {
	main.deny == set() with input as plan([source(days, days_value)]) with data.runpod_limits as {days: {"spike_factor": 2}}
}

test_spike_above if {
	main.deny == set() with input as plan([source(days, days_value)]) with data.runpod_limits as {days: {"spike_factor": 1.5, "spike_above": 20}}
	count(main.deny) == 1 with input as plan([source(days, days_value)]) with data.runpod_limits as {days: {"spike_factor": 1.5, "spike_above": 19.99}}
}

# Once nothing is charged any more, the last bucket with charges is not the
# running one.
test_spike_without_a_running_bucket if {
	stopped := days_with({"amount_by_time": {"2026-11-19T00:00:00Z": 20}})
	main.deny == {"data.runpod_pod_billing.days: 20.00 USD charged in the day from 2026-11-19T00:00:00Z, over 2 times the average of 0.00 USD of the 3 before. See what ran then, or raise spike_factor in runpod_limits."} with input as plan([source(days, stopped)])
		with data.runpod_limits as {days: {"spike_factor": 2}}
}

test_no_spike_can_be_found if {
	every change in [
		{"last_n": null},
		{"last_n": 2, "amount_by_time": {"2026-11-19T00:00:00Z": 20}},
		{"end_time": null},
		{"end_time": "yesterday"},
		{"bucket_size": null},
		{"bucket_size": "hour"},
		{"amount_by_time": null},
		{"amount_by_time": {"2026-11-19T00:00:00Z": "20"}},
		{"amount_by_time": {"2026-11-19T00:00:00Z": 20, "2026-11-19T06:00:00Z": 20}},
	] {
		main.deny == no_spike(days) with input as plan([source(days, days_with(change))]) with data.runpod_limits as {days: {"spike_factor": 1.5}}
	}
}

test_buckets if {
	every size, want in {
		"hour": ["2026-02-28T23:00:00Z", "2026-02-28T22:00:00Z", "2026-02-28T21:00:00Z"],
		"day": ["2026-02-28T00:00:00Z", "2026-02-27T00:00:00Z", "2026-02-26T00:00:00Z"],
		"week": ["2026-02-22T00:00:00Z", "2026-02-15T00:00:00Z", "2026-02-08T00:00:00Z"],
		"month": ["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2025-12-01T00:00:00Z"],
		"year": ["2025-03-01T00:00:00Z", "2024-03-01T00:00:00Z", "2023-03-01T00:00:00Z"],
	} {
		value := {"bucket_size": size, "last_n": 3, "end_time": "2026-03-01T00:00:00Z", "amount_by_time": {}}
		[bucket.start | some bucket in billing.buckets(value)] == want
	}
}

# Which data sources a limit is for.

test_several_data_sources if {
	both := plan([source(month, object.union(month_value, {"total_amount": 101})), source(days, days_value)])
	all_limits := {month: {"total": 100}, days: {"total": 99}}
	main.deny == over_total(month, "101.00 USD", "100.00 USD") | over_total(days, "100.00 USD", "99.00 USD") with input as both with data.runpod_limits as all_limits
}

test_no_limit_for_one_of_them if {
	main.deny == set() with input as plan([source(month, month_value), source(days, days_value)]) with data.runpod_limits as limits
}

test_limit_for_what_is_not_in_the_plan if {
	main.deny == not_found(days) with input as month_plan(month_value) with data.runpod_limits as {month: {"total": 100}, days: {"total": 100}}
}

in_modules := {
	"format_version": "1.2",
	"prior_state": {"values": {"root_module": {"child_modules": [
		{"address": "module.team[\"a\"]", "child_modules": [{
			"address": "module.team[\"a\"].module.billing[0]",
			"resources": [source("module.team[\"a\"].module.billing[0].data.runpod_pod_billing.month", month_value)],
		}]},
		{"address": "module.team[\"b.[1]\\\"\"]", "child_modules": [{
			"address": "module.team[\"b.[1]\\\"\"].module.billing[0]",
			"resources": [source("module.team[\"b.[1]\\\"\"].module.billing[0].data.runpod_pod_billing.month", object.union(month_value, {"total_amount": 95}))],
		}]},
	]}}},
}

test_all_copies_of_a_module if {
	main.deny == over_total("module.team[\"a\"].module.billing[0].data.runpod_pod_billing.month", "90.50 USD", "90.00 USD") | over_total("module.team[\"b.[1]\\\"\"].module.billing[0].data.runpod_pod_billing.month", "95.00 USD", "90.00 USD") with input as in_modules
		with data.runpod_limits as {"module.team.module.billing.data.runpod_pod_billing.month": {"total": 90}}
}

test_one_copy_of_a_module if {
	address := "module.team[\"a\"].module.billing[0].data.runpod_pod_billing.month"
	main.deny == over_total(address, "90.50 USD", "90.00 USD") with input as in_modules with data.runpod_limits as {address: {"total": 90}}
}

test_root_limit_is_not_for_modules if {
	main.deny == not_found(month) with input as in_modules with data.runpod_limits as limits
}

# Where the plan has the data.

nested_in_check(value, after, after_unknown) := object.union(month_plan(value), {
	"planned_values": {"root_module": {"resources": [source(month, after)]}},
	"resource_changes": [changed(month, "read_because_check_nested", after, after_unknown)],
})

test_nested_in_check if {
	plan_json := nested_in_check(month_value, month_value, {})
	main.deny == set() with input as plan_json with data.runpod_limits as limits
	main.deny == over_total(month, "90.50 USD", "90.00 USD") with input as plan_json with data.runpod_limits as {month: {"total": 90}}
	billing.values == {month: {month_value}} with input as plan_json
}

# Terraform only warns of a failed read there.
test_read_failed_in_check if {
	nothing := {name: null | some name, _ in month_value}
	plan_json := nested_in_check(nothing, {"last_n": 1}, {"total_amount": true, "record_count": true})
	main.deny == no_total(month) with input as plan_json with data.runpod_limits as limits
}

test_unknown_in_check if {
	every unknown in [{"total_amount": true}, {"amount_by_group": {"podA": true}}] {
		main.deny == no_total(month) with input as nested_in_check(month_value, month_value, unknown) with data.runpod_limits as limits
	}
	main.deny == set() with input as nested_in_check(month_value, month_value, {"total_amount": false}) with data.runpod_limits as limits
}

test_check_and_state_differ if {
	newer := object.union(month_value, {"total_amount": 120})
	main.deny == over_total(month, "120.00 USD", "100.00 USD") with input as nested_in_check(month_value, newer, {}) with data.runpod_limits as limits
}

test_deferred if {
	every reason in ["read_because_config_unknown", "read_because_dependency_pending", "some_later_reason", null] {
		deferred := object.union(plan([]), {"resource_changes": [changed(month, reason, {"last_n": 1}, {"total_amount": true})]})
		main.deny == not_yet(month) with input as deferred with data.runpod_limits as limits
	}
}

test_deferred_without_a_reason if {
	change := object.remove(changed(month, "", month_value, {}), ["action_reason"])
	main.deny == not_yet(month) with input as object.union(month_with({"total_amount": 101}), {"resource_changes": [change]}) with data.runpod_limits as limits
}

test_deferred_without_a_value if {
	change := object.remove(changed(month, "read_because_config_unknown", null, {}), ["change"])
	main.deny == not_yet(month) with input as object.union(plan([]), {"resource_changes": [change]}) with data.runpod_limits as limits
}

test_other_changes if {
	http := object.union(changed("data.http.x", "read_because_config_unknown", {}, {"body": true}), {"type": "http"})
	pod := object.union(changed("runpod_pod.x", null, {}, {"id": true}), {"type": "runpod_pod", "mode": "managed"})
	plan_json := object.union(month_plan(month_value), {"resource_changes": [http, pod], "deferred_changes": [{"resource_change": http}]})
	main.deny == set() with input as plan_json with data.runpod_limits as limits
}

test_deferred_with_an_old_value if {
	change := changed(month, "read_because_dependency_pending", {"last_n": 1}, {"total_amount": true})
	main.deny == not_yet(month) with input as object.union(month_plan(month_value), {"resource_changes": [change]}) with data.runpod_limits as limits
}

test_deferred_changes if {
	change := {"reason": "provider_config_unknown", "resource_change": changed(month, null, null, {"total_amount": true})}
	main.deny == not_yet(month) with input as object.union(plan([]), {"deferred_changes": [change]}) with data.runpod_limits as limits
}

test_other_billing_data_source if {
	other := object.union(source("data.runpod_network_volume_billing.all", month_value), {"type": "runpod_network_volume_billing"})
	main.deny == over_total("data.runpod_network_volume_billing.all", "90.50 USD", "90.00 USD") with input as plan([other]) with data.runpod_limits as {"data.runpod_network_volume_billing.all": {"total": 90}}
}

test_wrapped_by_hcp_terraform if {
	wrapped := {"plan": month_with({"total_amount": 101}), "run": {"id": "run-1"}}
	main.deny == over_total(month, "101.00 USD", "100.00 USD") with input as wrapped with data.runpod_limits as limits
	main.deny == set() with input as {"plan": month_plan(month_value), "run": {}} with data.runpod_limits as limits
}

# Missing data.

test_not_a_plan if {
	every document in [{}, null, [], "plan", 7, true, {"plan": null}, {"plan": {}}, object.remove(month_plan(month_value), ["format_version"])] {
		main.deny & not_a_plan == not_a_plan with input as document with data.runpod_limits as limits
		not main.pass with input as document with data.runpod_limits as limits
	}
	main.deny == not_a_plan with data.runpod_limits as limits
}

test_no_billing_data if {
	managed := object.union(source(month, month_value), {"mode": "managed"})
	other := object.union(source(month, month_value), {"type": "runpod_pod"})
	inside := {"address": "terraform_data.x", "mode": "managed", "type": "terraform_data", "values": {"output": {"resources": [source(month, month_value)]}}}
	every sources in [[], [managed], [other], [inside]] {
		main.deny == no_data with input as plan(sources) with data.runpod_limits as limits
	}
	main.deny == no_data with input as {"format_version": "1.2"} with data.runpod_limits as limits
	main.deny == no_data with input as {"format_version": "1.2", "prior_state": null, "planned_values": null, "resource_changes": null} with data.runpod_limits as limits
}

test_no_total if {
	every value in [null, {}, "90.5", object.remove(month_value, ["total_amount"]), object.remove(month_value, ["record_count"]), object.union(month_value, {"total_amount": null}), object.union(month_value, {"total_amount": "90.5"}), object.union(month_value, {"record_count": null})] {
		main.deny == no_total(month) with input as month_plan(value) with data.runpod_limits as limits
	}
	main.deny == no_total(month) with input as plan([object.remove(source(month, null), ["values"])]) with data.runpod_limits as limits
}

test_no_groups if {
	every groups in [null, "60", [60], {"podA": null}, {"podA": "60"}] {
		want := sprintf("%s has no known amount_by_group, which its limit is for.", [month])
		want in main.deny with input as month_with({"amount_by_group": groups}) with data.runpod_limits as limits
	}
	main.deny == set() with input as month_with({"amount_by_group": null}) with data.runpod_limits as {month: {"total": 100}}
}

test_no_records if {
	empty := month_plan({"record_count": 0, "total_amount": 0, "amount_by_group": {}, "amount_by_time": {}})
	main.deny == no_records(month) with input as empty with data.runpod_limits as limits
	main.deny == no_records(month) with input as empty with data.runpod_limits as {month: {"total": 100, "allow_no_records": false}}
	main.deny == set() with input as empty with data.runpod_limits as {month: {"total": 100, "allow_no_records": true}}
}

test_no_records_allowed_for_another if {
	both := plan([source(month, object.union(month_value, {"record_count": 0})), source(days, days_value)])
	main.deny == no_records(month) with input as both with data.runpod_limits as {days: {"total": 100, "allow_no_records": true}}
}

test_errored if {
	want := "The plan is incomplete, because planning failed. Correct the errors that Terraform reported, and plan again."
	main.deny == {want} with input as object.union(month_plan(month_value), {"errored": true, "complete": false}) with data.runpod_limits as limits
}

test_targeted if {
	want := "The plan leaves something out, as with -target, so charges in it may be old ones. Plan without -target."
	main.deny == {want} with input as object.union(month_plan(month_value), {"complete": false}) with data.runpod_limits as limits
}

# OpenTofu and older versions of Terraform do not say whether it is.
test_completeness_not_told if {
	main.deny == set() with input as object.remove(month_plan(month_value), ["complete", "errored"]) with data.runpod_limits as limits
}

# Missing limits.

test_no_limits if {
	every none in [{}, null, [], "100"] {
		main.deny == no_limits with input as month_plan(month_value) with data.runpod_limits as none
	}
}

test_limits_that_cannot_be_used if {
	every limit in [null, {}, 100, {"total": "100"}, {"total": null}, {"total": -1}, {"totals": 100}, {"total": 100, "grup": 60}, {"allow_no_records": true}, {"spike_above": 5}, {"total": 100, "allow_no_records": "yes"}] {
		bad_limits(month) & main.deny == bad_limits(month) with input as month_plan(month_value) with data.runpod_limits as {month: limit}
	}
}
