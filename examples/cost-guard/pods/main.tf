terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The list of pods has their names, statuses and costs per hour.
data "runpod_pods" "now" {}

# Billing has the cost of each pod's disk yesterday, even of stopped pods.
data "runpod_pod_billing" "yesterday" {
  bucket_size     = "day"
  last_n          = 1
  include_current = false
}

output "by_id" {
  description = "The account's pods by id: name, status, cost per hour, GPU utilization, and yesterday's cost of the disk."
  value = {
    for pod in data.runpod_pods.now.pods : pod.id => {
      name            = coalesce(pod.name, pod.id)
      status          = pod.status
      cost_per_hour   = pod.cost_per_hour
      gpu_utilization = pod.gpu_utilization
      disk_yesterday = sum(concat([0], [
        for record in data.runpod_pod_billing.yesterday.records : coalesce(record.disk_amount, record.amount) if record.pod_id == pod.id
      ]))
    }
  }
}

output "cost_per_hour" {
  description = "Cost of the running pods, in USD per hour."
  value       = data.runpod_pods.now.cost_per_hour
}

output "summary" {
  description = "The running pods and their cost per hour in one line."
  value       = data.runpod_pods.now.summary
}
