terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The list of pods has names, states and costs per hour.
data "runpod_pods" "now" {}

# Billing has what each pod's disk cost yesterday, also while it was stopped.
data "runpod_pod_billing" "yesterday" {
  bucket_size     = "day"
  last_n          = 1
  include_current = false
}

output "by_id" {
  description = "The account's pods by id: name, status, cost per hour, GPU utilization, and what the disk cost yesterday."
  value = {
    for pod in data.runpod_pods.now.pods : pod.id => {
      name            = coalesce(pod.name, pod.id)
      status          = pod.status
      cost_per_hour   = pod.cost_per_hour
      gpu_utilization = pod.gpu_utilization
      disk_yesterday = sum(concat([0], [
        for record in data.runpod_pod_billing.yesterday.records : record.disk_amount if record.pod_id == pod.id
      ]))
    }
  }
}

output "cost_per_hour" {
  description = "What the pods that run now cost, in USD per hour."
  value       = data.runpod_pods.now.cost_per_hour
}
