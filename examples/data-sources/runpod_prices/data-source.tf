terraform {
  required_version = ">= 1.2" # for the precondition
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# What Runpod charges for GPUs and CPUs at list price, in USD per hour.
data "runpod_prices" "list" {}

locals {
  wanted = {
    trainer  = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count = 2 }
    notebook = { gpu_type_id = "NVIDIA A40", gpu_count = 1 }
  }
  cost_per_hour = {
    for name, pod in local.wanted : name => data.runpod_prices.list.gpus[pod.gpu_type_id].secure * pod.gpu_count
  }
}

output "cost_per_hour" {
  description = "What the wanted pods would cost in the secure cloud, in USD per hour."
  value       = local.cost_per_hour
  precondition {
    condition     = sum(values(local.cost_per_hour)) <= 10
    error_message = "The wanted pods would cost more than 10 USD an hour."
  }
}
