# Whether the input is a plan of this run, for this account.
package main

import data.runpod.limits
import data.runpod.plan

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
