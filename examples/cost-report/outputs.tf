output "report" {
  description = "The cost report, in Markdown."
  value       = local.report
}

output "status" {
  description = "Status of the budget: within, at_risk, over or no_charges."
  value       = local.budget.status
}
