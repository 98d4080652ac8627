variable "planned" {
  description = "Pods that are going to be created in the secure cloud, by name."
  type        = map(object({ gpu_type_id = string, gpu_count = number }))
  default     = {}
  validation {
    condition     = alltrue([for pod in values(var.planned) : pod.gpu_count >= 1 && floor(pod.gpu_count) == pod.gpu_count])
    error_message = "Each gpu_count must be a whole number from 1."
  }
}

data "runpod_prices" "list" {}

locals {
  # Null where the secure cloud does not offer the type.
  planned_costs = { for name, pod in var.planned : name => try(data.runpod_prices.list.gpus[pod.gpu_type_id].secure * pod.gpu_count, null) }
  not_offered   = [for name, cost in local.planned_costs : "${name} (${var.planned[name].gpu_type_id})" if cost == null]
  adds_per_hour = sum(concat([0], [for cost in values(local.planned_costs) : cost if cost != null]))

  # Rounded, because Terraform's products are off in the last of 150 digits.
  with_planned = tonumber(format("%.6f",
  data.runpod_budget.month.forecast + local.adds_per_hour * data.runpod_budget.month.hours_left))
}

# Needs Terraform 1.2. A plan that adds nothing passes.
output "adds_per_hour" {
  description = "What the planned pods add at list price, in USD per hour."
  value       = local.adds_per_hour
  precondition {
    condition     = length(local.not_offered) == 0
    error_message = "The secure cloud does not offer the GPU type of these pods: ${join("; ", local.not_offered)}."
  }
  precondition {
    condition = local.adds_per_hour == 0 || local.with_planned <= var.hard_limit
    error_message = format("The plan adds %.2f USD an hour: %s. With that, the month comes to %.2f USD, over the hard limit of %.2f USD.",
      local.adds_per_hour, join(", ", [for name, cost in local.planned_costs : format("%s %.2f", name, cost) if cost != null]),
    local.with_planned, var.hard_limit)
  }
}
