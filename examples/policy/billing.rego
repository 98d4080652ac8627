# Finds what Runpod charged, wherever a Terraform plan has it. The rules that
# judge it are in policy.rego.
package runpod.billing

# What `terraform show -json` prints, which HCP Terraform hands over as
# input.plan.
plan := input.plan if {
	is_object(input.plan)
} else := input if {
	is_object(input)
} else := {}

# The addresses of all billing data sources in the plan.
addresses := object.keys(values)

# Every value that the plan has for a data source. Usually that is one, read
# while Terraform planned. A data source in a check block has the same one in
# three places, which count as one.
values[resource.address] contains object.get(resource, "values", null) if {
	some path in [["prior_state", "values", "root_module"], ["planned_values", "root_module"]]
	walk(object.get(plan, path, {}), [at, resource])
	not "values" in at # or a resource's own attributes could pass for a resource
	is_billing(resource)
}

values[change.address] contains object.get(change, ["change", "after"], null) if {
	some change in changes
}

# Terraform reads these after the plan. A data source in a check block is listed
# for that too, but has been read already.
deferred contains change.address if {
	some change in changes
	object.get(change, "action_reason", "") != "read_because_check_nested"
}

# Parts of these are not known, or the read failed inside a check block, where
# Terraform only warns.
unknown contains change.address if {
	some change in changes
	walk(change.change.after_unknown, [_, true])
}

unknown contains address if {
	some address, found in values
	some value in found
	not has_totals(value)
}

has_totals(value) if {
	is_number(value.total_amount)
	is_number(value.record_count)
}

# The values that may be judged.
known[address] := found if {
	some address, found in values
	not address in deferred
	not address in unknown
}

changes contains change if {
	some change in object.get(plan, "resource_changes", [])
	is_billing(change)
}

changes contains change if {
	some postponed in object.get(plan, "deferred_changes", [])
	change := postponed.resource_change
	is_billing(change)
}

is_billing(resource) if {
	resource.mode == "data"
	regex.match(`^runpod_.+_billing$`, resource.type)
}

# The buckets of a window that last_n gave, the newest first, which is the
# running one. The plan leaves out buckets without charges; here they have 0.
buckets(value) := [{"start": start, "amount": amount} |
	end := time.parse_rfc3339_ns(value.end_time)
	some n in numbers.range(1, value.last_n)
	start := time.format(bucket_start(value.bucket_size, end, n))
	amount := object.get(value.amount_by_time, start, 0)
]

# The start of the nth bucket before the end of a window.
bucket_start("hour", end, n) := end - (((n * 60) * 60) * 1000000000)

bucket_start("day", end, n) := time.add_date(end, 0, 0, 0 - n)

bucket_start("week", end, n) := time.add_date(end, 0, 0, -7 * n)

bucket_start("month", end, n) := time.add_date(end, 0, 0 - n, 0)

bucket_start("year", end, n) := time.add_date(end, 0 - n, 0, 0)

# An address without the keys of count and for_each:
# module.team["a"].data.runpod_pod_billing.month[0] becomes
# module.team.data.runpod_pod_billing.month.
without_keys(address) := regex.replace(address, `\[([0-9]+|"([^"\\]|\\.)*")\]`, "")
