# What one resource costs, in whole millionths of a USD an hour. Its attributes come
# from planned.rego: those that are set, and the names of those that are unknown.
#
# An amount has a reason for each thing that keeps it from being known, and a value
# only if there is none: what is unknown must never count as 0.
package runpod.cost

import data.runpod.limits
import data.runpod.prices

# The attributes that decide the cost, with the API's defaults. 2.x and 1.x of Runpod's
# provider have different names for some.
attributes := {
	"runpod_pod": {
		"desired_state": "RUNNING",
		"gpu_type_id": null,
		"gpu_type_ids": [],
		"gpu_count": 1,
		"cpu_type_id": null,
		"vcpu_count": null,
		"cloud": "SECURE",
		"cloud_type": null,
	},
	"runpod_cluster": {"gpu_type_id": null, "gpu_count_per_pod": null, "pod_count": null},
	"runpod_serverless_endpoint": endpoint,
	"runpod_endpoint": endpoint,
	"runpod_network_volume": {"size": null, "type": null},
	"runpod_pod_action": {"action": null},
}

endpoint := {
	"gpu_pools": [],
	"excluded_types": [],
	"gpu_type_id": null,
	"gpu_type_ids": [],
	"gpu_count": 1,
	"cpu": [],
	"cpu_flavor_ids": [],
	"vcpu_count": null,
	"workers_min": 0,
	"workers_max": 3,
}

# What the resource costs at least.
floor_of(resource) := exactly(0) if {
	resource.type == "runpod_pod"
	attribute(resource, "desired_state") == "EXITED"
	not "desired_state" in resource.unknown
} else := needing(resource, ["desired_state", "gpu_type_id", "gpu_type_ids", "cpu_type_id"], dearest(array.concat(
	[times([gpu(resource, type, clouds(resource)), whole(resource, "gpu_count", 1)]) | some type in types(resource)],
	[times([cpu(resource, type), whole(resource, "vcpu_count", 1)]) | some type in [attribute(resource, "cpu_type_id")]; type != null],
))) if {
	resource.type == "runpod_pod"
} else := times([
	needing(resource, ["gpu_type_id"], dearest([gpu(resource, type, ["secure"]) | some type in types(resource)])),
	whole(resource, "gpu_count_per_pod", 1),
	whole(resource, "pod_count", 1),
]) if {
	resource.type == "runpod_cluster"
} else := times([worker(resource), whole(resource, "workers_min", 0)]) if {
	is_endpoint(resource)
} else := volume(resource) if {
	resource.type == "runpod_network_volume"
} else := pod_action(resource) if {
	resource.type == "runpod_pod_action"
}

# What the resource costs at most, if it costs floor at least.
ceiling_of(resource, floor) := floor if {
	not is_endpoint(resource)
} else := times([worker(resource), highest([whole(resource, "workers_min", 0), whole(resource, "workers_max", 0)])])

is_endpoint(resource) if resource.type in {"runpod_serverless_endpoint", "runpod_endpoint"}

# The most expensive worker. Excluded types that are unknown are not excluded.
worker(resource) := needing(resource, ["gpu_pools", "gpu_type_id", "gpu_type_ids", "cpu", "cpu_flavor_ids"], dearest(array.concat(
	[times([gpus, whole(resource, "gpu_count", 1)]) | some gpus in array.concat(
		[pool(resource, name) | some name in attribute(resource, "gpu_pools")],
		[gpu(resource, type, ["serverless"]) | some type in types(resource)],
	)],
	array.concat(
		[times([serverless_cpu(resource, type), whole(resource, "vcpu_count", 1)]) | some type in attribute(resource, "cpu_flavor_ids")],
		[times([serverless_cpu(resource, cpu.cpu_type_id), whole(cpu_of(resource, cpu), "vcpu_count", 1)]) | some cpu in attribute(resource, "cpu")],
	),
)))

cpu_of(resource, cpu) := object.union(resource, {"set": cpu})

pool(resource, name) := exactly(max(amounts)) if {
	amounts := [entry.prices.serverless |
		some id, entry in prices.gpus
		prices.folded(name) in entry.pools
		not id in excluded(resource)
	]
	count(amounts) > 0
} else := no_list if {
	count(prices.lists) == 0
} else := unknown(sprintf("the catalog has no type with a price in the pool %s that is not excluded", [quoted(resource, name)]))

excluded(resource) := {prices.folded(type) |
	not "excluded_types" in resource.unknown
	some type in attribute(resource, "excluded_types")
}

types(resource) := array.concat(
	[type | some type in [attribute(resource, "gpu_type_id")]; type != null],
	[type | some type in attribute(resource, "gpu_type_ids")],
)

