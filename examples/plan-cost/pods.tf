# Several pods under one limit. The cost is computed from the variable, not from the
# pods, so nothing in it is unknown while planning: the defaults are those of the API.
variable "pods" {
  description = "The pods by name."
  type = map(object({
    gpu_type_id = string
    gpu_count   = optional(number, 1)
    cloud       = optional(string, "SECURE")
  }))
  default = {
    notebook = { gpu_type_id = "NVIDIA A40" }
    batch    = { gpu_type_id = "NVIDIA GeForce RTX 4090", gpu_count = 2, cloud = "COMMUNITY" }
  }
  validation {
    condition     = alltrue([for pod in var.pods : pod.gpu_count >= 1 && floor(pod.gpu_count) == pod.gpu_count])
    error_message = "Each gpu_count must be a whole number from 1."
  }
}

locals {
  # Null where there is no price.
  cost_of_pods = { for name, pod in var.pods : name => try(local.gpu_prices[pod.cloud][pod.gpu_type_id] * pod.gpu_count, null) }
  not_offered  = [for name, cost in local.cost_of_pods : "${name} (${var.pods[name].gpu_type_id}, ${var.pods[name].cloud})" if cost == null]
  pods_per_hour = tonumber(format("%.6f", sum(concat([0], [
    for cost in local.cost_of_pods : cost if cost != null
  ]))))
}

resource "runpod_pod" "team" {
  for_each = var.pods

  name        = each.key
  image       = "runpod/pytorch:2.8.0"
  gpu_type_id = each.value.gpu_type_id
  gpu_count   = each.value.gpu_count
  cloud       = each.value.cloud

  lifecycle {
    precondition {
      condition     = length(local.not_offered) == 0
      error_message = "These pods have no price, because the cloud does not offer the GPU type: ${join("; ", local.not_offered)}."
    }
    precondition {
      condition = local.pods_per_hour <= var.limit_per_hour
      error_message = format("All pods together would cost %.2f USD an hour, over the limit of %.2f USD.",
      local.pods_per_hour, var.limit_per_hour)
    }
  }
}

output "pods_per_hour" {
  description = "What all pods of the map cost at list price, in USD per hour."
  value       = local.pods_per_hour
}
