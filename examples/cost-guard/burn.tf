variable "burn_limit" {
  description = "Stop the plan while pods cost more than this (USD per hour)."
  type        = number
  default     = 50
}

locals {
  # Most expensive first. sort() only compares text, so each row begins with a
  # zero-padded number that decreases as the cost increases; substr() removes it.
  running = [
    for row in sort([
      for id, pod in module.pods.by_id : format("%012.4f %s", 1000000 - pod.cost_per_hour, id) if pod.status == "RUNNING"
    ]) : module.pods.by_id[substr(row, 13, -1)]
  ]
}

# Needs Terraform 1.2.
output "cost_per_hour" {
  description = "Cost of the running pods, in USD per hour."
  value       = format("%.2f", module.pods.cost_per_hour)
  precondition {
    condition = module.pods.cost_per_hour <= var.burn_limit
    error_message = format("Pods cost %.2f USD an hour now, over the limit of %.2f USD. Most expensive: %s.",
      module.pods.cost_per_hour, var.burn_limit, join(", ", [
        for i, pod in local.running : format("%s (%.2f USD)", pod.name, pod.cost_per_hour) if i < 5
    ]))
  }
}

output "running" {
  description = "The running pods, most expensive first, with their cost in USD per hour."
  value       = [for pod in local.running : format("%s: %.2f", pod.name, pod.cost_per_hour)]
}
