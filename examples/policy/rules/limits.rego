# Reads and validates data.yaml.
package runpod.limits

import data.runpod.address
import data.runpod.schema

# What a data source returns decides how it is judged. schema.rego lists all of them.
kind_of(type) := "billing" if {
	schema.arguments[type]
	endswith(type, "billing")
}

kind_of(type) := {"runpod_audit": "audit", "runpod_budget": "budget", "runpod_pods": "pods"}[type] if schema.arguments[type]

# The arguments that decide which charges count. They are all that are not known to
# have no effect on the amounts.
arguments(type) := object.remove(schema.arguments[type], ["include_records", "timeouts"])

# The settings of an entry other than arguments and keys, with their types. A budget
# needs none: it has its own limit.
settings := {
	"audit": {"cost_per_hour": "amount", "wasted_per_month": "amount"},
	"billing": {
		"total": "amount",
		"group": "amount",
		"spike_factor": "amount",
		"spike_above": "amount",
		"allow_no_records": "flag",
		"ignore_unattributed": "flag",
	},
	"budget": {"deny_at_risk": "bases"},
	"pods": {"cost_per_hour": "amount", "cost_per_hour_by_gpu_type": "amounts"},
}

judging := {
	"audit": {"cost_per_hour", "wasted_per_month"},
	"billing": {"total", "group", "spike_factor"},
	"pods": {"cost_per_hour", "cost_per_hour_by_gpu_type"},
}

default entries := {}

entries := data.runpod_limits if is_object(data.runpod_limits)

# The valid entries.
valid[name] := entry if {
	some name, entry in entries
	not problems[name]
}

kind(name) := kind_of(address.type(name))

pinned(entry) := object.get(entry, "arguments", {})

# The value that the plan must have: the pinned one, or else the provider's default.
required(type, entry, argument) := value if {
	value := pinned(entry)[argument]
	value != null
} else := arguments(type)[argument]["default"]

# What is wrong with an entry.

problems[name] contains "it has no settings" if {
	some name, entry in entries
	not is_object(entry)
}

problems[name] contains "the address is not that of a data source that this policy can check" if {
	some name, _ in entries
	not kind(name)
}

problems[name] contains "arguments must list the arguments of the data source and their values" if {
	some name, entry in entries
	is_object(entry)
	not has_pins(entry)
}

problems[name] contains sprintf("%s cannot be pinned", [argument]) if {
	some name, entry in entries
	names := object.keys(arguments(address.type(name)))
	some argument, _ in pinned(entry)
	not argument in names
}

problems[name] contains sprintf("%s must be %s, not %s", [argument, types[type].name, described(value)]) if {
	some name, entry in entries
	some argument, value in pinned(entry)
	type := arguments(address.type(name))[argument].type
	not type_name(value) in types[type].of
}

types := {
	"string": {"name": "text", "of": {"string", "null"}},
	"number": {"name": "a number", "of": {"number", "null"}},
	"bool": {"name": "true or false", "of": {"boolean", "null"}},
}

# YAML's "5000" in quotes is text.
described(value) := sprintf("the text %s", [json.marshal(value)]) if {
	is_string(value)
} else := json.marshal(value)

problems[name] contains "arguments must have last_n, or both start_time and end_time" if {
	some name, entry in entries
	kind(name) == "billing"
	has_pins(entry)
	not has_window(pinned(entry))
}

problems[name] contains sprintf("arguments must have %s", [argument]) if {
	some name, entry in entries
	some argument in {"audit": ["idle_below"], "budget": ["amount", "period", "scope"], "pods": ["include_cluster_pods"]}[kind(name)]
	has_pins(entry)
	not argument in object.keys(pinned(entry))
}

problems[name] contains "amount must be a number above 0" if {
	some name, entry in entries
	amount := pinned(entry).amount
	not is_string(amount)
	not is_positive(amount)
}

problems[name] contains sprintf("it cannot have the setting %s", [setting]) if {
	some name, entry in entries
	some setting, _ in entry
	not setting in ({"arguments", "keys"} | object.keys(settings[kind(name)]))
}

problems[name] contains sprintf("%s must be %s, not %s", [setting, forms[form], described(value)]) if {
	some name, entry in entries
	some setting, value in entry
	form := settings[kind(name)][setting]
	not has_form(form, value)
}

problems[name] contains sprintf("it needs at least one of %s", [concat(", ", judging[kind(name)])]) if {
	some name, entry in entries
	count(object.keys(entry) & judging[kind(name)]) == 0
}

problems[name] contains "spike_factor needs last_n in arguments: 3 or more, or 2 or more with include_current false" if {
	some name, entry in entries
	entry.spike_factor
	not can_spike(pinned(entry))
}

problems[name] contains "keys must be a list of keys, and the address must not contain any" if {
	some name, entry in entries
	keys := entry.keys
	not are_keys(name, keys)
}

has_pins(entry) if {
	is_object(entry.arguments)
	count(entry.arguments) > 0
}

has_window(arguments) if {
	arguments.last_n > 0 # text, which has a problem of its own, is above any number
	object.get(arguments, "start_time", null) == null
	object.get(arguments, "end_time", null) == null
}

has_window(arguments) if {
	is_string(arguments.start_time)
	is_string(arguments.end_time)
	object.get(arguments, "last_n", null) == null
}

can_spike(arguments) if {
	object.get(arguments, "include_current", true) == false
	arguments.last_n >= 2
}

can_spike(arguments) if arguments.last_n >= 3

is_positive(value) if {
	is_number(value)
	value > 0
}

forms := {
	"amount": "a number of at least 0",
	"amounts": "a map with a number of at least 0 for each GPU type",
	"bases": "a list of average and running, or one of them",
	"flag": "true or false",
}

has_form("amount", value) if is_amount(value)

has_form("amounts", value) if {
	is_object(value)
	count(value) > 0
	every amount in value {
		is_amount(amount)
	}
}

has_form("bases", value) if {
	is_array(value)
	count(value) > 0
	every basis in value {
		basis in {"average", "running"}
	}
}

has_form("flag", value) if is_boolean(value)

is_amount(value) if {
	is_number(value)
	value >= 0
}

are_keys(name, keys) if {
	is_array(keys)
	count(keys) > 0
	address.keys(name) == []
}

# Settings for the whole plan, which are optional.

default providers := {"registry.terraform.io/costguard/runpod", "registry.opentofu.org/costguard/runpod"}

providers := {provider | some provider in data.runpod_providers} if data.runpod_providers

# OPA reads an unquoted off as false.
default max_plan_age := "1h"

max_plan_age := "off" if {
	data.runpod_max_plan_age == false
} else := data.runpod_max_plan_age

# Undefined if it is "off" or not a duration.
max_plan_age_ns := time.parse_duration_ns(max_plan_age)

# Requires an account's plan that is apart from the change's.
default two_plans := false

two_plans := data.runpod_two_plans

# The settings that a provider block must not have.
guarded_provider_settings := {"api_key", "api_version", "endpoints"} - {setting | some setting in data.runpod_allow_provider_settings}
