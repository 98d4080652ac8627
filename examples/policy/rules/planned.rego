# What a plan changes in resources that cost money, and what each of them costs before
# and after.
package runpod.planned

import data.runpod.configuration
import data.runpod.cost
import data.runpod.limits
import data.runpod.plan
import data.runpod.prices

# One row for each resource that changes: what it costs at least, before and after, in
# millionths of a USD an hour; what that adds, also to what it costs at most; the sizes
# of volumes; and why the new cost is unknown.
#
# A cost before that is unknown counts as 0, so what is added is never too low.
rows := [row |
	some changed in changes
	step := step_of(changed)
	old := before_of(changed)
	new := new_of(changed, step, old)
	before := cost_before(changed, old)
	least := figures(step, before, new.floor.value)
	most := figures(step, ceiling_before(old, before), new.ceiling.value)
	row := {
		"address": shown_address(changed),
		"type": changed.type,
		"step": step,
		"why": (new.floor.why | new.ceiling.why),
		"least": least,
		"most": most,
		"gb": figures(step, size(old), new.gb),
		"hides_gb": count([member | some member in ["before_sensitive", "after_sensitive"]; "size" in sensitive_of(changed, member)]) > 0,
		"falls": falls(changed, step, least),
	}
]

changes := array.concat(
	[changed | some changed in object.get(plan.change, "resource_changes", []); costs(changed)],
	[object.union(changed, {"postponed": true}) |
		some postponed in object.get(plan.change, "deferred_changes", [])
		changed := postponed.resource_change
		costs(changed)
		not changed.change.actions in [["delete"], ["forget"]] # not in this run
	],
)

costs(changed) if {
	changed.mode == "managed"
	changed.type in object.keys(cost.attributes)
	not changed.change.actions == ["no-op"]
}

# A deposed object has the address of the one that replaced it.
shown_address(changed) := sprintf("%s (deposed %s)", [changed.address, changed.deposed]) if {
	changed.deposed
} else := changed.address

steps := {
	["create"]: "create",
	["update"]: "update",
	["delete", "create"]: "replace",
	["create", "delete"]: "replace",
	["delete"]: "delete",
	["forget"]: "forget",
	["forget", "create"]: "forget and create",
	["create", "forget"]: "forget and create",
}

step_of(changed) := object.get(steps, [changed.change.actions], "unknown")

# What Terraform forgets is kept: it still costs money, beside what is new.
figures(step, before, new) := {"before": before, "after": total(before, new), "adds": added(0, new)} if {
	startswith(step, "forget")
} else := {"before": before, "after": new, "adds": added(before, new)}

added(before, new) := new - before if {
	is_number(before)
	is_number(new)
} else := new if {
	is_number(new)
} else := 0

total(a, b) := a + b if {
	is_number(a)
	is_number(b)
} else := null

# A delete lowers the cost even if nothing says by how much.
falls(changed, step, least) := least.adds < 0 if {
	step != "delete"
} else := false if {
	not is_runpods(changed)
} else := false if {
	changed.type == "runpod_pod_action"
} else if {
	changed.type == "runpod_network_volume"
} else := least.before != 0

is_runpods(changed) if changed.provider_name in limits.resource_providers

# What there is after the change, other than what is kept.
new_of(changed, step, old) := amounts(cost.exactly(0)) if {
	step in {"delete", "forget"}
} else := amounts(cost.unknown(sprintf("it is from the provider %s; if that is a mirror of Runpod's own, list it in runpod_resource_providers", [object.get(changed, "provider_name", "an unknown provider")]))) if {
	not is_runpods(changed)
} else := amounts(cost.unknown("the plan does not say what becomes of it")) if {
	not is_clear(changed, step)
} else := {
	"floor": floor,
	"ceiling": ceiling_after(old, new, floor),
	"gb": size(new),
} if {
	step in {"update", "replace"}
	new := after_of(changed, step)
	floor := cost_after(changed, step, old, new)
} else := {"floor": floor, "ceiling": cost.ceiling_of(new, floor), "gb": size(new)} if {
	new := after_of(changed, step)
	floor := cost.floor_of(new)
}

amounts(amount) := {"floor": amount, "ceiling": amount, "gb": 0}

is_clear(changed, step) if {
	step != "unknown"
	is_object(changed.change.after)
	not changed.postponed
}

# What a resource is before and after, for cost.rego.

before_of(changed) := {
	"type": changed.type,
	"set": known_of(object.get(changed.change, "before", null)),
	"unknown": set(),
	"sensitive": sensitive_of(changed, "before_sensitive"),
}

# Attributes that are not set have the API's defaults after a create, but an update
# leaves them as they were.
after_of(changed, step) := {
	"type": changed.type,
	"set": object.union(
		object.remove(kept_attributes(changed, step), unknown),
		object.remove(known_of(changed.change.after), marked),
	),
	"unknown": unknown,
	"sensitive": sensitive_of(changed, "after_sensitive"),
} if {
	marked := {name |
		some name, marks in changed.change.after_unknown
		cost.attributes[changed.type][name]
		walk(marks, [_, true]) # all or some of it
	}
	unknown := {name | some name in marked; not is_unset(changed, name)}
}

