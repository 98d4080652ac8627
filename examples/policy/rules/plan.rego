# Reads the plan, or the two plans, of the input: what kind of plan it is, when it was
# made, and how its providers are configured.
package runpod.plan

# The plan with the account's amounts and prices.
account := plan_of("account")

# The plan that is judged for what it would change.
change := plan_of("change")

# One of the two plans, or the only one.
plan_of(name) := input[name] if {
	is_object(input[name])
} else := {} if {
	has_two
} else := single

# No plan has these keys.
has_two if count(object.keys(input) & {"account", "change"}) > 0

# The output of `terraform show -json`, which HCP Terraform passes as input.plan. With
# two plans, there is no such form: each is the output itself.
single := input.plan if {
	is_object(input.plan)
} else := input if {
	is_object(input)
} else := {}

# Each plan, under its name in messages.
plans := {"account's plan": account, "change's plan": change} if {
	has_two
} else := {"plan": single}

not_plans := {name | some name, document in plans; not is_document(document)}

is_plan if count(not_plans) == 0

is_document(document) if {
	is_string(document.format_version)
	is_object(document.configuration)
}

errored := {name | some name, document in plans; document.errored == true}

# Made with -target. OpenTofu and old versions of Terraform leave out "complete".
partial := {name | some name, document in plans; document.complete == false} - errored

# The account's plan was made with -destroy. If -refresh=false is set as well, which the
# plan does not show, Terraform does not read data sources at all. In a normal plan,
# Terraform gives a reason for each deletion, and never deletes an output that is still
# configured.
destroys if {
	some changed in object.get(account, "resource_changes", [])
	changed.change.actions == ["delete"]
	object.get(changed, "action_reason", null) == null
	not changed.deposed
}

destroys if {
	some name, _ in account.configuration.root_module.outputs
	account.output_changes[name].actions == ["delete"]
}

# Undefined if the plan has no valid timestamp.
made_ns := time.parse_rfc3339_ns(account.timestamp)

now_ns := time.now_ns()

# The blocks of data sources. Their addresses have no keys.
data_blocks contains {"address": concat(".", array.concat(modules, [block.address])), "arguments": object.keys(block.expressions)} if {
	walk(account.configuration.root_module, [path, block])
	path[count(path) - 2] == "resources"
	block.mode == "data"

	# The path is module_calls, NAME, module, and so on, then resources and an index.
	modules := [sprintf("module.%s", [path[i]]) | some i in numbers.range(0, count(path) - 3); i % 3 == 1]
}

# All provider blocks, including those of aliases and modules.
provider_blocks contains {"key": key, "source": source, "setting": setting} if {
	some key, block in account.configuration.provider_config
	source := object.get(block, "full_name", "")
	some setting, _ in object.get(block, "expressions", {})
}
