# Reports whether an attribute that the plan marks as unknown is in fact not set. A
# plan says "unknown" of both an attribute that the provider will compute and one whose
# value depends on something that does not exist yet. Only the configuration differs.
#
# It never gives a value: with ignore_changes, the configuration's is not the one that
# counts.
package runpod.configuration

import data.runpod.address
import data.runpod.plan

# Everything that the attribute refers to is known. If it had a value, the plan would
# have it, so it is null.
is_unset(resource_address, attribute) if {
	block := blocks[address.without_keys(resource_address)]
	is_known(object.get(block.expressions, attribute, {"constant_value": null}), block.module, block.address)
}

# A reference counts before a constant: in JSON, "${local.n}" is a constant as well.
is_known(expression, module, block) if {
	references := object.get(expression, "references", [])
	count(references) > 0
	leads_to_known({node(reference, module, block) | some reference in references})
}

is_known(expression, _, _) if {
	count(object.get(expression, "references", [])) == 0
	is_null(expression.constant_value)
}

# What a reference leads to: each node to the nodes that decide its value. A function
# call without references, a local, a resource and a data source lead to a node that
# does not exist.
leads := object.union_n([{"known": set()}, variables, instances(blocks), instances(calls)])

leads_to_known(nodes) if {
	reached := graph.reachable(leads, nodes)
	all := nodes | union({leads[name] | some name in reached})
	all - reached == set()
}

# The nodes of variables. Those of the root module are always known.
variables := {sprintf("%s var.%s", [path, name]): nodes |
	some path, module in modules
	some name, _ in module.variables
	nodes := argument(path, name)
}

argument("", _) := set()

argument(path, name) := nodes_of(expression, calls[path].module, path) if {
	path != ""
	expression := object.get(calls[path].expressions, name, {"constant_value": "the default"})
}

# The nodes of each.value.
instances(all) := {sprintf("%s each.value", [name]): nodes |
	some name, block in all
	block.for_each_expression
	nodes := nodes_of(block.for_each_expression, block.module, name)
}

nodes_of(expression, module, block) := {node(reference, module, block) | some reference in expression.references} if {
	count(object.get(expression, "references", [])) > 0
} else := set() if {
	constant := expression.constant_value
	not contains(json.marshal(constant), "${")
} else := {"unknown"}

node(reference, module, block) := sprintf("%s %s", [module, concat(".", array.slice(split(regex.replace(reference, `\[.*`, ""), "."), 0, 2))]) if {
	startswith(reference, "var.")
} else := sprintf("%s each.value", [block]) if {
	startswith(reference, "each.value")
} else := "known" if {
	reference in {"each", "each.key", "count", "count.index"}
} else := "unknown"

# Objects, because looking up a key in a partial rule would evaluate its body for
# each key.

# All modules, by address without keys. The root module's address is empty.
modules := object.union({"": root}, {concat(".", names): module |
	walk(object.get(root, "module_calls", {}), [path, module])
	path[count(path) - 1] == "module"
	count(path) % 3 == 2

	# The path is NAME, module, module_calls, and so on. Anything else is a value.
	{path[i] | some i in numbers.range(1, count(path) - 1); i % 3 == 1} == {"module"}
	{path[i] | some i in numbers.range(1, count(path) - 1); i % 3 == 2} - {"module_calls"} == set()
	names := [sprintf("module.%s", [path[i]]) | some i in numbers.range(0, count(path) - 1); i % 3 == 0]
})

root := object.get(plan.change, ["configuration", "root_module"], {})

# All resource blocks, by address without keys.
blocks := {within(path, block.address): object.union(block, {"module": path, "address": within(path, block.address)}) |
	some path, module in modules
	some block in module.resources
}

# All module blocks, by address without keys.
calls := {within(path, sprintf("module.%s", [name])): object.union(call, {"module": path}) |
	some path, module in modules
	some name, block in module.module_calls
	call := object.remove(block, ["module"])
}

within("", name) := name

within(path, name) := sprintf("%s.%s", [path, name]) if path != ""
