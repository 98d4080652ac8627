# Changes to the configuration meant to get past the policy.
package main_test

import data.main
import data.runpod.limits
import data.runpod.schema

differs(address, argument, got, required) := {sprintf("%s: %s is %s, but runpod_limits requires %s.", [address, argument, got, required])}

# Arguments that cover less.

test_arguments if {
	denied(month_with({"bucket_size": "hour"}), month_limits) == differs(month, "bucket_size", "\"hour\"", "\"month\"")
	denied(month_with({"bucket_size": null}), month_limits) == differs(month, "bucket_size", "not set", "\"month\"")
	denied(month_with({"include_current": false}), month_limits) == differs(month, "include_current", "false", "true")
	denied(month_with({"allow_unattributed": true}), month_limits) == differs(month, "allow_unattributed", "true", "false")
	denied(month_with({"allow_unattributed": false}), month_limits) == set()
}

test_window_of_another_year if {
	past := {"last_n": null, "start_time": "2020-11-01T00:00:00Z", "end_time": "2020-12-01T00:00:00Z"}
	differs(month, "last_n", "not set", "1") - denied(month_with(past), month_limits) == set()
}

test_pinned_times if {
	times := {"last_n": null, "start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-08T00:00:00Z"}
	pins := object.union({"bucket_size": "day"}, times)
	denied(month_with(object.union(times, {"bucket_size": "day"})), {month: {"arguments": pins, "total": 100}}) == set()
	denied(month_with(object.union(pins, {"start_time": "2026-11-07T00:00:00Z"})), {month: {"arguments": pins, "total": 100}}) == differs(month, "start_time", "\"2026-11-07T00:00:00Z\"", "\"2026-11-01T00:00:00Z\"")
	denied(month_with(object.union(pins, {"last_n": 1})), {month: {"arguments": pins, "total": 100}}) == differs(month, "last_n", "1", "not set")
}

# Every argument of every data source that this policy judges, also of those to come.
test_every_argument if {
	judged := {type: arguments | some type, arguments in schema.arguments; limits.kind_of(type)}
	object.keys(schema.arguments) - object.keys(judged) == {"runpod_balance", "runpod_prices"}
	every type, arguments in judged {
		address := sprintf("data.%s.x", [type])
		base := {"billing": month_value, "budget": budget_value, "pods": pods_value, "audit": audit_value}[limits.kind_of(type)]
		names := object.keys(arguments) - {"include_records", "timeouts"}
		messages := denied(plan([source(address, with_changes(base, {name: "other" | some name in names}))]), {address: loose[limits.kind_of(type)]})
		every name in names {
			some message in messages
			startswith(message, sprintf("%s: %s is \"other\", but runpod_limits requires", [address, name]))
		}
	}
}

loose := {
	"billing": {"arguments": {"bucket_size": "month", "start_time": "2026-11-01T00:00:00Z", "end_time": "2026-12-01T00:00:00Z"}, "total": 100},
	"budget": budget_limits[budget],
	"audit": {"arguments": audit_pins, "cost_per_hour": 100},
	"pods": {"arguments": pods_pins, "cost_per_hour": 100},
}

test_new_kind if {
	address := "data.runpod_sandbox_billing.month"
	arguments := object.union(schema.arguments.runpod_billing, {"sandbox_id": {"type": "string", "default": null}})
	narrowed := plan([source(address, object.union(month_value, {"sandbox_id": "one"}))])
	main.deny == differs(address, "sandbox_id", "\"one\"", "not set") with input as narrowed
		with data.runpod_plan as {}
		with data.runpod_limits as {address: {"arguments": month_pins, "total": 100}}
		with time.now_ns as now
		with data.runpod.schema.arguments as {"runpod_sandbox_billing": arguments}
}

test_argument_of_a_newer_provider if {
	nested := "module.team[\"a\"].module.billing[0].data.runpod_pod_billing.month"
	block := {"address": "data.runpod_pod_billing.month", "mode": "data", "expressions": {"last_n": {}, "exclude": {}}}
	modules := {"team": {"module": {"module_calls": {"billing": {"module": {"resources": [block]}}}}}}
	own := object.union(plan([source(nested, month_value)]), {"configuration": {"root_module": {"module_calls": modules}}})
	denied(own, {nested: {"arguments": month_pins, "total": 100}}) == {sprintf("%s sets exclude, which this policy does not know. Use the policy of the provider's version, or remove the argument.", [nested])}
	root := object.union(month_plan(month_value), {"configuration": {"root_module": {"module_calls": modules}}})
	denied(root, month_limits) == set()
}