# What is known in part is set.
is_unset(changed, name) if {
	changed.change.after_unknown[name] == true
	configuration.is_unset(changed.address, name)
}

kept_attributes(changed, step) := known_of(object.get(changed.change, "before", null)) if {
	step == "update"
} else := {}

known_of(values) := {name: value | some name, value in values; value != null}

sensitive_of(changed, member) := {name |
	some name, marks in changed.change[member]
	name in object.keys(cost.attributes[changed.type])
	walk(marks, [_, true])
}

# A pod's own cost, which has discounts, if there is one, or else the list price. Null
# if that is unknown.
cost_before(changed, old) := 0 if {
	object.get(changed.change, "before", null) == null
} else := null if {
	not is_runpods(changed)
} else := 0 if {
	changed.change.before.status == "EXITED"
} else := own_cost(changed) if {
	own_cost(changed)
} else := cost.floor_of(old).value

ceiling_before(old, before) := cost.ceiling_of(old, null).value if {
	is_number(before)
	cost.is_endpoint(old)
	old.set != {}
} else := before

# Runpod lists some running pods at 0. Pods that do not run cost nothing.
own_cost(changed) := prices.micro(max(amounts)) if {
	changed.type == "runpod_pod"
	is_runpods(changed)
	before := known_of(changed.change.before)
	object.get(before, "desired_state", "RUNNING") != "EXITED"
	amounts := [before[name] | some name in ["cost", "cost_per_hr"]; is_number(before[name]); before[name] > 0]
	count(amounts) > 0
}

# List prices cannot be compared with a pod's own cost. So what stays as it is costs the
# same, and a pod of the same type and cloud costs in proportion. What it adds costs at
# least its list price.
cost_after(changed, step, old, new) := cost.floor_of(new) if {
	step == "replace"
	not has_one_price(new)
} else := {"value": cost_before(changed, old), "why": set()} if {
	is_same(old, new)
} else := cost.exactly(in_proportion(own_cost(changed), cost.floor_of(old).value, cost.floor_of(new).value)) if {
	own_cost(changed)
	is_same_type(old, new)
} else := cost.floor_of(new)

# What is replaced may come back as any of its types, in any of its clouds.
has_one_price(new) if {
	is_number(cost.floor_of(new).value)
	count(cost.types(new)) <= 1
	object.get(new.set, "cloud_type", null) != "ALL"
}

in_proportion(own, old_list, new_list) := round((own * new_list) / old_list) if {
	new_list <= old_list
} else := max([round((own * new_list) / old_list), (own + new_list) - old_list])

ceiling_after(old, new, floor) := {"value": ceiling_before(old, floor.value), "why": set()} if {
	is_same(old, new)
} else := cost.ceiling_of(new, floor)

# Nothing differs that decides the cost. An action runs again after any change.
is_same(old, new) if {
	old.type != "runpod_pod_action"
	is_equal(old, new, object.keys(cost.attributes[old.type]))
}

# A pod that has a list price before and after, for the same type and cloud.
is_same_type(old, new) if {
	old.type == "runpod_pod"
	is_equal(old, new, object.keys(cost.attributes.runpod_pod) - {"gpu_count", "vcpu_count", "desired_state"})
	cost.floor_of(old).value > 0
	is_number(cost.floor_of(new).value)
}

is_equal(old, new, names) if {
	every name in names {
		cost.attribute(old, name) == cost.attribute(new, name)
		not name in new.unknown
	}
}

# The size of a volume, in GB. Null if it is unknown, and 0 for anything else.
size(resource) := value if {
	resource.type == "runpod_network_volume"
	not "size" in resource.unknown
	value := object.get(resource.set, "size", 0)
	is_number(value)
} else := null if {
	resource.type == "runpod_network_volume"
} else := 0

# The plan as a whole.

adds := sum([row.least.adds | some row in rows])

# What the plan adds to the cost of pods, as runpod_pods lists them.
adds_in_pods := sum([row.least.adds | some row in rows; row.type in {"runpod_pod", "runpod_cluster"}])

# The plan only lowers the cost, which is a reason not to stop it for what is already
# spent. What may cost more, or is unknown, is not lower.
only_lowers if {
	adds <= 0
	some fallen in rows
	fallen.falls
	every row in rows {
		count(row.why) == 0
		not may_rise(row)
	}
}

# More workers may run than before.
may_rise(row) if {
	row.type in {"runpod_serverless_endpoint", "runpod_endpoint"}
	row.most.adds > 0
}

# A volume grows, and has no price.
may_rise(row) if {
	not limits.plan.usd_per_gb_month
	row.gb.after == null
	row.step != "delete"
}

may_rise(row) if {
	not limits.plan.usd_per_gb_month
	row.gb.adds > 0
}
