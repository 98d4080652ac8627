variable "expected_pods" {
  description = "Names or ids of the pods that may exist. Null allows all of them."
  type        = set(string)
  default     = null
}

variable "idle_above" {
  description = "Warn about idle GPU pods that cost this much or more (USD per hour)."
  type        = number
  default     = 0.3
}

variable "idle_utilization" {
  description = "A GPU pod with this utilization or less counts as idle (percent)."
  type        = number
  default     = 5
}

variable "stopped_above" {
  description = "Warn when the disks of stopped pods cost more than this (USD per day)."
  type        = number
  default     = 0.5
}

locals {
  unexpected_pods = [
    for id, pod in module.pods.by_id : pod.name
    if var.expected_pods == null ? false : !contains(var.expected_pods, pod.name) && !contains(var.expected_pods, id)
  ]

  # Leaves out pods that do not report utilization, or not yet.
  idle_pods = [
    for pod in values(module.pods.by_id) : pod
    if pod.status == "RUNNING" && pod.cost_per_hour >= var.idle_above
    && (pod.gpu_utilization == null ? false : pod.gpu_utilization <= var.idle_utilization)
  ]

  # A stopped pod's own cost per hour is 0.
  stopped_pods = [
    for pod in values(module.pods.by_id) : pod
    if pod.status == "EXITED" && pod.disk_yesterday > 0
  ]
  stopped_cost_per_day = sum(concat([0], local.stopped_pods[*].disk_yesterday))
}

# The checks need Terraform 1.5.
check "unexpected_pods" {
  assert {
    condition     = length(local.unexpected_pods) == 0
    error_message = "Pods that are not in expected_pods: ${join(", ", local.unexpected_pods)}."
  }
}

# One sample does not prove that a pod is idle: it may just be loading data. Plan
# twice, some minutes apart, and act on the pods in both warnings. For a pipeline,
# see tests/account.tftest.hcl.
check "idle_pods" {
  assert {
    condition = length(local.idle_pods) == 0
    error_message = format("GPU pods that were idle at the moment of the read: %s. One sample does not prove much: plan again in ten minutes.",
    join(", ", [for pod in local.idle_pods : format("%s (%.2f USD an hour)", pod.name, pod.cost_per_hour)]))
  }
}

check "stopped_pods" {
  assert {
    condition = local.stopped_cost_per_day <= var.stopped_above
    error_message = format("Disks of stopped pods are still billed. Yesterday: %s. Terminate the pods that you no longer need.",
    join(", ", [for pod in local.stopped_pods : format("%s (%.2f USD)", pod.name, pod.disk_yesterday)]))
  }
}

output "idle_pods" {
  description = "GPU pods that were idle at the moment of the read."
  value       = [for pod in local.idle_pods : pod.name]
}

output "idle_cost_per_hour" {
  description = "Cost of these pods, in USD per hour."
  value       = sum(concat([0], local.idle_pods[*].cost_per_hour))
}

output "stopped_pods" {
  description = "Stopped pods whose disks cost something yesterday."
  value       = [for pod in local.stopped_pods : pod.name]
}

output "stopped_cost_per_day" {
  description = "What the disks of these pods cost yesterday, in USD."
  value       = local.stopped_cost_per_day
}