# The window that was read counts, which the API may have widened.
test_widened_window if {
	times := {"start_time": "2026-11-01T00:00:00+01:00", "end_time": "2026-12-01T00:00:00+01:00"}
	pinned := {month: {"arguments": object.union({"bucket_size": "month"}, times), "total": 100}}
	value := object.union(times, {"last_n": null, "window_start": "2026-10-31T23:00:00Z", "window_end": "2026-11-30T23:00:00Z"})
	denied(month_with(value), pinned) == set()
	widened := object.union(value, {"window_start": "2026-10-01T00:00:00Z", "window_end": "2026-12-01T00:00:00Z"})
	denied(month_with(widened), pinned) == differs(month, "start_time", "\"2026-10-01T00:00:00Z\"", "\"2026-11-01T00:00:00+01:00\"") | differs(month, "end_time", "\"2026-12-01T00:00:00Z\"", "\"2026-12-01T00:00:00+01:00\"")
}

test_pinned_filter_removed_or_changed if {
	pinned := {month: {"arguments": object.union(month_pins, {"pod_id": "podA"}), "total": 100}}
	denied(month_with({"pod_id": "podA"}), pinned) == set()
	denied(month_with({}), pinned) == differs(month, "pod_id", "not set", "\"podA\"")
	denied(month_with({"pod_id": "podB"}), pinned) == differs(month, "pod_id", "\"podB\"", "\"podA\"")
}

test_pinned_null if {
	pinned := {month: {"arguments": object.union(month_pins, {"pod_id": null, "include_current": null}), "total": 100}}
	denied(month_with({"include_current": true}), pinned) == set()
	denied(month_with({"pod_id": "podA"}), pinned) == differs(month, "pod_id", "\"podA\"", "not set")
}

test_larger_or_narrower_budget if {
	every argument, change in {"amount": ["9000", "5000", 9000], "period": ["\"day\"", "\"month\"", "day"], "scope": ["\"clusters\"", "\"account\"", "clusters"], "trailing_days": ["90", "7", 90]} {
		denied(budget_with({argument: change[2]}), budget_limits) == differs(budget, argument, change[0], change[1])
	}
	denied(budget_with({"period": "month", "scope": "account", "trailing_days": 7, "amount": 5000.0}), budget_limits) == set()
}

# Missing data sources and instances.

by_team(teams) := plan([source(sprintf("%s[\"%s\"]", [month, team]), month_value) | some team in teams])

dropped(key, found) := {sprintf("The plan has no instance of data.runpod_pod_billing.month with the key %s, which runpod_limits requires; it has %s. Add it to the configuration, or correct keys.", [key, found])}

test_team_dropped if {
	both := {month: {"arguments": month_pins, "total": 100, "keys": ["team-a", "team-b"]}}
	denied(by_team(["team-a", "team-b"]), both) == set()
	denied(by_team(["team-a"]), both) == dropped("\"team-b\"", "\"team-a\"")
	denied(by_team(["team-b", "team-c"]), both) == dropped("\"team-a\"", "\"team-b\", \"team-c\"")
	denied(by_team([]), both) == not_found(month)
	denied(month_plan(month_value), both) == dropped("\"team-a\"", "[]") | dropped("\"team-b\"", "[]")

	# A number is the key of count, and text one of for_each.
	denied(plan([source(sprintf("%s[0]", [month]), month_value)]), {month: {"arguments": month_pins, "total": 100, "keys": ["0"]}}) == dropped("\"0\"", "0")
}

test_team_added if {
	one := {month: {"arguments": month_pins, "total": 90, "keys": ["team-a"]}}
	count(denied(by_team(["team-a", "team-b"]), one)) == 2
	denied(by_team(["team-a"]), month_limits) == {"data.runpod_pod_billing.month has several instances, so a missing one would go unnoticed. List the keys of all instances under keys in runpod_limits."}
}

