# Prints what a plan would cost as Markdown, for a comment on a pull request.
package main

import data.runpod.limits
import data.runpod.plan
import data.runpod.planned
import data.runpod.prices

default report := "This is not a Terraform plan.\n"

report := concat("\n", [line | some part in [["### What this plan costs on Runpod", ""], body, [""]]; some line in part]) if plan.is_plan

body := ["The plan is incomplete because planning failed."] if {
	count(plan.errored) > 0
} else := ["The plan changes nothing that Runpod charges for."] if {
	count(planned.rows) == 0
} else := [line | some part in [table_head, listed, unlisted, table_sum, notes, without_a_price]; some line in part]

table_head := [
	"| resource | change | USD per hour | USD per month |",
	"|---|---|---|---|",
]

listed := [sprintf("| %s | %s | %s | %s |", [code(row.address), remarks(row), hourly(row), span(row, row.least, month)]) |
	some row in array.slice(largest, 0, most_rows)
]

unlisted := [sprintf("| %d more | | %s | %s |", [count(rest), signed(adds), signed(adds * month)]) |
	rest := array.slice(largest, most_rows, count(largest))
	count(rest) > 0
	adds := sum([row.least.adds | some row in rest])
]

table_sum := [sprintf("| **Sum** | | **%s** | **%s** |", [signed(planned.adds), signed(planned.adds * month)]), ""]

# GitHub refuses comments of more than 65,536 characters.
most_rows := 50

month := 730 # hours

largest := [planned.rows[order[1]] |
	some order in sort([[0 - abs(row.least.adds), i] | some i, row in planned.rows])
]

remarks(row) := sprintf("%s: still costs money, no longer managed", [row.step]) if {
	startswith(row.step, "forget")
} else := sprintf("%s, a sensitive size", [row.step]) if {
	row.hides_gb
} else := sprintf("%s, %s → %s GB", [row.step, shown_size(row.gb.before), shown_size(row.gb.after)]) if {
	row.type == "runpod_network_volume"
} else := row.step

shown_size(size) := sprintf("%v", [size]) if {
	size != null
} else := "unknown"

# More workers of an endpoint run if there are requests.
hourly(row) := sprintf("%s, at most %s", [span(row, row.least, 1), span(row, row.most, 1)]) if {
	row.least != row.most
	count(row.why) == 0
} else := span(row, row.least, 1)

span(row, figures, hours) := "no price" if {
	row.type == "runpod_network_volume"
	not limits.plan.usd_per_gb_month
} else := sprintf("%s → %s", [figure(figures.before, hours), figure(figures.after, hours)])

figure(amount, hours) := trim_suffix(micro_usd(amount * hours), " USD") if {
	is_number(amount)
} else := "unknown"

signed(amount) := sprintf("+%s", [figure(amount, 1)]) if {
	amount > 0
} else := figure(amount, 1)

notes := array.concat(
	[sprintf("- Pods cost %s an hour now, and %s after this plan.", [micro_usd(rate), micro_usd(rate + planned.adds_in_pods)]) | count(rates) > 0],
	[sprintf("- %s: the forecast goes from %s to %s, of %s.", [code(budget.address), micro_usd(budget.before), micro_usd(budget.after), micro_usd(budget.amount)]) | some budget in forecasts],
)

without_a_price := [line |
	reasons := [sprintf("- %s: %s", [code(row.address), escaped(concat("; ", row.why))]) | some row in planned.rows; count(row.why) > 0]
	count(reasons) > 0
	missing := [sprintf("- %s.", [escaped(reason)]) | count(prices.lists) == 0; some reason in prices.missing]
	some part in [["", "Without a price, and not in the sum:", ""], missing, array.slice(reasons, 0, most_rows), more(count(reasons) - most_rows)]
	some line in part
]

more(n) := [sprintf("- %d more", [n]) | n > 0]

code(text) := sprintf("<code>%s</code>", [escaped(text)])

# Keys of for_each may contain anything.
escaped(text) := strings.replace_n(object.union(entities, {"_": "&#95;"}), text) if {
	contains(text, "\"")
} else := strings.replace_n(entities, text)

entities := {
	"&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "|": "&#124;", "`": "&#96;", "*": "&#42;", "~": "&#126;",
	"[": "&#91;", "]": "&#93;", "(": "&#40;", "\\": "&#92;", "!": "&#33;", "@": "&#64;", "#": "&#35;", "$": "&#36;",
	"://": "&#58;//", "www.": "www&#46;",
}
