output "report" {
  description = "What the account costs, as a page in Markdown."
  value       = local.report
}

output "status" {
  description = "State of the budget: within, at_risk or over."
  value       = local.budget.status
}
