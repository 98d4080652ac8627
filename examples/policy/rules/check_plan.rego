# Whether the input is a plan of this run, for this account, or two plans.
package main

import data.runpod.limits
import data.runpod.plan

deny contains message if {
	not plan.has_two
	not plan.is_plan
	message := "This is not a Terraform plan. Run the policy on the output of \"terraform show -json\" for a saved plan."
}

deny contains message if {
	plan.has_two
	some name in plan.not_plans
	message := sprintf("The %s is missing, or not a Terraform plan. It must be the output of \"terraform show -json\" for a saved plan.", [name])
}

deny contains message if {
	limits.two_plans == true
	not plan.has_two
	message := "runpod_two_plans requires two plans, as {\"account\": PLAN, \"change\": PLAN}. Plan the account's configuration apart from the change."
}

deny contains message if {
	some name in plan.errored
	message := sprintf("The %s is incomplete because planning failed. Fix the errors that Terraform reported, then plan again.", [name])
}

deny contains message if {
	some name in plan.partial
	message := sprintf("The %s is partial, as with -target, so it may lack changes, or have amounts of an earlier run. Plan without -target.", [name])
}

over contains message if {
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
	plan.now_ns - plan.made_ns > limits.max_plan_age_ns
	message := sprintf("The plan was made at %s, more than %s ago. Plan again.", [plan.account.timestamp, limits.max_plan_age])
}

deny contains message if {
	limits.max_plan_age != "off"
	plan.made_ns - plan.now_ns > time.parse_duration_ns("5m")
	message := sprintf("The plan's timestamp, %s, is in the future. Set the clock of the machine that plans, then plan again.", [plan.account.timestamp])
}

deny contains message if {
	some block in plan.provider_blocks
	block.source in (limits.providers | {""})
	block.setting in limits.guarded_provider_settings
	message := sprintf("The provider block %s sets %s, which decides whose amounts are read. Set it in the environment, or add it to runpod_allow_provider_settings.", [block.key, block.setting])
}
