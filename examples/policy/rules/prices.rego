# The prices of runpod_prices, in whole millionths of a USD an hour. OPA calculates
# in binary, where 0.1 times 3 is not 0.3.
package runpod.prices

import data.runpod.limits
import data.runpod.plan
import data.runpod.sources

micro(amount) := round(amount * 1000000)

# The lists of this run. One of an earlier run may have other prices.
lists := [source.value |
	some source in found
	source.provider in limits.providers
	is_object(source.value.gpus)
	is_object(source.value.cpus)
	is_fresh(source.value)
]

found := [source | some source in sources.all; source.type == "runpod_prices"]

# With -target, Terraform takes what it read in an earlier run. The clocks of the API
# and of the machine that plans may differ. A plan without a timestamp is denied
# unless plans of any age are allowed.
is_fresh(value) if plan.made_ns - time.parse_rfc3339_ns(value.read_at) <= time.parse_duration_ns("5m")

is_fresh(value) if {
	limits.max_plan_age == "off"
	not plan.made_ns
	is_string(value.read_at)
}

# Why there is no list.
missing contains "The plan has no runpod_prices" if count(found) == 0

missing contains message if {
	some source in found
	not source.provider in limits.providers
	message := sprintf("%s is read from the provider %s", [source.address, source.provider])
}

missing contains message if {
	some source in found
	source.provider in limits.providers
	not is_object(object.get(source.value, "gpus", null))
	message := sprintf("%s has no result while planning", [source.address])
}

missing contains message if {
	some source in found
	source.provider in limits.providers
	is_object(source.value.gpus)
	not is_fresh(source.value)
	message := sprintf("%s has the prices of an earlier run, read at %s", [source.address, object.get(source.value, "read_at", "an unknown time")])
}

# The prices of each type, under its folded id: the highest of all lists and of all
# spellings. A price of 0 is none.
gpus := {id: {"pools": pools, "prices": prices} |
	some id, same in by_id("gpus")
	pools := {folded(entry.pool) | some entry in same}
	prices := highest(same, ["secure", "community", "serverless"])
}

cpus := {id: highest(same, ["secure_per_vcpu", "serverless_per_vcpu"]) | some id, same in by_id("cpus")}

by_id(member) := {id: same |
	entries := [[folded(name), entry] | some list in lists; some name, entry in list[member]]
	some [id, _] in entries
	same := {other[1] | some other in entries; other[0] == id}
}

highest(all, offers) := {offer: max(amounts) |
	some offer in offers
	amounts := [micro(entry[offer]) | some entry in all; entry[offer] > 0; is_number(entry[offer])]
	count(amounts) > 0
}

# Runpod spells some types with one space or with two.
folded(name) := lower(concat(" ", regex.split(`\s+`, trim_space(name)))) if is_string(name)

# The catalog's ids that are most like the name, as in "NVIDIA A30, NVIDIA A40".
nearest(name) := concat(", ", {known.id | some known in spelled; alike(pairs(name), known.pairs) == best}) if {
	best := max([alike(pairs(name), known.pairs) | some known in spelled])
	best > 0
} else := "no other"

spelled := [{"id": id, "pairs": pairs(spelling)} |
	some member in ["gpus", "cpus"]
	some list in lists
	some id, entry in list[member]
	some spelling in [id, object.get(entry, "name", "")]
]

# The share of the pairs of characters that both have.
alike(a, b) := (2 * count(a & b)) / (count(a) + count(b)) if {
	count(a) + count(b) > 0
} else := 0

pairs(text) := {substring(plain, i, 2) | some i in numbers.range(0, count(plain) - 2)} if {
	plain := regex.replace(lower(text), `[^a-z0-9]`, "")
	count(plain) > 1
} else := set()
