# Parses the addresses of data sources.
package runpod.address

# The type in module.team["a"].data.runpod_billing.days[0] is runpod_billing.
type(address) := parts[count(parts) - 2] if {
	parts := split(without_keys(address), ".")
	parts[count(parts) - 3] == "data"
}

# module.team["a"].data.runpod_billing.days[0] becomes
# module.team.data.runpod_billing.days.
without_keys(address) := regex.replace(address, key_pattern, "")

# The keys of count and for_each: ["a", 0].
keys(address) := [unescaped(yaml.unmarshal(substring(key, 1, count(key) - 2))) |
	some key in regex.find_n(key_pattern, address, -1)
]

# Terraform writes ${ as $${, and %{ as %%{. Otherwise, its escapes are those of YAML:
# unlike JSON, it has \U000e0001.
unescaped(key) := replace(replace(key, "$${", "${"), "%%{", "%{") if is_string(key)

unescaped(key) := key if is_number(key)

key_pattern := `\[([0-9]+|"([^"\\]|\\.)*")\]`
