# What plans of Runpod's own resources cost, and what they may add.
package main_test

import data.main
import data.runpod.limits
import data.runpod.planned

# Fixtures: a catalog, changes, and a plan with both.

theirs := "registry.terraform.io/runpod/runpod"

h100 := "NVIDIA H100 80GB HBM3"

a40 := "NVIDIA A40"

catalog := {
	"read_at": "2026-11-20T15:00:00Z",
	"gpus": {
		h100: {"name": "H100 SXM", "pool": "ADA_80_PRO", "secure": 2.99, "community": 2.69, "serverless": 4.18},
		"NVIDIA H100 NVL": {"name": "H100 NVL", "pool": "ADA_80_PRO", "secure": 2.79, "community": null, "serverless": 4.5},
		a40: {"name": "A40", "pool": "AMPERE_48", "secure": 0.4, "community": null, "serverless": 1.22},
		"NVIDIA RTX A4500": {"name": "RTX A4500", "pool": null, "secure": 0.25, "community": 0.19, "serverless": null},
		"NVIDIA  RTX A4500": {"name": "RTX A4500", "pool": null, "secure": null, "community": 0, "serverless": null},
		"NVIDIA A30": {"name": "A30", "pool": "AMPERE_24", "secure": 0, "community": null, "serverless": null},
	},
	"cpus": {"cpu3c": {"name": "Compute-Optimized 3", "secure_per_vcpu": 0.03, "serverless_per_vcpu": 0.036}},
}

# A change of a resource, whose configuration sets what is known to be set afterwards.
changing(type, actions, before, after) := {
	"address": sprintf("%s.a", [type]),
	"mode": "managed",
	"type": type,
	"provider_name": theirs,
	"change": {"actions": actions, "before": before, "after": after, "after_unknown": {"id": true}},
}

creating(type, after) := changing(type, ["create"], null, after)

pod(after) := creating("runpod_pod", after)

with_unknown(change, unknown) := object.union(change, {"change": {"after_unknown": unknown}})

price_list := source("data.runpod_prices.list", catalog)

change_plan(changes) := plan_of(changes, {}, [price_list])

# The expressions are those of the block of the first change.
plan_of(changes, expressions, resources) := object.union(plan(resources), {
	"resource_changes": changes,
	"configuration": {"root_module": {"resources": [{
		"address": sprintf("%s.a", [changes[0].type]),
		"mode": "managed",
		"expressions": expressions,
	}]}},
})

# What each change adds, in USD, or why this is unknown. All are in one plan, with the
# expressions that the case "wrote" in the configuration.
outcomes(cases) := [outcome(row) | some row in rows] if {
	changes := [object.union(case.of, {"address": sprintf("%s.a%d", [case.of.type, i])}) | some i, case in cases]
	blocks := [{"address": changes[i].address, "expressions": object.get(case, "wrote", {})} | some i, case in cases]
	plan_json := object.union(plan([price_list]), {"resource_changes": changes, "configuration": {"root_module": {"resources": blocks}}})
	rows := planned.rows with input as plan_json with time.now_ns as now
}

are_right(cases) if outcomes(cases) == [case.adds | some case in cases]

adds_of(change) := outcomes([{"of": change}])[0]

outcome(row) := row.least.adds / 1000000 if {
	count(row.why) == 0
} else := concat("; ", row.why)

most_of(change) := row.most.adds / 1000000 if {
	rows := planned.rows with input as change_plan([change]) with time.now_ns as now
	row := rows[0]
}

judged(plan_json, limit) := found if {
	found := main.deny with input as plan_json with data.runpod_limits as {} with data.runpod_plan as limit with time.now_ns as now
}

unknown_until_apply(name) := sprintf("%s is unknown until apply; set it to a value that is known while planning, such as coalesce(x, 1) for one that may be null, or leave it out", [name])

# Prices.

