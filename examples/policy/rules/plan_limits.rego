# Reads and validates runpod_plan, the limits for what a plan would add.
package runpod.limits

default plan_entry := {}

plan_entry := data.runpod_plan if is_object(data.runpod_plan)

# The valid limits. Undefined if there are none.
plan := plan_entry if {
	count(plan_entry) > 0
	count(plan_problems) == 0
}

plan_settings := {
	"adds_per_hour": "amount",
	"per_hour_after": "amount",
	"usd_per_gb_month": "amount",
	"allow_unpriced": "flag",
	"budget": "budget",
}

plan_problems contains "it must have settings" if {
	data.runpod_plan == data.runpod_plan
	not is_object(data.runpod_plan)
}

plan_problems contains "it needs at least one of adds_per_hour, budget, per_hour_after" if {
	count(plan_entry) > 0
	count(object.keys(plan_entry) & {"adds_per_hour", "budget", "per_hour_after"}) == 0
}

plan_problems contains sprintf("it cannot have the setting %s", [setting]) if {
	some setting, _ in plan_entry
	not plan_settings[setting]
}

plan_problems contains sprintf("%s must be %s, not %s", [setting, forms[form], described(value)]) if {
	some setting, value in plan_entry
	form := plan_settings[setting]
	form != "budget"
	not has_form(form, value)
}

# Without an entry, the configuration could raise the amount.
plan_problems contains "budget must be the address of a runpod_budget that has an entry in runpod_limits" if {
	name := plan_entry.budget
	not is_pinned_budget(name)
}

is_pinned_budget(name) if {
	valid[name]
	kind(name) == "budget"
}

# Runpod's own provider, and mirrors of it.
default resource_providers := {"registry.terraform.io/runpod/runpod", "registry.opentofu.org/runpod/runpod"}

resource_providers := {provider | some provider in data.runpod_resource_providers} if data.runpod_resource_providers
