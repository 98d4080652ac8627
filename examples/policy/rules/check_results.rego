# Whether the amounts are present and up to date.
#
# An attribute that may be missing is read with object.get inside "not f(...)".
# With an undefined argument, the whole expression would be undefined, not true.
package main

import data.runpod.limits
import data.runpod.plan
import data.runpod.prices
import data.runpod.sources

deny contains message if {
	some found in sources.deferred
	message := sprintf("%s is read during apply, after this policy has run. Use arguments that are known during planning, such as last_n instead of timestamp(), and no depends_on, neither there nor in a module block around it.", [found])
}

deny contains message if {
	some found in sources.unknown
	not found in sources.deferred
	message := sprintf("%s has no complete result. If it is in a check block, where a failed read is only a warning, see the output of the plan.", [found])
}

deny contains message if {
	some judged in judgements
	end_time := effective(judged.value, "end_time")
	is_running(judged)
	time.parse_rfc3339_ns(end_time) + slack_ns(judged.value) <= plan.made_ns
	message := sprintf("%s is out of date: its window ended at %s, before the plan was made. Plan again, without -target and -refresh=false.", [judged.address, end_time])
}

deny contains message if {
	some judged in judgements
	is_running(judged)
	not time.parse_rfc3339_ns(effective(judged.value, "end_time"))
	message := sprintf("%s has no valid end_time, so it may be out of date.", [judged.address])
}

deny contains message if {
	some found, values in sources.known
	limits.kind(found) in {"audit", "pods"}
	some value in values
	not prices.is_fresh(value)
	message := sprintf("%s is out of date: it was read at %s, before the plan was made. Plan again, without -target and -refresh=false.", [found, object.get(value, "read_at", "an unknown time")])
}

# Its window moves with the clock.
is_running(judged) if limits.kind(judged.address) == "budget"

is_running(judged) if is_number(judged.entry.arguments.last_n)

# How long ago the window may have ended. Without the current bucket, it ends where
# that bucket begins.
slack_ns(value) := time.parse_duration_ns(longest[object.get(value, "bucket_size", "day")]) if {
	value.include_current == false
} else := 0

longest := {"hour": "1h", "day": "24h", "week": "168h", "month": "744h", "year": "8784h"}

deny contains message if {
	some found, values in sources.known
	some value in values
	value.record_count == 0
	not value.status # a budget has its own rule, the next one
	not may_be_empty(found)
	message := sprintf("%s has no records: nothing is reported for its window yet. If that is expected, set allow_no_records in runpod_limits.", [found])
}

deny contains message if {
	some found, values in sources.known
	some value in values
	value.status == "no_charges"
	message := sprintf("%s has no charges: %s", [found, value.summary])
}

deny contains message if {
	some found, values in sources.known
	some value in values
	not object.get(value, "status", "within") in {"within", "at_risk", "over", "no_charges"}
	message := sprintf("%s has the status %s, which this policy does not know. Use the policy of the provider's version.", [found, value.status])
}

may_be_empty(found) if {
	some name, entry in limits.valid
	found in addresses_of(name)
	entry.allow_no_records == true
}

deny contains message if {
	some judged in judgements
	judged.entry.group
	not are_amounts(object.get(judged.value, "amount_by_group", null))
	message := sprintf("%s has no complete amount_by_group, which group in runpod_limits needs.", [judged.address])
}

deny contains message if {
	some judged in judgements
	judged.entry.spike_factor
	not has_series(judged.value)
	message := sprintf("%s has no complete amount_by_time, which spike_factor in runpod_limits needs.", [judged.address])
}

deny contains message if {
	some judged in judgements
	judged.entry.cost_per_hour_by_gpu_type
	not are_amounts(object.get(judged.value, "cost_per_hour_by_gpu_type", null))
	message := sprintf("%s has no complete cost_per_hour_by_gpu_type, which runpod_limits needs.", [judged.address])
}