# What one GPU costs in the most expensive of the clouds that offer it.
gpu(resource, type, clouds) := exactly(max(amounts)) if {
	amounts := [prices.gpus[prices.folded(type)].prices[cloud] | some cloud in clouds]
	count(amounts) > 0
} else := no_list if {
	count(prices.lists) == 0
} else := needing(resource, ["cloud", "cloud_type"], unknown(sprintf("the cloud is %s, want SECURE or COMMUNITY", [quoted(resource, cloud(resource))]))) if {
	count(clouds) == 0
} else := unknown(sprintf("%s has no price for %s%s", [quoted(resource, type), concat(" or ", clouds), offers(resource, type)])) if {
	prices.gpus[prices.folded(type)]
} else := unlisted(resource, type)

offers(resource, type) := sprintf("; it has one for %s", [concat(" and ", object.keys(found) & {"secure", "community", "serverless"})]) if {
	found := prices.gpus[prices.folded(type)].prices
	count(found) > 0
	not is_hidden(resource)
} else := ", nor for anything else"

unlisted(resource, type) := unknown(sprintf("the catalog has no type %s; the nearest is %s", [json.marshal(type), prices.nearest(type)])) if {
	is_string(type)
	not is_hidden(resource)
} else := unknown("the catalog does not have its type")

clouds(resource) := {"SECURE": ["secure"], "COMMUNITY": ["community"]}[cloud(resource)] if {
	not "cloud" in resource.unknown
	not "cloud_type" in resource.unknown
} else := ["secure", "community"] if {
	object.get(resource.set, "cloud_type", null) == "ALL"
} else := []

cloud(resource) := object.get(resource.set, "cloud_type", attribute(resource, "cloud"))

# What one vCPU of a pod costs.
cpu(resource, type) := cpu_price(resource, type, "secure_per_vcpu") if {
	clouds(resource) == ["secure"]
} else := needing(resource, ["cloud", "cloud_type"], unknown("CPU pods have a price in the secure cloud only"))

serverless_cpu(resource, type) := cpu_price(resource, type, "serverless_per_vcpu")

cpu_price(resource, type, offer) := exactly(prices.cpus[prices.folded(type)][offer]) if {
	true
} else := no_list if {
	count(prices.lists) == 0
} else := unknown("its CPU type has no such price") if {
	prices.cpus[prices.folded(type)]
} else := unlisted(resource, type)

# No API has a price for volumes, so they cost what data.yaml says, or nothing. A month
# has 730 hours.
volume(resource) := exactly(0) if {
	not limits.plan.usd_per_gb_month
} else := exactly(round((size.value * prices.micro(limits.plan.usd_per_gb_month)) / 730)) if {
	size := whole(resource, "size", 1)
	count(size.why) == 0
} else := whole(resource, "size", 1)

pod_action(resource) := exactly(0) if {
	attribute(resource, "action") in {"stop", "terminate"}
} else := needing(resource, ["action"], unknown("it may start a pod, at a cost that the plan does not show; set desired_state of the pod instead"))

# A whole number of at least least.
whole(resource, name, least) := exactly(value) if {
	not name in resource.unknown
	value := attribute(resource, name)
	is_number(value)
	value >= least
	floor(value) == value
} else := needing(resource, [name], unknown(sprintf("%s is %s, want a whole number from %d", [name, quoted(resource, attribute(resource, name)), least])))

attribute(resource, name) := object.get(resource.set, name, attributes[resource.type][name])

quoted(resource, value) := "not set" if {
	value == null
} else := json.marshal(value) if {
	not is_hidden(resource)
} else := "a sensitive value"

# Messages and reports are less restricted than the plan.
is_hidden(resource) if count(resource.sensitive) > 0

# Amounts.

exactly(value) := {"value": value, "why": set()}

unknown(reason) := {"value": null, "why": {reason}}

no_list := unknown(needs_list)

needs_list := "it needs the price list"

needing(resource, names, amount) := amount if {
	count({name | some name in names; name in resource.unknown}) == 0
} else := {"value": null, "why": {sprintf("%s is unknown until apply; set it to a value that is known while planning, such as coalesce(x, 1) for one that may be null, or leave it out", [name]) | some name in names; name in resource.unknown}}

times(amounts) := exactly(product([amount.value | some amount in amounts])) if {
	count(reasons(amounts)) == 0
} else := {"value": null, "why": reasons(amounts)}

# The highest of no amounts would be undefined.
dearest(amounts) := unknown("it does not say what it runs on, as with a type that is in a template; set its GPU or CPU type") if {
	count(amounts) == 0
} else := highest(amounts)

highest(amounts) := exactly(max([amount.value | some amount in amounts])) if {
	count(reasons(amounts)) == 0
} else := {"value": null, "why": reasons(amounts)}

reasons(amounts) := union({amount.why | some amount in amounts})
