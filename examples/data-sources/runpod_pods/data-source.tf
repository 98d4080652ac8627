terraform {
  required_version = ">= 1.2" # for the precondition
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The account's pods at the moment of the read. Billing arrives late; this list
# does not.
data "runpod_pods" "now" {}

output "cost_per_hour" {
  description = "What the pods that run now cost, in USD per hour."
  value       = data.runpod_pods.now.cost_per_hour
}

output "cost_per_hour_by_gpu_type" {
  description = "The same by GPU type. CPU pods are under cpu."
  value       = data.runpod_pods.now.cost_per_hour_by_gpu_type
}

output "running" {
  description = "What each running pod costs, by name and id, in USD per hour."
  value = {
    for pod in data.runpod_pods.now.pods : "${pod.name} (${pod.id})" => pod.cost_per_hour if pod.status == "RUNNING"
  }
}
