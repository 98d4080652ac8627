# Whether the plan has the data sources that the limits are for, with their arguments.
package main

import data.runpod.address
import data.runpod.limits
import data.runpod.plan
import data.runpod.schema
import data.runpod.sources

deny contains message if {
	plan.is_plan
	some name, _ in limits.valid
	count(addresses_of(name)) == 0
	count(foreign_addresses_of(name)) == 0
	message := sprintf("The plan has no %s, which runpod_limits requires. Add it to the configuration, or correct the address.", [name])
}

deny contains message if {
	some name, entry in limits.valid
	some found in addresses_of(name)
	found != name
	not entry.keys
	message := sprintf("%s has several instances, so a missing one would go unnoticed. List the keys of all instances under keys in runpod_limits.", [name])
}

deny contains message if {
	some name, entry in limits.valid
	found := {address.keys(found) | some found in addresses_of(name)}
	count(found) > 0
	some key in entry.keys
	not as_keys(key) in found
	message := sprintf("The plan has no instance of %s with the key %s, which runpod_limits requires; it has %s. Add it to the configuration, or correct keys.", [name, json.marshal(key), concat(", ", {json.marshal(as_written(key)) | some key in found})])
}

deny contains message if {
	some name, _ in limits.valid
	some found in foreign_addresses_of(name)
	some provider in sources.foreign[found]
	message := sprintf("%s is read from the provider %s, which is not in runpod_providers. Use %s.", [found, provider, concat(" or ", limits.providers)])
}

deny contains message if {
	some judged in judgements
	type := address.type(judged.address)
	some argument, properties in limits.arguments(type)
	not is_computed(judged.entry, argument)
	required := limits.required(type, judged.entry, argument)
	got := effective(judged.value, argument)
	not is_same(got, required, properties["default"])
	message := sprintf("%s: %s is %s, but runpod_limits requires %s.", [judged.address, argument, shown(got), shown(required)])
}

# A provider that is newer than this policy may have an argument that narrows the
# amounts.
deny contains message if {
	some judged in judgements
	some block in plan.data_blocks
	block.address == address.without_keys(judged.address)
	some argument in block.arguments
	not argument in object.keys(schema.arguments[address.type(judged.address)])
	message := sprintf("%s sets %s, which this policy does not know. Use the policy of the provider's version, or remove the argument.", [judged.address, argument])
}

# The provider computes the window from last_n.
is_computed(entry, argument) if {
	is_number(entry.arguments.last_n)
	argument in {"start_time", "end_time"}
}

is_same(got, required, _) if got == required

is_same(null, required, initial) if required == initial

# The same time, written differently.
is_same(got, required, _) if time.parse_rfc3339_ns(got) == time.parse_rfc3339_ns(required)

# A single key may be written without brackets.
as_keys(key) := key if {
	is_array(key)
} else := [key]

as_written(keys) := keys[0] if {
	count(keys) == 1
} else := keys
