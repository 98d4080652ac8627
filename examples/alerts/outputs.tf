# What notify.sh sends, and what it compares with the last run. The status has no
# amounts, because they change from run to run.

output "status" {
  description = "What is wrong, in a few words. Empty if nothing is."
  value = join(", ", compact([
    data.runpod_budget.month.status == "within" ? "" : "budget ${replace(data.runpod_budget.month.status, "_", " ")}",
    data.runpod_audit.now.wasted_per_hour <= var.waste_limit ? "" : "waste over the limit",
  ]))
}

# Without the characters with which a pod's name could mention people, or add links or
# other markup.
output "message" {
  description = "The summaries of the budget and the audit, and the first five findings."
  value = replace(join("\n", concat(
    [data.runpod_budget.month.summary, data.runpod_audit.now.summary],
    [for i, f in data.runpod_audit.now.findings : "- ${f.name} (${f.id}): ${f.reason}" if i < 5],
  )), "/[^\\pL\\pN\\n _.,:;()%+-]/", "")
}