test_prices if are_right([
	{"of": pod({"gpu_type_id": h100, "gpu_count": 8, "cloud": "SECURE"}), "adds": 23.92},
	{"of": pod({"gpu_type_id": h100, "gpu_count": 8, "cloud": "COMMUNITY"}), "adds": 21.52},
	{"of": pod({"gpu_type_id": h100}), "adds": 2.99},
	{"of": pod({"gpu_type_id": h100, "gpu_count": 3, "desired_state": "EXITED"}), "adds": 0},
	{"of": pod({"gpu_type_id": "nvidia  rtx a4500", "gpu_count": 2}), "adds": 0.5},
	{"of": pod({"gpu_type_ids": [a40, h100], "cloud_type": "SECURE"}), "adds": 2.99},
	{"of": pod({"gpu_type_id": a40, "cloud_type": "ALL"}), "adds": 0.4},
	{"of": pod({"cpu_type_id": "cpu3c", "vcpu_count": 4}), "adds": 0.12},
	{"of": creating("runpod_cluster", {"gpu_type_id": h100, "gpu_count_per_pod": 8, "pod_count": 2}), "adds": 47.84},
	{"of": creating("runpod_serverless_endpoint", {"gpu_pools": ["ADA_80_PRO"], "workers_min": 2, "gpu_count": 2}), "adds": 18},
	{"of": creating("runpod_serverless_endpoint", {"gpu_pools": ["ADA_80_PRO", "AMPERE_48"], "workers_min": 1, "excluded_types": ["nvidia h100 nvl"]}), "adds": 4.18},
	{"of": creating("runpod_serverless_endpoint", {"cpu": [{"cpu_type_id": "cpu3c", "vcpu_count": 4}], "workers_min": 1}), "adds": 0.144},
	{"of": creating("runpod_endpoint", {"gpu_type_ids": [a40], "workers_min": 1}), "adds": 1.22},
	{"of": creating("runpod_endpoint", {"cpu_flavor_ids": ["cpu3c"], "vcpu_count": 2, "workers_min": 1}), "adds": 0.072},
	{"of": creating("runpod_network_volume", {"size": 100}), "adds": 0},
	{"of": creating("runpod_pod_action", {"action": "stop"}), "adds": 0},
])

