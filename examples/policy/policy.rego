# Denies a Terraform plan while Runpod's charges are over the limits in
# data.yaml, or cannot be told from the plan.
package main

import data.runpod.billing

# Undefined while anything is denied, and where this policy is not loaded.
pass if count(deny) == 0

# What keeps the charges from being told.

deny contains message if {
	not is_plan
	message := "This is not a Terraform plan. Give the policy what \"terraform show -json\" prints for a saved plan."
}

deny contains message if {
	billing.plan.errored == true
	message := "The plan is incomplete, because planning failed. Correct the errors that Terraform reported, and plan again."
}

deny contains message if {
	billing.plan.complete == false
	not billing.plan.errored == true
	message := "The plan leaves something out, as with -target, so charges in it may be old ones. Plan without -target."
}

deny contains message if {
	is_plan
	count(billing.addresses) == 0
	message := "The plan has no billing data of Runpod. Add a data source \"runpod_pod_billing\" to the configuration."
}

deny contains message if {
	some address in billing.deferred
	message := sprintf("%s is not known yet: Terraform reads it during apply. Give it arguments that are known while planning, such as last_n instead of timestamp(), and no depends_on.", [address])
}

deny contains message if {
	some address in billing.unknown
	not address in billing.deferred
	message := sprintf("%s has no known total. If it stands in a check block, the warning of the plan says why.", [address])
}

deny contains message if {
	some address, values in billing.known
	some value in values
	value.record_count == 0
	not may_be_empty(address)
	message := sprintf("%s has no records: nothing is reported for its window, or not yet. If that is as it should be, set allow_no_records for it in runpod_limits.", [address])
}

# What keeps the limits from being applied.

deny contains message if {
	not has_limits
	message := "There are no limits. Set them in data.yaml under runpod_limits, and load that file together with the policy."
}

deny contains message if {
	some name, limit in data.runpod_limits
	not is_limit(limit)
	message := sprintf("The limits of %s cannot be used. Set at least one of total, group and spike_factor. These and spike_above are numbers from 0, allow_no_records is true or false, and there is nothing else.", [name])
}

deny contains message if {
	count(billing.addresses) > 0
	some name, _ in data.runpod_limits
	not is_found(name)
	message := sprintf("The plan has no %s, which has limits. Add it to the configuration, or correct the address in runpod_limits.", [name])
}

deny contains message if {
	some judged in judgements
	judged.limit.group
	not are_amounts(judged.value.amount_by_group)
	message := sprintf("%s has no known amount_by_group, which its limit is for.", [judged.address])
}

deny contains message if {
	some judged in judgements
	judged.limit.spike_factor
	not has_buckets(judged.value)
	message := sprintf("%s cannot be searched for a spike. Set last_n to 3 or more, which gives the running bucket, the one before it, and some to compare with.", [judged.address])
}

# What is over a limit. Limits and amounts are numbers: the rules above deny what
# is not one.

deny contains message if {
	some judged in judgements
	limit := judged.limit.total
	amount := judged.value.total_amount
	amount > limit
	message := sprintf("%s: %s charged, over the limit of %s. Stop what is not needed, or raise total in runpod_limits.", [judged.address, usd(amount), usd(limit)])
}

deny contains message if {
	some judged in judgements
	limit := judged.limit.group
	some group, amount in judged.value.amount_by_group
	amount > limit
	message := sprintf("%s: %s charged for %s, over the limit of %s for each. Stop it if it is not needed, or raise group in runpod_limits.", [judged.address, usd(amount), group, usd(limit)])
}

deny contains message if {
	some judged in judgements
	factor := judged.limit.spike_factor
	has_buckets(judged.value)
	last := billing.buckets(judged.value)[1]
	before := earlier_amounts(judged.value)
	not is_ordinary(last.amount, before, judged.limit)
	message := sprintf("%s: %s charged in the %s from %s, over %v times the average of %s of the %d before. See what ran then, or raise spike_factor in runpod_limits.", [judged.address, usd(last.amount), judged.value.bucket_size, last.start, factor, usd(sum(before) / count(before)), count(before)])
}

is_ordinary(amount, _, limit) if amount <= object.get(limit, "spike_above", 0)

is_ordinary(amount, before, limit) if amount * count(before) <= limit.spike_factor * sum(before)

# Without the running bucket and the one that is compared.
earlier_amounts(value) := [bucket.amount | some n, bucket in billing.buckets(value); n > 1]

# Amounts outside the buckets would go unseen.
has_buckets(value) if {
	are_amounts(value.amount_by_time)
	count(billing.buckets(value)) >= 3
	starts := {bucket.start | some bucket in billing.buckets(value)}
	count(object.keys(value.amount_by_time) - starts) == 0
}

are_amounts(amounts) if {
	is_object(amounts)
	every amount in amounts {
		is_number(amount)
	}
}

is_plan if is_string(billing.plan.format_version)

has_limits if {
	is_object(data.runpod_limits)
	count(data.runpod_limits) > 0
}

is_limit(limit) if {
	is_object(limit)
	count(object.keys(limit) & {"total", "group", "spike_factor"}) > 0
	every name, value in limit {
		is_setting(name, value)
	}
}

is_setting(name, value) if {
	name in {"total", "group", "spike_factor", "spike_above"}
	is_number(value)
	value >= 0
}

is_setting("allow_no_records", value) if is_boolean(value)

is_found(name) if count(addresses_of(name)) > 0

may_be_empty(address) if {
	some name, limit in data.runpod_limits
	address in addresses_of(name)
	limit.allow_no_records == true
}

# Each value with the limits for it.
judgements contains {"address": address, "limit": limit, "value": value} if {
	some name, limit in data.runpod_limits
	some address in addresses_of(name)
	some value in billing.known[address]
}

# A name without the keys of count and for_each stands for all copies.
addresses_of(name) := {address |
	some address in billing.addresses
	name in {address, billing.without_keys(address)}
}

# Rego's sprintf has no %.2f for whole numbers.
usd(amount) := sprintf("%s%d.%02d USD", [sign, floor(cents / 100), cents % 100]) if {
	cents := abs(round(amount * 100))
	sign := {true: "-", false: ""}[amount < 0]
}
