# What is over a limit.
package main

import data.runpod.limits
import data.runpod.prices

over contains message if {
	some judged in judgements
	limit := judged.entry.total
	is_over(judged.value.total_amount, left_out(judged), limit)
	amount := judged.value.total_amount + left_out(judged)
	message := sprintf("%s: %s spent%s, over the limit of %s. Stop what you do not need, or raise total in runpod_limits.", [judged.address, usd(amount), note(left_out(judged)), usd(limit)])
}

# Comparing is exact, whereas adding rounds, even if 0 is added. The addition is at
# least 0.
is_over(amount, _, limit) if amount > limit

is_over(amount, addition, limit) if rounded(amount + addition) > rounded(limit)

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

over contains message if {
	some judged in judgements
	limit := judged.entry.group
	some group, amount in judged.value.amount_by_group
	amount > limit
	message := sprintf("%s: %s spent on %s, over the limit of %s for each group. Stop it if you do not need it, or raise group in runpod_limits.", [judged.address, usd(amount), group, usd(limit)])
}

over contains message if {
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

over contains message if {
	some judged in judgements
	judged.value.status == "over"
	message := sprintf("%s is over budget: %s", [judged.address, judged.value.summary])
}

# A forecast from the pods that run is more certain than one from past days, so that a
# team may deny the former only.
over contains message if {
	some judged in judgements
	some message in at_risk(judged)
	denies_at_risk(judged)
}

warn contains message if {
	some judged in judgements
	some message in at_risk(judged)
	not denies_at_risk(judged)
}

at_risk(judged) := {sprintf("%s is at risk: %s", [judged.address, judged.value.summary]) | judged.value.status == "at_risk"}

denies_at_risk(judged) if judged.value.forecast_basis in judged.entry.deny_at_risk

over contains message if {
	some judged in judgements
	limit := judged.entry.cost_per_hour
	amount := judged.value.cost_per_hour
	amount > limit
	message := sprintf("%s: %s %s an hour, over the limit of %s. Stop what you do not need, or raise cost_per_hour in runpod_limits.", [judged.address, {"audit": "the account costs", "pods": "pods cost"}[limits.kind(judged.address)], usd(amount), usd(limit)])
}

over contains message if {
	some judged in judgements
	limit := judged.entry.wasted_per_month
	judged.value.wasted_per_month > limit
	message := sprintf("%s: %s a month is wasted, over the limit of %s. Stop what you do not need, or raise wasted_per_month in runpod_limits. %s", [judged.address, usd(judged.value.wasted_per_month), usd(limit), judged.value.summary])
}

over contains message if {
	some judged in judgements
	some name, limit in judged.entry.cost_per_hour_by_gpu_type
	amounts := sort([amount | some type, amount in judged.value.cost_per_hour_by_gpu_type; prices.folded(type) == prices.folded(name)])
	amount := sum(amounts)
	is_over(amounts[count(amounts) - 1], sum(array.slice(amounts, 0, count(amounts) - 1)), limit)
	message := sprintf("%s: pods with %s cost %s an hour, over the limit of %s. Stop what you do not need, or raise cost_per_hour_by_gpu_type in runpod_limits.", [judged.address, name, usd(amount), usd(limit)])
}
