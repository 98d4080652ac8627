terraform {
  required_version = ">= 1.2" # for the precondition of the next example
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The account's pods at the moment of the read. Unlike billing, the list is current.
data "runpod_pods" "now" {}

output "cost_per_hour" {
  description = "Cost of the running pods, in USD per hour."
  value       = data.runpod_pods.now.cost_per_hour
}

output "cost_per_hour_by_gpu_type" {
  description = "The same by GPU type. CPU pods are under cpu."
  value       = data.runpod_pods.now.cost_per_hour_by_gpu_type
}

output "summary" {
  description = "The running pods in one line, most expensive first."
  value       = data.runpod_pods.now.summary
}

# A type that no pod has is not in the map. An index that is not found stops the
# plan, so use lookup().
output "h100_cost_per_hour" {
  description = "Cost of the running H100 pods, in USD per hour. 0 if there are none."
  value       = lookup(data.runpod_pods.now.cost_per_hour_by_gpu_type, "NVIDIA H100 80GB HBM3", 0)
}

output "running" {
  description = "Cost of each running pod, by name and id, in USD per hour."
  value = {
    for pod in data.runpod_pods.now.pods : "${coalesce(pod.name, "unnamed")} (${pod.id})" => pod.cost_per_hour if pod.status == "RUNNING"
  }
}
