package policytest

// How the policy's messages begin. The Rego tests check the whole text.

func overTotal(address, amount, limit string) string {
	return address + ": " + amount + " USD spent, over the limit of " + limit + " USD."
}

func overBudget(address, summary string) string { return address + " is over budget: " + summary }

func differs(address, argument, got, required string) string {
	return address + ": " + argument + " is " + got + ", but runpod_limits requires " + required + "."
}

func missing(address string) string {
	return "The plan has no " + address + ", which runpod_limits requires."
}

func missingKey(address, key string) string {
	return "The plan has no instance of " + address + " with the key " + key + ", which runpod_limits requires"
}

func unlistedKeys(address string) string {
	return address + " has several instances, so a missing one would go unnoticed."
}

func deferred(address string) string { return address + " is read during apply" }

func noResult(address string) string { return address + " has no complete result." }

func noRecords(address string) string { return address + " has no records" }

func noCharges(address string) string { return address + " has no charges" }

func stale(address, end string) string {
	return address + " is out of date: its window ended at " + end + ", before the plan was made."
}

func imitated(address string) string {
	return address + " is read from the provider registry.terraform.io/" + imitationSource + ", which is not in runpod_providers."
}

func blockSets(block, setting string) string {
	return "The provider block " + block + " sets " + setting + ", which decides whose amounts are read."
}

const (
	notAPlan = "This is not a Terraform plan."
	partial  = "The plan is partial, as with -target"
	failed   = "The plan is incomplete because planning failed."
	destroys = "This is a destroy plan"
	oldPods  = pods + " is out of date: it was read at 2026-11-18T15:00:00Z"
)