test_listed_by_address if {
	entries := {address: {"arguments": month_pins, "total": 100} |
		some team in ["team-a", "team-b"]
		address := sprintf("%s[\"%s\"]", [month, team])
	}
	denied(by_team(["team-a", "team-b"]), entries) == set()
	denied(by_team(["team-a"]), entries) == not_found("data.runpod_pod_billing.month[\"team-b\"]")
}

# Amounts from elsewhere.

from_provider(name) := plan([object.union(source(month, month_value), {"provider_name": name})])

read_from(name, wanted) := {sprintf("data.runpod_pod_billing.month is read from the provider %s, which is not in runpod_providers. Use %s.", [name, wanted])}

test_another_provider if {
	both := "registry.opentofu.org/costguard/runpod or registry.terraform.io/costguard/runpod"
	every name in ["registry.terraform.io/runpod/runpod", "example.com/costguard/runpod", "terraform.io/builtin/terraform"] {
		denied(from_provider(name), month_limits) == read_from(name, both)
	}
	denied(plan([object.remove(source(month, month_value), ["provider_name"])]), month_limits) == read_from("an unknown provider", both)
	denied(from_provider("registry.opentofu.org/costguard/runpod"), month_limits) == set()
}

test_own_registry if {
	own := "registry.example.com/costguard/runpod"
	denied(from_provider(own), month_limits) == set() with data.runpod_providers as [own]
	denied(month_plan(month_value), month_limits) == read_from(ours, own) with data.runpod_providers as [own]
	count(denied(month_plan(month_value), month_limits)) == 1 with data.runpod_providers as own
}

# Runpod's own provider has data sources with the same types.
test_another_provider_elsewhere if {
	raw := object.union(source("data.runpod_billing.raw", {"records": []}), {"provider_name": "registry.terraform.io/runpod/runpod"})
	later := object.union(changed("data.runpod_billing.later", null, {}, {"records": true}), {"provider_name": "registry.terraform.io/runpod/runpod"})
	denied(object.union(plan([source(month, month_value), raw]), {"resource_changes": [later]}), month_limits) == set()
}

with_provider(key, block) := object.union(month_plan(month_value), {"configuration": {"provider_config": {key: block}}})

block_sets(key, setting) := {sprintf("The provider block %s sets %s, which decides whose amounts are read. Set it in the environment, or add it to runpod_allow_provider_settings.", [key, setting])}

test_another_account if {
	every setting, expression in {"api_key": {"references": ["var.key"]}, "api_version": {"constant_value": "v1"}, "endpoints": {"constant_value": {"v2": "https://example.com/v2"}}} {
		every key in ["runpod", "runpod.other", "module.team:runpod"] {
			every source in [{"full_name": ours}, {"full_name": "registry.opentofu.org/costguard/runpod"}] {
				denied(with_provider(key, object.union(source, {"name": "runpod", "expressions": {setting: expression}})), month_limits) == block_sets(key, setting)
			}
		}
	}
	denied(with_provider("without_full_name", {"expressions": {"api_key": {}}}), month_limits) == block_sets("without_full_name", "api_key")
}

test_harmless_provider_settings if {
	denied(with_provider("runpod", {"full_name": ours, "expressions": {"max_retries": {"constant_value": 2}}}), month_limits) == set()
	denied(with_provider("theirs", {"full_name": "registry.terraform.io/runpod/runpod", "expressions": {"api_key": {}}}), month_limits) == set()
}

test_allowed_provider_settings if {
	block := {"full_name": ours, "expressions": {"api_key": {"references": ["var.key"]}, "endpoints": {}}}
	denied(with_provider("runpod", block), month_limits) == block_sets("runpod", "endpoints") with data.runpod_allow_provider_settings as ["api_key"]
}

# Amounts from another day.

made_at(timestamp) := with_changes(month_plan(month_value), {"timestamp": timestamp})

test_age if {
	denied(made_at("2026-11-20T14:00:00Z"), month_limits) == set()
	denied(made_at("2026-11-20T13:59:59Z"), month_limits) == {"The plan was made at 2026-11-20T13:59:59Z, more than 1h ago. Plan again."}
	denied(made_at("2026-11-20T15:05:00Z"), month_limits) == set()
	denied(made_at("2026-11-20T15:05:01Z"), month_limits) == {"The plan's timestamp, 2026-11-20T15:05:01Z, is in the future. Set the clock of the machine that plans, then plan again."}
}

