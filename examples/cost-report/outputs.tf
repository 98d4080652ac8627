output "report" {
  description = "The cost report, in Markdown."
  value       = local.report
}

output "status" {
  description = "Status of the budget: within, at_risk or over."
  value       = local.budget.status
}
