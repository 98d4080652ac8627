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

output "running" {
  description = "Cost of each running pod, by name and id, in USD per hour."
  value = {
    for pod in data.runpod_pods.now.pods : "${coalesce(pod.name, "unnamed")} (${pod.id})" => pod.cost_per_hour if pod.status == "RUNNING"
  }
}
