variable "burn_limit" {
  description = "Stop the plan while the account costs more than this (USD per hour)."
  type        = number
  default     = 50
}

# Needs Terraform 1.2.
output "cost_per_hour" {
  description = "What the account costs now, in USD per hour."
  value       = data.runpod_audit.now.cost_per_hour
  precondition {
    condition     = data.runpod_audit.now.cost_per_hour <= var.burn_limit
    error_message = format("%s The limit is %.2f USD an hour.", data.runpod_audit.now.summary, var.burn_limit)
  }
}