test_ceilings if {
	most_of(creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"], "workers_max": 1000})) == 1220
	most_of(creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"]})) == 3.66
	most_of(creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"], "workers_min": 5, "workers_max": 1})) == 6.1
}

no_type := "it does not say what it runs on, as with a type that is in a template; set its GPU or CPU type"

test_no_price if are_right([
	{"of": pod({"gpu_type_id": "H100"}), "adds": "the catalog has no type \"H100\"; the nearest is NVIDIA H100 80GB HBM3, NVIDIA H100 NVL"},
	{"of": pod({"gpu_type_id": ""}), "adds": "the catalog has no type \"\"; the nearest is no other"},
	{"of": pod({"gpu_type_id": a40, "cloud": "COMMUNITY"}), "adds": "\"NVIDIA A40\" has no price for community; it has one for secure and serverless"},
	{"of": pod({"gpu_type_id": "NVIDIA A30"}), "adds": "\"NVIDIA A30\" has no price for secure, nor for anything else"},
	{"of": pod({"gpu_type_id": a40, "cloud": "secure"}), "adds": "the cloud is \"secure\", want SECURE or COMMUNITY"},
	{"of": pod({"template_id": "large"}), "adds": no_type},
	{"of": pod({"gpu_type_ids": [a40, "H100"]}), "adds": "the catalog has no type \"H100\"; the nearest is NVIDIA H100 80GB HBM3, NVIDIA H100 NVL"},
	{"of": pod({"gpu_type_id": a40, "gpu_count": 0}), "adds": "gpu_count is 0, want a whole number from 1"},
	{"of": pod({"gpu_type_id": a40, "gpu_count": -8}), "adds": "gpu_count is -8, want a whole number from 1"},
	{"of": pod({"gpu_type_id": a40, "gpu_count": 1.5}), "adds": "gpu_count is 1.5, want a whole number from 1"},
	{"of": pod({"cpu_type_id": "cpu3c"}), "adds": "vcpu_count is not set, want a whole number from 1"},
	{"of": pod({"cpu_type_id": "cpu3c", "vcpu_count": 2, "cloud": "COMMUNITY"}), "adds": "CPU pods have a price in the secure cloud only"},
	{"of": pod({"cpu_type_id": "cpu9", "vcpu_count": 2}), "adds": "the catalog has no type \"cpu9\"; the nearest is cpu3c"},
	{"of": creating("runpod_cluster", {"gpu_type_id": h100, "gpu_count_per_pod": 8}), "adds": "pod_count is not set, want a whole number from 1"},
	{"of": creating("runpod_serverless_endpoint", {"workers_min": 1}), "adds": no_type},
	{"of": creating("runpod_serverless_endpoint", {"gpu_pools": ["ADA_24", "AMPERE_48"]}), "adds": "the catalog has no type with a price in the pool \"ADA_24\" that is not excluded"},
	{"of": creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"], "excluded_types": [a40]}), "adds": "the catalog has no type with a price in the pool \"AMPERE_48\" that is not excluded"},
	{"of": creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"], "workers_min": -1}), "adds": "workers_min is -1, want a whole number from 0"},
	{"of": creating("runpod_pod_action", {"action": "start"}), "adds": "it may start a pod, at a cost that the plan does not show; set desired_state of the pod instead"},
	{"of": object.union(pod({"gpu_type_id": a40}), {"provider_name": "registry.terraform.io/someone/runpod"}), "adds": "it is from the provider registry.terraform.io/someone/runpod; if that is a mirror of Runpod's own, list it in runpod_resource_providers"},
	{"of": changing("runpod_pod", ["create", "dance"], null, {"gpu_type_id": a40}), "adds": "the plan does not say what becomes of it"},
])

test_mirror if {
	mirrored := object.union(pod({"gpu_type_id": a40}), {"provider_name": "mirror.example.com/runpod/runpod"})
	rows := planned.rows with input as change_plan([mirrored]) with data.runpod_resource_providers as ["mirror.example.com/runpod/runpod"] with time.now_ns as now
	outcome(rows[0]) == 0.4
}

test_sensitive_values_are_not_shown if {
	hidden := object.union(pod({"gpu_type_id": "secret-type"}), {"change": {"after_sensitive": {"gpu_type_id": true}}})
	adds_of(hidden) == "the catalog does not have its type"
	priced := object.union(pod({"gpu_type_id": h100}), {"change": {"after_sensitive": {"gpu_type_id": true}}})
	adds_of(priced) == 2.99
}

# Binary arithmetic would be above the limit.
test_exact if {
	pods := [object.union(pod({"gpu_type_id": a40, "gpu_count": 3}), {"address": sprintf("runpod_pod.a[%d]", [i])}) | some i in numbers.range(1, 7)]
	judged(change_plan(pods), {"adds_per_hour": 8.4}) == set()
	judged(change_plan(pods), {"adds_per_hour": 8.399999}) == {"The plan adds 8.40 USD an hour, over the limit of 8.40 USD. Ask for less, or raise adds_per_hour in runpod_plan."}
}

# Unset or unknown.

test_unset_or_unknown if {
	in_update := with_unknown(
		changing("runpod_pod", ["update"], {"gpu_type_id": h100, "gpu_count": 8, "cost": 20, "name": "old"}, {"gpu_type_id": h100, "name": "new"}),
		{"gpu_count": true, "cloud": true, "cost": true, "desired_state": true},
	)
	in_replace := object.union(in_update, {"change": {"actions": ["delete", "create"]}})
	in_create := with_unknown(pod({"gpu_type_id": h100}), {"gpu_count": true, "cloud": true})
	are_right([
		{"of": in_update, "wrote": {}, "adds": 0},
		{"of": in_replace, "wrote": {}, "adds": -17.5},
		{"of": in_create, "wrote": {}, "adds": 2.99},
		{"of": in_create, "wrote": {"gpu_count": {"constant_value": null}}, "adds": 2.99},
		{"of": in_create, "wrote": {"gpu_count": {"references": ["each.value.gpus", "each.value"]}}, "adds": unknown_until_apply("gpu_count")},
		{"of": in_create, "wrote": {"gpu_count": {"references": ["count.index"]}}, "adds": 2.99},
		{"of": in_create, "wrote": {"gpu_count": {}}, "adds": unknown_until_apply("gpu_count")},
		{"of": in_create, "wrote": {"gpu_count": {"references": ["local.n"]}}, "adds": unknown_until_apply("gpu_count")},
		{"of": in_create, "wrote": {"gpu_count": {"constant_value": "${length(uuid())}"}}, "adds": unknown_until_apply("gpu_count")},
		{"of": in_create, "wrote": {"gpu_count": {"constant_value": "${terraform_data.n.output}", "references": ["terraform_data.n.output", "terraform_data.n"]}}, "adds": unknown_until_apply("gpu_count")},
		{"of": in_update, "wrote": {"gpu_count": {"references": ["data.http.n"]}}, "adds": unknown_until_apply("gpu_count")},
		{"of": with_unknown(pod({"gpu_type_ids": [a40, null]}), {"gpu_type_ids": [false, true]}), "wrote": {"gpu_type_ids": {"references": ["local.types"]}}, "adds": unknown_until_apply("gpu_type_ids")},
		{"of": with_unknown(pod({"cpu_type_id": "cpu3c", "vcpu_count": 2}), {"gpu_count": true}), "wrote": {"gpu_count": {"references": ["local.n"]}}, "adds": 0.06},
		{"of": with_unknown(creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"], "workers_min": 1}), {"workers_max": true}), "wrote": {"workers_max": {}}, "adds": unknown_until_apply("workers_max")},
		{"of": with_unknown(creating("runpod_serverless_endpoint", {"gpu_pools": ["ADA_80_PRO"], "workers_min": 1}), {"excluded_types": true}), "wrote": {"excluded_types": {}}, "adds": 4.5},
		{"of": with_unknown(pod({"gpu_type_id": h100}), {"desired_state": true}), "wrote": {"desired_state": {}}, "adds": unknown_until_apply("desired_state")},
	])
}

# References lead through modules, up to a variable of the root module or to something
# unknown.
through_modules(argument, root_value) := outcome(rows[0]) if {
	inner := {
		"variables": {"n": {}},
		"resources": [{"address": "runpod_pod.a", "expressions": {"gpu_count": {"references": ["var.n"]}}}],
	}
	outer := {"variables": {"cfg": {}}, "module_calls": {"inner": {"expressions": {"n": argument}, "module": inner}}}
	root := {"variables": {"cfg": {}}, "module_calls": {"outer": {"expressions": {"cfg": root_value}, "module": outer, "for_each_expression": {"references": ["local.all"]}}}}
	created := object.union(with_unknown(pod({"gpu_type_id": h100}), {"gpu_count": true}), {"address": "module.outer[\"x.y\"].module.inner[0].runpod_pod.a[\"z\"]"})
	plan_json := object.union(plan([price_list]), {"resource_changes": [created], "configuration": {"root_module": root}})
	rows := planned.rows with input as plan_json with time.now_ns as now
}

test_through_modules if {
	through_modules({"references": ["var.cfg.n", "var.cfg"]}, {"references": ["var.cfg[\"x\"]", "var.cfg"]}) == 2.99
	through_modules({"references": ["var.cfg.n", "var.cfg"]}, {"constant_value": {"n": null}}) == 2.99
	through_modules({"constant_value": null}, {}) == 2.99
	through_modules({"references": ["var.cfg.n", "var.cfg"]}, {"references": ["local.cfg"]}) == unknown_until_apply("gpu_count")
	through_modules({"references": ["var.cfg.n", "var.cfg"]}, {"references": ["each.value"]}) == unknown_until_apply("gpu_count")
	through_modules({"references": ["var.cfg.n", "var.cfg"]}, {}) == unknown_until_apply("gpu_count")
	through_modules({"references": ["var.other"]}, {}) == unknown_until_apply("gpu_count")
	through_modules({"references": ["module.size.n", "module.size"]}, {}) == unknown_until_apply("gpu_count")
}

# Before and after.

test_changes if {
	of_eight := {"gpu_type_id": h100, "gpu_count": 8, "cost": 20}
	are_right([
		{"of": changing("runpod_pod", ["delete"], of_eight, null), "adds": -20},
		{"of": changing("runpod_pod", ["update"], of_eight, object.union(of_eight, {"name": "new", "cost": 0})), "adds": 0},
		{"of": changing("runpod_pod", ["delete", "create"], of_eight, object.union(of_eight, {"image": "new"})), "adds": 0},
		{"of": changing("runpod_pod", ["update"], of_eight, object.union(of_eight, {"gpu_count": 7})), "adds": -2.5},
		{"of": changing("runpod_pod", ["update"], object.union(of_eight, {"gpu_count": 1, "cost": 2.5}), object.union(of_eight, {"cost": 2.5})), "adds": 20.93},
		{"of": changing("runpod_pod", ["update"], {"gpu_type_id": a40, "gpu_count": 2, "cost": 5}, {"gpu_type_id": a40, "gpu_count": 3}), "adds": 2.5},
		{"of": changing("runpod_pod", ["update"], {"gpu_type_id": a40, "gpu_count": 3, "cost": 1}, {"gpu_type_id": a40, "gpu_count": 2}), "adds": -0.333333},
		{"of": changing("runpod_pod", ["create", "delete"], of_eight, {"gpu_type_id": a40, "gpu_count": 8}), "adds": -16.8},
		{"of": changing("runpod_pod", ["update"], of_eight, object.union(of_eight, {"desired_state": "EXITED", "cost": 20})), "adds": -20},
		{"of": changing("runpod_pod", ["update"], object.union(of_eight, {"desired_state": "EXITED", "cost": 0}), object.union(of_eight, {"desired_state": "RUNNING", "cost": 0})), "adds": 23.92},
		{"of": changing("runpod_pod", ["update"], object.union(of_eight, {"desired_state": "EXITED", "cost": 0}), {"gpu_type_id": h100}), "adds": 0},
		{"of": changing("runpod_pod", ["delete"], object.union(of_eight, {"cost": 0}), null), "adds": -23.92},
		{"of": changing("runpod_pod", ["update"], {"gpu_type_id": "left", "name": "old"}, {"gpu_type_id": "left", "name": "new"}), "adds": 0},
		{"of": changing("runpod_pod", ["delete"], {"gpu_type_id": "left"}, null), "adds": 0},
		{"of": changing("runpod_pod", ["forget"], of_eight, null), "adds": 0},
		{"of": changing("runpod_pod", ["forget", "create"], of_eight, {"gpu_type_id": a40}), "adds": 0.4},
		{"of": changing("runpod_pod", ["delete"], object.union(of_eight, {"cost": 0, "status": "EXITED"}), null), "adds": 0},
	])
	adds_of(changing("runpod_pod_action", ["update"], {"action": "start", "triggers": "1"}, {"action": "start", "triggers": "2"})) != 0
	kept := planned.rows with input as change_plan([changing("runpod_pod", ["forget", "create"], of_eight, {"gpu_type_id": a40})]) with time.now_ns as now
	kept[0].least.after == 20400000
}

test_rows_that_are_no_change if {
	same := changing("runpod_pod", ["no-op"], {"gpu_type_id": a40}, {"gpu_type_id": a40})
	deposed := object.union(changing("runpod_pod", ["delete"], {"gpu_type_id": a40}, null), {"deposed": "a3255133"})
	again := object.union(deposed, {"deposed": "b3255133"})
	rows := planned.rows with input as change_plan([same, deposed, again]) with time.now_ns as now
	[[row.address, row.least.adds] | some row in rows] == [["runpod_pod.a (deposed a3255133)", -400000], ["runpod_pod.a (deposed b3255133)", -400000]]
	none := planned.rows with input as object.remove(change_plan([same]), ["resource_changes"])
	none == []
}

# What comes back after a replace may be any of its types, in any of its clouds, and needs
# a price like what is created.
test_replaced if {
	several := {"gpu_type_ids": [a40, h100], "gpu_count": 2, "cost_per_hr": 0.8}
	are_right([
		{"of": changing("runpod_pod", ["delete", "create"], {"template_id": "small"}, {"template_id": "large"}), "adds": no_type},
		{"of": changing("runpod_pod", ["delete", "create"], {"gpu_type_id": "left"}, {"gpu_type_id": "left", "image": "new"}), "adds": "the catalog has no type \"left\"; the nearest is no other"},
		{"of": changing("runpod_pod", ["delete", "create"], several, object.union(several, {"image": "new"})), "adds": 5.18},
		{"of": changing("runpod_pod", ["delete", "create"], several, object.union(several, {"gpu_count": 1})), "adds": 2.19},
		{"of": changing("runpod_pod", ["create", "delete"], {"gpu_type_id": h100, "cloud_type": "ALL", "cost_per_hr": 2}, {"gpu_type_id": h100, "cloud_type": "ALL"}), "adds": 0.99},
	])
}

# What is known in part is set, so an update does not keep its old value.
test_known_in_part if {
	partly := with_unknown(
		changing(
			"runpod_serverless_endpoint", ["update"],
			{"gpu_pools": ["AMPERE_48"], "workers_min": 10},
			{"gpu_pools": ["AMPERE_48", null], "workers_min": 10},
		),
		{"gpu_pools": [false, true]},
	)
	every written in [{}, {"gpu_pools": {"references": ["var.a"]}}] {
		outcomes([{"of": partly, "wrote": written}]) == [unknown_until_apply("gpu_pools")]
	}
}

# Price lists.

test_price_lists if {
	every case in [
		{"lists": [price_list, source("data.runpod_prices.other", object.union(catalog, {"gpus": {a40: {"secure": 0.6}}}))], "denied": set()},
		{"lists": [price_list, object.union(source("data.runpod_prices.other", {}), {"provider_name": theirs})], "denied": set()},
		{"lists": [], "denied": {"The plan has no runpod_prices"}},
		{"lists": [source("data.runpod_prices.list", object.union(catalog, {"read_at": "2026-11-20T14:53:00Z"}))], "denied": {"data.runpod_prices.list has the prices of an earlier run, read at 2026-11-20T14:53:00Z"}},
		{"lists": [source("data.runpod_prices.list", object.remove(catalog, ["read_at"]))], "denied": {"data.runpod_prices.list has the prices of an earlier run, read at an unknown time"}},
		{"lists": [source("data.runpod_prices.list", {})], "denied": {"data.runpod_prices.list has no result while planning"}},
		{"lists": [object.union(price_list, {"provider_name": theirs})], "denied": {"data.runpod_prices.list is read from the provider registry.terraform.io/runpod/runpod"}},
	] {
		found := judged(plan_of([pod({"gpu_type_id": a40})], {}, case.lists), {"adds_per_hour": 0.6, "allow_unpriced": true})
		{sprintf("%s, so runpod_pod.a has no price. Read runpod_prices from costguard/runpod in the configuration, without arguments and depends_on, and plan without -target.", [reason]) | some reason in case.denied} == found
	}
	second := object.union(pod({"gpu_type_id": a40}), {"address": "runpod_pod.b"})
	some message in judged(plan_of([pod({"gpu_type_id": a40}), second], {}, []), {"adds_per_hour": 1, "allow_unpriced": true})
	startswith(message, "The plan has no runpod_prices, so runpod_pod.a has no price, like 1 more. Read")
	unneeded := plan_of([changing("runpod_pod", ["delete"], {"gpu_type_id": a40, "cost": 0.4}, null)], {}, [])
	judged(unneeded, {"adds_per_hour": 0}) == set()
	dearest := plan_of([pod({"gpu_type_id": a40})], {}, [price_list, source("data.runpod_prices.other", object.union(catalog, {"gpus": {a40: {"secure": 0.6}}}))])
	count(judged(dearest, {"adds_per_hour": 0.59})) == 1
}

# Limits.

test_plan_limits_are_valid if {
	every reason, settings in {
		"it must have settings": [null, 10, "10", []],
		"it needs at least one of adds_per_hour, budget, per_hour_after": [{"allow_unpriced": true}],
		"it cannot have the setting add_per_hour": [{"adds_per_hour": 1, "add_per_hour": 1}],
		"adds_per_hour must be a number of at least 0, not the text \"10\"": [{"adds_per_hour": "10"}],
		"per_hour_after must be a number of at least 0, not -1": [{"per_hour_after": -1}],
		"usd_per_gb_month must be a number of at least 0, not null": [{"adds_per_hour": 1, "usd_per_gb_month": null}],
		"allow_unpriced must be true or false, not the text \"yes\"": [{"adds_per_hour": 1, "allow_unpriced": "yes"}],
		"budget must be the address of a runpod_budget that has an entry in runpod_limits": [{"budget": budget}, {"budget": 5}, {"budget": month}],
	} {
		every setting in settings {
			found := limits.plan_problems with data.runpod_plan as setting with data.runpod_limits as month_limits
			reason in found
		}
	}
	judged(change_plan([pod({"gpu_type_id": a40})]), {"adds_per_hour": null}) == {"runpod_plan is invalid: adds_per_hour must be a number of at least 0, not null."}
}

test_unpriced if {
	cheap := change_plan([pod({"gpu_type_id": a40}), pod({"gpu_type_id": "H100"})])
	message := "runpod_pod.a has no price: the catalog has no type \"H100\"; the nearest is NVIDIA H100 80GB HBM3, NVIDIA H100 NVL."
	judged(cheap, {"adds_per_hour": 1}) == {message}
	judged(cheap, {"adds_per_hour": 1, "allow_unpriced": true}) == set()
	main.warn == {message} with input as cheap with data.runpod_plan as {"adds_per_hour": 1, "allow_unpriced": true} with time.now_ns as now
	denied(cheap, for_pods({"cost_per_hour": 1})) == not_found(pods)
}

# One hundred GB cost 7 USD a month, or 9,589 millionths an hour.
test_volumes if {
	grown := change_plan([changing("runpod_network_volume", ["update"], {"size": 100}, {"size": 200})])
	judged(grown, {"adds_per_hour": 0}) == set()
	judged(grown, {"adds_per_hour": 0.009589, "usd_per_gb_month": 0.07}) == set()
	judged(grown, {"adds_per_hour": 0.009588, "usd_per_gb_month": 0.07}) != set()
}

with_pods(value) := plan_of([pod({"gpu_type_id": h100}), creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"], "workers_min": 1})], {}, [price_list, source(pods, value)])

test_per_hour_after if {
	judged(with_pods(pods_value), {"per_hour_after": 15.49}) == set()
	judged(with_pods(pods_value), {"per_hour_after": 15.48}) == {"Pods would cost 15.49 USD an hour, 2.99 USD more than now, over the limit of 15.48 USD. Ask for less, stop what you do not need, or raise per_hour_after in runpod_plan."}
	every change in [{"include_cluster_pods": false}, {"read_at": "2026-11-19T15:00:00Z"}] {
		"per_hour_after in runpod_plan needs a runpod_pods with all pods, which the plan does not have. Add it to the configuration, without include_cluster_pods." in judged(with_pods(with_changes(pods_value, change)), {"per_hour_after": 100})
	}
}

# A limit is no reason to stop what lowers the figure.
test_lower_figure_above_the_limit if {
	smaller := changing("runpod_pod", ["update"], {"gpu_type_id": h100, "gpu_count": 8, "cost": 20}, {"gpu_type_id": h100, "gpu_count": 7})
	judged(plan_of([smaller], {}, [price_list, source(pods, pods_value)]), {"per_hour_after": 1, "adds_per_hour": 0}) == set()
}

for_budget(value) := found if {
	added := plan_of([pod({"gpu_type_id": h100})], {}, [price_list, source(budget, with_changes(budget_value, value))])
	found := main.deny with input as added with data.runpod_limits as budget_limits with data.runpod_plan as {"budget": budget} with time.now_ns as now
}

test_plan_budget if {
	for_budget({"hours_left": 33}) == set()
	for_budget({"hours_left": 100, "forecast": 4701}) == set()
	for_budget({"hours_left": 100, "forecast": 4701.01}) == {"data.runpod_budget.month: the plan adds 2.99 USD an hour for 100 hours, which raises the forecast from 4701.01 USD to 5000.01 USD, over the amount of 5000.00 USD. Ask for less, or stop what you do not need."}
	for_budget({"hours_left": null}) == {"data.runpod_budget.month has no forecast or no hours_left, which budget in runpod_plan needs."}
}

# Plans that only lower the cost.

lowers(changes, limit) if {
	planned.only_lowers with input as change_plan(changes) with data.runpod_plan as limit with time.now_ns as now
}

endpoint(actions, least, most) := changing(
	"runpod_serverless_endpoint", actions,
	{"gpu_pools": ["AMPERE_48"], "workers_min": 1, "workers_max": 3},
	{"gpu_pools": ["AMPERE_48"], "workers_min": least, "workers_max": most},
)

stop := changing("runpod_pod", ["delete"], {"gpu_type_id": h100, "cost": 2.5}, null)

test_lowers if {
	every changes in [
		[stop],
		[stop, pod({"gpu_type_id": a40})],
		[changing("runpod_pod", ["delete"], {"gpu_type_id": "left"}, null)],
		[endpoint(["update"], 0, 3)],
		[changing("runpod_network_volume", ["delete"], {"size": 100}, null)],
	] {
		lowers(changes, {"adds_per_hour": 100})
	}
	lowers([stop, creating("runpod_network_volume", {"size": 100})], {"adds_per_hour": 100, "usd_per_gb_month": 0.07})
}

test_may_cost_more if {
	every changes in [
		[stop, pod({"gpu_type_id": h100})],
		[stop, pod({"gpu_type_id": "H100"})],
		[changing("runpod_pod", ["delete"], {"gpu_type_id": a40, "desired_state": "EXITED"}, null)],
		[changing("runpod_pod", ["forget"], {"gpu_type_id": h100, "cost": 2.5}, null)],
		[changing("runpod_pod_action", ["delete"], {"action": "start"}, null)],
		[stop, object.union(stop, {"provider_name": "registry.terraform.io/someone/runpod", "change": {"actions": ["update"]}})],
		[object.union(stop, {"provider_name": "registry.terraform.io/someone/runpod"})],
		[endpoint(["update"], 0, 1000)],
		[stop, creating("runpod_network_volume", {"size": 100})],
	] {
		not lowers(changes, {"adds_per_hour": 100})
	}
}

# A delete that is deferred saves nothing in this run.
test_deferred_delete if {
	deferred := object.union(change_plan([pod({"gpu_type_id": h100})]), {"deferred_changes": [{"reason": "unknown", "resource_change": stop}]})
	judged(deferred, {"adds_per_hour": 2.98}) != set()
}

test_warning_instead_of_denial if {
	stopping := plan_of([changing("runpod_pod", ["delete"], {"gpu_type_id": h100, "cost": 2.5}, null)], {}, [source(budget, with_changes(budget_value, {"status": "over", "summary": "Over."}))])
	denied(stopping, budget_limits) == set()
	warned(stopping, budget_limits) == {sprintf("%s This is only a warning, because the plan only lowers the cost.", [message]) | some message in [
		"data.runpod_budget.month is over budget: Over.",
		"This is a destroy plan, so its amounts may come from an earlier run. Run the policy on a normal plan.",
	]}
	errored := object.union(stopping, {"errored": true})
	count(denied(errored, budget_limits)) == 1
}

test_unknown_condition if {
	second := object.union(pod({"gpu_type_id": a40}), {"address": "runpod_pod.b"})
	checked := object.union(change_plan([pod({"gpu_type_id": a40}), second]), {"checks": [
		{"status": "unknown", "address": {"kind": "resource", "to_display": "runpod_pod.a"}, "instances": [{"status": "unknown", "address": {"to_display": "runpod_pod.a"}}]},
		{"status": "unknown", "address": {"kind": "resource", "to_display": "terraform_data.a"}, "instances": [{"status": "unknown", "address": {"to_display": "terraform_data.a"}}]},
	]})
	warned(checked, {}) == {"runpod_pod.a has a condition that is unknown until apply, so it cannot stop the plan. Set what it depends on, such as gpu_count and cloud."}
}

# The report.

reported(plan_json, limit) := found if {
	found := main.report with input as plan_json with data.runpod_limits as budget_limits with data.runpod_plan as limit with time.now_ns as now
}

test_report if {
	hidden := object.union(pod({"gpu_type_id": "hidden"}), {"address": "runpod_pod.b", "change": {"after_sensitive": {"gpu_type_id": true}}})
	odd := object.union(pod({"gpu_type_id": h100, "gpu_count": 8}), {"address": "module.z[\"|`<b>_x_\"].runpod_pod.a"})
	endpoint_row := creating("runpod_serverless_endpoint", {"gpu_pools": ["AMPERE_48"]})
	forgotten := object.union(changing("runpod_pod", ["forget"], {"gpu_type_id": a40, "cost": 0.35}, null), {"address": "runpod_pod.c"})
	volume := changing("runpod_network_volume", ["update"], {"size": 100}, {"size": 150})
	changes := [hidden, odd, endpoint_row, forgotten, volume]
	resources := [price_list, source(pods, pods_value), source(budget, with_changes(budget_value, {"hours_left": 10}))]
	split(reported(plan_of(changes, {}, resources), {"adds_per_hour": 1}), "\n") == [
		"### What this plan costs on Runpod",
		"",
		"| resource | change | USD per hour | USD per month |",
		"|---|---|---|---|",
		"| <code>module.z&#91;&quot;&#124;&#96;&lt;b&gt;&#95;x&#95;&quot;&#93;.runpod&#95;pod.a</code> | create | 0.00 → 23.92 | 0.00 → 17461.60 |",
		"| <code>runpod_pod.b</code> | create | 0.00 → unknown | 0.00 → unknown |",
		"| <code>runpod_serverless_endpoint.a</code> | create | 0.00 → 0.00, at most 0.00 → 3.66 | 0.00 → 0.00 |",
		"| <code>runpod_pod.c</code> | forget: still costs money, no longer managed | 0.35 → 0.35 | 255.50 → 255.50 |",
		"| <code>runpod_network_volume.a</code> | update, 100 → 150 GB | no price | no price |",
		"| **Sum** | | **+23.92** | **+17461.60** |",
		"",
		"- Pods cost 12.50 USD an hour now, and 36.42 USD after this plan.",
		"- <code>data.runpod_budget.month</code>: the forecast goes from 4900.00 USD to 5139.20 USD, of 5000.00 USD.",
		"",
		"Without a price, and not in the sum:",
		"",
		"- <code>runpod_pod.b</code>: the catalog does not have its type",
		"",
	]
}

test_report_hides_what_is_sensitive if {
	volume := object.union(creating("runpod_network_volume", {"size": 4321}), {"change": {"after_sensitive": {"size": true}}})
	report := reported(change_plan([volume]), {"adds_per_hour": 1})
	contains(report, "| create, a sensitive size |")
	not contains(report, "4321")
	unread := object.union(source("data.runpod_prices.list[\"<!--\"]", {}), {"index": "<!--"})
	not contains(reported(plan_of([pod({"gpu_type_id": a40})], {}, [unread]), {"adds_per_hour": 1}), "<!--")
}

test_long_report if {
	changes := [object.union(pod({"gpu_type_id": a40, "gpu_count": i}), {"address": sprintf("runpod_pod.a[%d]", [i])}) | some i in numbers.range(1, 5)]
	lines := split(reported(change_plan(changes), {"adds_per_hour": 1}), "\n") with main.most_rows as 3
	lines[4] == "| <code>runpod_pod.a&#91;5&#93;</code> | create | 0.00 → 2.00 | 0.00 → 1460.00 |"
	lines[7] == "| 2 more | | +1.20 | +876.00 |"
	lines[8] == "| **Sum** | | **+6.00** | **+4380.00** |"
}

test_report_without_a_table if {
	reported([], {}) == "This is not a Terraform plan.\n"
	contains(reported(object.union(plan([]), {"errored": true}), {}), "\nThe plan is incomplete because planning failed.\n")
	contains(reported(plan([]), {}), "\nThe plan changes nothing that Runpod charges for.\n")
	contains(reported(plan_of([pod({"gpu_type_id": a40})], {}, []), {}), "\n- The plan has no runpod_prices.\n- <code>runpod_pod.a</code>: it needs the price list\n")
}
