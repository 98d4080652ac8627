# Finds the data sources of this provider anywhere in a Terraform plan.
package runpod.sources

import data.runpod.limits
import data.runpod.plan
import data.runpod.schema

# Usually one value, read during planning. A data source in a check block has the
# same value in three places, which count as one.
values[source.address] contains source.value if {
	some source in all
	limits.kind_of(source.type)
	source.provider in limits.providers
}

addresses := object.keys(values)

# Data sources of other providers whose types have the same names.
foreign[source.address] contains source.provider if {
	some source in all
	not source.provider in limits.providers
}

# Terraform reads these during apply. It also lists data sources in check blocks,
# but has already read those.
deferred contains change.address if {
	some change in changes
	change.address in addresses
	object.get(change, "action_reason", "") != "read_because_check_nested"
}

# These have unknown parts, or their read failed in a check block, where Terraform
# only warns.
unknown contains change.address if {
	some change in changes
	change.address in addresses
	walk(change.change.after_unknown, [_, true])
}

unknown contains name if {
	some name, found in values
	some value in found
	not is_whole(name, value)
}

# The values that can be checked.
known[name] := found if {
	some name, found in values
	not name in deferred
	not name in unknown
}

is_whole(name, value) if {
	every member, type in results[limits.kind(name)] {
		type_name(value[member]) == type
	}
}

# What each kind must return, with its type.
results := {
	"audit": {"cost_per_hour": "number", "wasted_per_month": "number"},
	"billing": {"total_amount": "number", "record_count": "number"},
	"budget": {"spent": "number", "summary": "string", "status": "string"},
	"pods": {"cost_per_hour": "number", "pod_count": "number"},
}

all contains as_source(resource, object.get(resource, "values", null)) if {
	some path in [["prior_state", "values", "root_module"], ["planned_values", "root_module"]]
	walk(object.get(plan.account, path, {}), [at, resource])
	not "values" in at # an attribute of a resource must not be mistaken for a resource
	is_source(resource)
}

all contains as_source(change, object.get(change, ["change", "after"], null)) if {
	some change in changes
}

changes contains change if {
	some change in object.get(plan.account, "resource_changes", [])
	is_source(change)
}

changes contains change if {
	some postponed in object.get(plan.account, "deferred_changes", [])
	change := postponed.resource_change
	is_source(change)
}

is_source(resource) if {
	resource.mode == "data"
	schema.arguments[resource.type]
	not resource.deposed_key # from an edited state: Terraform never deposes a data source
}

as_source(resource, value) := {
	"address": resource.address,
	"type": resource.type,
	"provider": object.get(resource, "provider_name", "an unknown provider"),
	"value": value,
}
