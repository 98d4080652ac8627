# Whether the plan may add what it adds. Amounts are in millionths of a USD.
package main

import data.runpod.cost
import data.runpod.limits
import data.runpod.plan
import data.runpod.planned
import data.runpod.prices
import data.runpod.sources

deny contains message if {
	limits.plan
	not limits.plan.allow_unpriced == true
	some message in unpriced
}

warn contains message if {
	limits.plan.allow_unpriced == true
	some message in unpriced
}

unpriced contains message if {
	some row in planned.rows
	some reason in row.why
	reason != cost.needs_list
	message := sprintf("%s has no price: %s.", [row.address, reason])
}

# A missing list is no price that is missing, so allow_unpriced does not allow it.
deny contains message if {
	limits.plan
	needing := sort([row.address | some row in planned.rows; cost.needs_list in row.why])
	count(needing) > 0
	some reason in prices.missing
	message := sprintf("%s, so %s has no price%s. Read runpod_prices from costguard/runpod in the configuration, without arguments and depends_on, and plan without -target.", [reason, needing[0], others(count(needing) - 1)])
}

others(0) := ""

others(n) := sprintf(", like %d more", [n]) if n > 0

deny contains message if {
	limit := limits.plan.adds_per_hour
	planned.adds > prices.micro(limit)
	message := sprintf("The plan adds %s an hour, over the limit of %s. Ask for less, or raise adds_per_hour in runpod_plan.", [micro_usd(planned.adds), usd(limit)])
}

deny contains message if {
	limit := limits.plan.per_hour_after
	planned.adds_in_pods > 0
	planned.adds_in_pods + rate > prices.micro(limit)
	message := sprintf("Pods would cost %s an hour, %s more than now, over the limit of %s. Ask for less, stop what you do not need, or raise per_hour_after in runpod_plan.", [micro_usd(planned.adds_in_pods + rate), micro_usd(planned.adds_in_pods), usd(limit)])
}

deny contains message if {
	limits.plan.per_hour_after
	planned.adds_in_pods > 0
	count(rates) == 0
	message := "per_hour_after in runpod_plan needs a runpod_pods with all pods, which the plan does not have. Add it to the configuration, without include_cluster_pods."
}

# What all running pods cost now.
rate := max(rates)

rates := [prices.micro(value.cost_per_hour) |
	some found, values in sources.known
	limits.kind(found) == "pods"
	some value in values
	object.get(value, "include_cluster_pods", null) != false
	prices.is_fresh(value)
]

deny contains message if {
	some budget in forecasts
	budget.address in addresses_of(limits.plan.budget)
	planned.adds > 0
	budget.after > budget.amount
	message := sprintf("%s: the plan adds %s an hour for %d hours, which raises the forecast from %s to %s, over the amount of %s. Ask for less, or stop what you do not need.", [budget.address, micro_usd(planned.adds), budget.hours_left, micro_usd(budget.before), micro_usd(budget.after), micro_usd(budget.amount)])
}

deny contains message if {
	some judged in judgements
	judged.address in addresses_of(limits.plan.budget)
	planned.adds > 0
	not has_forecast(judged.value)
	message := sprintf("%s has no forecast or no hours_left, which budget in runpod_plan needs.", [judged.address])
}

# The forecast of each budget, and with what the plan adds until its period ends. What
# it saves is left out.
forecasts contains {"address": judged.address, "amount": prices.micro(judged.value.amount), "before": before, "after": after, "hours_left": judged.value.hours_left} if {
	some judged in judgements
	has_forecast(judged.value)
	before := prices.micro(judged.value.forecast)
	after := before + (max([planned.adds, 0]) * judged.value.hours_left)
}

has_forecast(value) if {
	is_number(value.amount)
	is_number(value.forecast)
	is_number(value.hours_left)
}

# Such a condition fails after the resource was created.
warn contains message if {
	some check in plan.change.checks
	check.status == "unknown"
	some instance in check.instances
	instance.status == "unknown"
	some row in planned.rows
	row.address == instance.address.to_display
	message := sprintf("%s has a condition that is unknown until apply, so it cannot stop the plan. Set what it depends on, such as gpu_count and cloud.", [row.address])
}

micro_usd(amount) := usd(amount / 1000000)
