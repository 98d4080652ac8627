# Denies a Terraform plan while Runpod's charges are over the limits in data.yaml,
# or when the plan does not show them.
package main

import data.runpod.address
import data.runpod.limits
import data.runpod.plan
import data.runpod.sources

# An attribute that may be missing is read with object.get inside "not f(...)".
# With an undefined argument, the whole expression would be undefined, not true.

# Undefined if anything is denied, and if this policy is not loaded.
pass if count(deny) == 0

# The plan.

deny contains message if {
	not plan.is_plan
	message := "This is not a Terraform plan. Run the policy on the output of \"terraform show -json\" for a saved plan."
}

deny contains message if {
	plan.errored
	message := "The plan is incomplete because planning failed. Fix the errors that Terraform reported, then plan again."
}

deny contains message if {
	plan.partial
	message := "The plan is partial, as with -target, so its amounts may come from an earlier run. Plan without -target."
}

deny contains message if {
	plan.destroys
	message := "This is a destroy plan, so its amounts may come from an earlier run. Run the policy on a normal plan."
}

deny contains message if {
	plan.is_plan
	limits.max_plan_age != "off"
	not plan.made_ns
	message := "The plan has no valid timestamp. Plan with OpenTofu or Terraform 1.5 or later, or set runpod_max_plan_age to \"off\"."
}

deny contains message if {
	time.now_ns() - plan.made_ns > limits.max_plan_age_ns
	message := sprintf("The plan was made at %s, more than %s ago. Plan again.", [plan.document.timestamp, limits.max_plan_age])
}

deny contains message if {
	limits.max_plan_age != "off"
	plan.made_ns - time.now_ns() > time.parse_duration_ns("5m")
	message := sprintf("The plan's timestamp, %s, is in the future. Set the clock of the machine that plans, then plan again.", [plan.document.timestamp])
}

deny contains message if {
	some block in plan.provider_blocks
	block.source in (limits.providers | {""})
	block.setting in limits.guarded_provider_settings
	message := sprintf("The provider block %s sets %s, which decides whose amounts are read. Set it in the environment, or add it to runpod_allow_provider_settings.", [block.key, block.setting])
}

# The limits.

deny contains message if {
	count(limits.entries) == 0
	message := "There are no limits. Set them under runpod_limits in data.yaml, and load that file with the policy."
}

deny contains message if {
	some name, reasons in limits.problems
	some reason in reasons
	message := sprintf("The limits for %s are invalid: %s.", [name, reason])
}

deny contains message if {
	limits.max_plan_age != "off"
	not limits.max_plan_age_ns
	message := "runpod_max_plan_age is invalid: it must be a duration such as \"30m\", or \"off\"."
}

# Whether the plan has the data sources that the limits are for.

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
	message := sprintf("The plan has no instance of %s with the key %s, which runpod_limits requires. Add it to the configuration, or correct keys.", [name, json.marshal(key)])
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
	some argument, initial in limits.defaults(type)
	not is_computed(judged.entry, argument)
	required := limits.required(type, judged.entry, argument)
	got := object.get(judged.value, argument, null)
	not is_same(got, required, initial)
	message := sprintf("%s: %s is %s, but runpod_limits requires %s.", [judged.address, argument, shown(got), shown(required)])
}

# The provider computes the window from last_n.
is_computed(entry, argument) if {
	is_number(entry.arguments.last_n)
	argument in {"start_time", "end_time"}
}

is_same(got, required, _) if got == required

is_same(null, required, initial) if required == initial

# Whether the amounts are present and up to date.

deny contains message if {
	some found in sources.deferred
	message := sprintf("%s is read during apply, after this policy has run. Use arguments that are known during planning, such as last_n instead of timestamp(), and no depends_on.", [found])
}

deny contains message if {
	some found in sources.unknown
	not found in sources.deferred
	message := sprintf("%s has no complete result. If it is in a check block, where a failed read is only a warning, see the output of the plan.", [found])
}

deny contains message if {
	some judged in judgements
	ends := time.parse_rfc3339_ns(judged.value.end_time)
	is_running(judged)
	ends + slack_ns(judged.value) <= plan.made_ns
	message := sprintf("%s is out of date: its window ended at %s, before the plan was made. Plan again, without -target and -refresh=false.", [judged.address, judged.value.end_time])
}

