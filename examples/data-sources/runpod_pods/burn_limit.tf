variable "burn_limit" {
  description = "Stop the plan while pods cost more than this (USD per hour)."
  type        = number
  default     = 50
}

# A precondition stops the plan. Needs Terraform 1.2. Serverless workers are not
# pods: limit them with runpod_budget.
output "burn_limit" {
  description = "Limit on the cost of running pods, in USD per hour."
  value       = var.burn_limit
  precondition {
    condition     = data.runpod_pods.now.cost_per_hour <= var.burn_limit
    error_message = format("%s. The limit is %.2f USD an hour.", data.runpod_pods.now.summary, var.burn_limit)
  }
}
