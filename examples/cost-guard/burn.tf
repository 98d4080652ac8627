variable "burn_limit" {
  description = "Stop the plan while pods and serverless endpoints cost more than this (USD per hour)."
  type        = number
  default     = 50
}

# Serverless workers are not pods. What they cost is only known from charges, which
# arrive late, so their part of the guard is yesterday's average.
data "runpod_serverless_billing" "yesterday" {
  bucket_size     = "day"
  last_n          = 1
  include_current = false
  include_records = false
}

locals {
  serverless_per_hour = data.runpod_serverless_billing.yesterday.total_amount / 24
}

# Needs Terraform 1.2. Network volumes and public endpoints are not included: see
# budget.tf for a guard on everything.
output "cost_per_hour" {
  description = "Cost of the running pods, in USD per hour."
  value       = module.pods.cost_per_hour
  precondition {
    condition = module.pods.cost_per_hour + local.serverless_per_hour <= var.burn_limit
    error_message = format("%s. Serverless endpoints cost %.2f USD an hour yesterday. The limit for both is %.2f USD an hour.",
    module.pods.summary, local.serverless_per_hour, var.burn_limit)
  }
}

output "serverless_yesterday" {
  description = "What serverless endpoints cost yesterday, in USD."
  value       = data.runpod_serverless_billing.yesterday.total_amount
}

output "running" {
  description = "The running pods in one line, most expensive first."
  value       = module.pods.summary
}
