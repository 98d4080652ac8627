# Denies a Terraform plan while Runpod's charges are over the limits in data.yaml,
# or when the plan does not show them. The files check_*.rego contain the rules, each
# for one subject. To add a subject, add a file of package main with its own rules
# "deny contains message" and "warn contains message".
package main

import data.runpod.address
import data.runpod.limits
import data.runpod.planned
import data.runpod.sources

# Undefined if anything is denied, and if this policy is not loaded.
pass if count(deny) == 0

# Denials for what is already spent are apart from those for the plan itself: they are
# no reason to stop a plan that only lowers the cost.
deny contains message if {
	not planned.only_lowers
	some message in over
}

warn contains message if {
	planned.only_lowers
	some denial in over
	message := sprintf("%s This is only a warning, because the plan only lowers the cost.", [denial])
}

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

# An argument's value in the plan. For a window, it is the one that was read, which
# the API may have widened.
effective(value, argument) := {
	"start_time": object.get(value, "window_start", null),
	"end_time": object.get(value, "window_end", null),
}[argument] if {
	is_string(value.window_start)
	is_string(value.window_end)
} else := object.get(value, argument, null)

shown(value) := "not set" if {
	value == null
} else := json.marshal(value)

# Rego's sprintf has no %.2f for whole numbers.
usd(amount) := sprintf("%s%d.%02d USD", [sign, floor(cents / 100), cents % 100]) if {
	cents := abs(round(amount * 100))
	sign := {true: "-", false: ""}[amount < 0]
}
