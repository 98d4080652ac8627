package policytest

// The policy's messages.

func overTotal(address, amount, limit string) string {
	return address + ": " + amount + " USD spent, over the limit of " + limit + " USD. " +
		"Stop what you do not need, or raise total in runpod_limits."
}

func overGroup(address, group, amount, limit string) string {
	return address + ": " + amount + " USD spent on " + group + ", over the limit of " + limit + " USD for each group. " +
		"Stop it if you do not need it, or raise group in runpod_limits."
}

func overCost(address, amount, limit string) string {
	return address + ": pods cost " + amount + " USD an hour, over the limit of " + limit + " USD. " +
		"Stop what you do not need, or raise cost_per_hour in runpod_limits."
}

func overCostOf(gpuType, address, amount, limit string) string {
	return address + ": pods with " + gpuType + " cost " + amount + " USD an hour, over the limit of " + limit + " USD. " +
		"Stop what you do not need, or raise cost_per_hour_by_gpu_type in runpod_limits."
}

func spike(address, amount, start, factor, average, before string) string {
	return address + ": " + amount + " USD spent in the day that began " + start + ", more than " + factor +
		" times the average of the " + before + " before it (" + average + " USD). " +
		"Find out what ran then, or raise spike_factor in runpod_limits."
}

func overBudget(address, summary string) string { return address + " is over budget: " + summary }

func atRisk(address, summary string) string { return address + " is at risk: " + summary }

func differs(address, argument, got, required string) string {
	return address + ": " + argument + " is " + got + ", but runpod_limits requires " + required + "."
}

func missing(address string) string {
	return "The plan has no " + address + ", which runpod_limits requires. Add it to the configuration, or correct the address."
}

func missingKey(address, key string) string {
	return "The plan has no instance of " + address + " with the key " + key + ", which runpod_limits requires. " +
		"Add it to the configuration, or correct keys."
}

func unlistedKeys(address string) string {
	return address + " has several instances, so a missing one would go unnoticed. List the keys of all instances under keys in runpod_limits."
}

func deferred(address string) string {
	return address + " is read during apply, after this policy has run. Use arguments that are known during planning, " +
		"such as last_n instead of timestamp(), and no depends_on."
}

func noResult(address string) string {
	return address + " has no complete result. If it is in a check block, where a failed read is only a warning, see the output of the plan."
}

func noRecords(address string) string {
	return address + " has no records: nothing is reported for its window yet. If that is expected, set allow_no_records in runpod_limits."
}

func stale(address, end string) string {
	return address + " is out of date: its window ended at " + end +
		", before the plan was made. Plan again, without -target and -refresh=false."
}

func imitated(address string) string {
	return address + " is read from the provider registry.terraform.io/" + imitationSource + ", which is not in runpod_providers. " +
		"Use registry.opentofu.org/costguard/runpod or registry.terraform.io/costguard/runpod."
}

func blockSets(block, setting string) string {
	return "The provider block " + block + " sets " + setting + ", which decides whose amounts are read. " +
		"Set it in the environment, or add it to runpod_allow_provider_settings."
}

func invalid(address, reason string) string {
	return "The limits for " + address + " are invalid: " + reason + "."
}

const (
	noLimits = "There are no limits. Set them under runpod_limits in data.yaml, and load that file with the policy."
	notAPlan = `This is not a Terraform plan. Run the policy on the output of "terraform show -json" for a saved plan.`
	partial  = "The plan is partial, as with -target, so its amounts may come from an earlier run. Plan without -target."
	failed   = "The plan is incomplete because planning failed. Fix the errors that Terraform reported, then plan again."
	destroys = "This is a destroy plan, so its amounts may come from an earlier run. Run the policy on a normal plan."
)
