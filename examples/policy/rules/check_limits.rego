# Whether data.yaml has limits, and valid ones.
package main

import data.runpod.limits

deny contains message if {
	count(limits.entries) == 0
	count(limits.plan_entry) == 0
	message := "There are no limits. Set them under runpod_limits or runpod_plan in data.yaml, and load that file with the policy."
}

deny contains message if {
	some name, reasons in limits.problems
	some reason in reasons
	message := sprintf("The limits for %s are invalid: %s.", [name, reason])
}

deny contains message if {
	some reason in limits.plan_problems
	message := sprintf("runpod_plan is invalid: %s.", [reason])
}

deny contains message if {
	limits.max_plan_age != "off"
	not limits.max_plan_age_ns
	message := "runpod_max_plan_age is invalid: it must be a duration such as \"30m\", or \"off\"."
}

deny contains message if {
	not is_boolean(limits.two_plans)
	message := sprintf("runpod_two_plans is invalid: it must be true or false, not %s.", [limits.described(limits.two_plans)])
}
