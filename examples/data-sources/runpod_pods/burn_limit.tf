variable "burn_limit" {
  description = "Stop the plan while pods cost more than this (USD per hour)."
  type        = number
  default     = 50
}

# A precondition stops the plan. Needs Terraform 1.2.
output "burn_limit" {
  description = "Limit on the cost of running pods, in USD per hour."
  value       = var.burn_limit
  precondition {
    condition = data.runpod_pods.now.cost_per_hour <= var.burn_limit
    error_message = format("Running pods cost %.2f USD an hour, over the limit of %.2f USD.",
    data.runpod_pods.now.cost_per_hour, var.burn_limit)
  }
}