deny contains message if {
	some judged in judgements
	is_running(judged)
	not time.parse_rfc3339_ns(object.get(judged.value, "end_time", null))
	message := sprintf("%s has no valid end_time, so it may be out of date.", [judged.address])
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
	not may_be_empty(found)
	message := sprintf("%s has no records: nothing is reported for its window yet. If that is expected, set allow_no_records in runpod_limits.", [found])
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

# What is over a limit.

deny contains message if {
	some judged in judgements
	limit := judged.entry.total
	amount := judged.value.total_amount + left_out(judged)
	is_over(amount, limit, left_out(judged))
	message := sprintf("%s: %s spent%s, over the limit of %s. Stop what you do not need, or raise total in runpod_limits.", [judged.address, usd(amount), note(left_out(judged)), usd(limit)])
}

# Without an addition, the comparison is exact.
is_over(amount, limit, 0) if amount > limit

is_over(amount, limit, left_out) if {
	left_out > 0
	rounded(amount) > rounded(limit)
}

# OPA adds and multiplies in binary, so 1.1 + 2.2 is above 3.3. This compares 12
# decimals.
rounded(amount) := round(amount * 1000000000000)

# The total of one GPU type leaves out charges of unknown GPU type.
left_out(judged) := judged.value.unattributed_amount if {
	is_string(judged.value.gpu_type_id)
	is_number(judged.value.unattributed_amount)
	judged.value.unattributed_amount > 0
	not judged.entry.ignore_unattributed == true
} else := 0

note(0) := ""

note(amount) := sprintf(", %s of it on unknown GPU types", [usd(amount)]) if amount > 0

deny contains message if {
	some judged in judgements
	limit := judged.entry.group
	some group, amount in judged.value.amount_by_group
	amount > limit
	message := sprintf("%s: %s spent on %s, over the limit of %s for each group. Stop it if you do not need it, or raise group in runpod_limits.", [judged.address, usd(amount), group, usd(limit)])
}

deny contains message if {
	some judged in judgements
	factor := judged.entry.spike_factor
	has_series(judged.value)
	complete := complete_buckets(judged.value)
	last := complete[count(complete) - 1]
	before := [bucket.amount | some bucket in array.slice(complete, 0, count(complete) - 1)]
	not is_ordinary(last.amount, before, judged.entry)
	message := sprintf("%s: %s spent in the %s that began %s, more than %v times the average of the %d before it (%s). Find out what ran then, or raise spike_factor in runpod_limits.", [judged.address, usd(last.amount), object.get(judged.value, "bucket_size", "day"), last.start, factor, count(before), usd(sum(before) / count(before))])
}

is_ordinary(amount, _, entry) if amount <= object.get(entry, "spike_above", 0)

is_ordinary(amount, before, entry) if {
	rounded(amount * count(before)) <= rounded(entry.spike_factor * sum(before))
}

# In order of time, without the current bucket.
complete_buckets(value) := array.slice(buckets, 0, count(buckets) - has_current(value)) if {
	buckets := [{"start": start, "amount": value.amount_by_time[start]} | some start in sort(object.keys(value.amount_by_time))]
}

has_current(value) := 0 if {
	value.include_current == false
} else := 1

# The provider fills in the buckets without charges.
has_series(value) if {
	are_amounts(value.amount_by_time)
	count(value.amount_by_time) == value.last_n
}

are_amounts(amounts) if {
	is_object(amounts)
	every amount in amounts {
		is_number(amount)
	}
}

deny contains message if {
	some judged in judgements
	judged.value.status == "over"
	message := sprintf("%s is over budget: %s", [judged.address, judged.value.summary])
}

warn contains message if {
	some judged in judgements
	judged.value.status == "at_risk"
	message := sprintf("%s is at risk: %s", [judged.address, judged.value.summary])
}

deny contains message if {
	some judged in judgements
	limit := judged.entry.cost_per_hour
	amount := judged.value.cost_per_hour
	amount > limit
	message := sprintf("%s: pods cost %s an hour, over the limit of %s. Stop what you do not need, or raise cost_per_hour in runpod_limits.", [judged.address, usd(amount), usd(limit)])
}

deny contains message if {
	some judged in judgements
	some name, limit in judged.entry.cost_per_hour_by_gpu_type
	amount := sum([amount | some type, amount in judged.value.cost_per_hour_by_gpu_type; folded(type) == folded(name)])
	amount > limit
	message := sprintf("%s: pods with %s cost %s an hour, over the limit of %s. Stop what you do not need, or raise cost_per_hour_by_gpu_type in runpod_limits.", [judged.address, name, usd(amount), usd(limit)])
}

# Runpod spells some GPU types with one space or with two.
folded(name) := lower(concat(" ", regex.split(`\s+`, trim_space(name))))

# Each value with the entry for it.
judgements contains {"address": found, "entry": entry, "value": value} if {
	some name, entry in limits.valid
	some found in addresses_of(name)
	some value in sources.known[found]
}

# A name without keys means all instances.
addresses_of(name) := {found | some found in sources.addresses; matches(name, found)}

foreign_addresses_of(name) := {found | some found, _ in sources.foreign; matches(name, found)}

matches(name, found) if found == name

matches(name, found) if address.without_keys(found) == name

# A single key may be written without brackets.
as_keys(key) := key if {
	is_array(key)
} else := [key]

shown(value) := "not set" if {
	value == null
} else := json.marshal(value)

# Rego's sprintf has no %.2f for whole numbers.
usd(amount) := sprintf("%s%d.%02d USD", [sign, floor(cents / 100), cents % 100]) if {
	cents := abs(round(amount * 100))
	sign := {true: "-", false: ""}[amount < 0]
}
