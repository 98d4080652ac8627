output "month_to_date" {
  description = "Spend on pods this month, in USD."
  value       = local.spent
}

output "spend_by_pod" {
  description = "Spend this month by pod id, in USD."
  value       = data.runpod_pod_billing.month.amount_by_group
}

output "yesterday" {
  description = "Spend on pods yesterday, in USD."
  value       = local.yesterday
}

output "api_version" {
  description = "Which version of Runpod's API answered."
  value       = data.runpod_pod_billing.month.api_version
}