test_no_timestamp if {
	want := {"The plan has no valid timestamp. Plan with OpenTofu or Terraform 1.5 or later, or set runpod_max_plan_age to \"off\"."}
	denied(object.remove(month_plan(month_value), ["timestamp"]), month_limits) == want
	denied(made_at("yesterday"), month_limits) == want
	denied(made_at(null), month_limits) == want
}

test_max_plan_age if {
	old := made_at("2026-11-20T14:29:59Z")
	denied(old, month_limits) == set()
	denied(old, month_limits) == {"The plan was made at 2026-11-20T14:29:59Z, more than 30m ago. Plan again."} with data.runpod_max_plan_age as "30m"
	every off in ["off", false] {
		every timestamp in ["2026-11-02T00:00:00Z", "2026-11-20T16:00:00Z", null] {
			denied(made_at(timestamp), month_limits) == set() with data.runpod_max_plan_age as off
		}
	}
	every age in ["an hour", "", 60, null, true] {
		denied(old, month_limits) == {"runpod_max_plan_age is invalid: it must be a duration such as \"30m\", or \"off\"."} with data.runpod_max_plan_age as age
	}
}

destroy_plan := {"This is a destroy plan, so its amounts may come from an earlier run. Run the policy on a normal plan."}

deletion := {"address": "terraform_data.pod", "mode": "managed", "type": "terraform_data", "change": {"actions": ["delete"]}}

errored := {"The plan is incomplete because planning failed. Fix the errors that Terraform reported, then plan again."}

partial := {"The plan is partial, as with -target, so it may lack changes, or have amounts of an earlier run. Plan without -target."}

test_kinds_of_plan if {
	every case in [
		{"has": {"errored": true, "complete": false}, "denied": errored},
		{"has": {"complete": false}, "denied": partial},
		{"has": {"resource_changes": [deletion]}, "denied": destroy_plan},
		{"has": removed_output, "denied": destroy_plan},
		{"has": deletions_of_a_normal_plan, "denied": set()},
	] {
		denied(object.union(month_plan(month_value), case.has), month_limits) == case.denied
	}

	# OpenTofu and older versions of Terraform do not report whether a plan is complete.
	denied(object.remove(month_plan(month_value), ["complete", "errored"]), month_limits) == set()
}

removed_output := {"configuration": {"root_module": {"outputs": {"spent": {}}}}, "output_changes": {"spent": {"actions": ["delete"]}}}

deletions_of_a_normal_plan := {
	"resource_changes": [
		object.union(deletion, {"action_reason": "delete_because_no_resource_config"}),
		object.union(deletion, {"deposed": "00000000"}),
		object.union(deletion, {"change": {"actions": ["delete", "create"]}}),
	],
	"configuration": {"root_module": {"outputs": {"forecast": {}}}},
	"output_changes": {"spent": {"actions": ["delete"]}, "forecast": {"actions": ["update"]}},
}

stale(address, ended) := {sprintf("%s is out of date: its window ended at %s, before the plan was made. Plan again, without -target and -refresh=false.", [address, ended])}

test_amounts_of_an_earlier_run if {
	ended := "2026-11-20T00:00:00Z"
	denied(days_with({"end_time": ended}), for_days({"total": 100})) == stale(days, ended)
	denied(budget_with({"end_time": ended}), budget_limits) == stale(budget, ended)
	denied(days_with({"end_time": null}), for_days({"total": 100})) == {"data.runpod_billing.days has no valid end_time, so it may be out of date."}

	# With last_n, start_time and end_time may stay unset.
	window := {"start_time": null, "end_time": null, "window_start": "2026-11-16T00:00:00Z", "window_end": "2026-11-21T00:00:00Z"}
	denied(days_with(window), for_days({"total": 100})) == set()
	denied(days_with(object.union(window, {"window_end": ended})), for_days({"total": 100})) == stale(days, ended)
}

test_amounts_of_an_earlier_run_without_the_running_bucket if {
	complete := {days: {"arguments": object.union(days_pins, {"include_current": false}), "total": 100}}
	denied(days_with({"include_current": false, "end_time": "2026-11-20T00:00:00Z"}), complete) == set()
	denied(days_with({"include_current": false, "end_time": "2026-11-19T00:00:00Z"}), complete) == stale(days, "2026-11-19T00:00:00Z")
}
