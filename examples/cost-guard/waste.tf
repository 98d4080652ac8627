variable "wasted_above" {
  description = "Warn when the findings of the audit cost more than this (USD per month)."
  type        = number
  default     = 0
}

variable "expected" {
  description = "Names or ids of the pods, endpoints, volumes and clusters that may exist. Null allows all of them."
  type        = set(string)
  default     = null
}

locals {
  unexpected = [
    for id, name in data.runpod_audit.now.names : name
    if var.expected == null ? false : !contains(var.expected, name) && !contains(var.expected, id)
  ]
}

# The checks need Terraform 1.5.
#
# One sample does not prove that a pod is idle: it may just be loading data. Plan
# twice, some minutes apart, and act on the pods in both warnings. For a pipeline,
# see tests/account.tftest.hcl. To accept a finding until a day, add it to accepted.
check "nothing_is_wasted" {
  assert {
    condition     = data.runpod_audit.now.wasted_per_month <= var.wasted_above
    error_message = data.runpod_audit.now.summary
  }
}

check "nothing_unexpected" {
  assert {
    condition     = length(local.unexpected) == 0
    error_message = "These are not in expected: ${join(", ", local.unexpected)}."
  }
}

output "audit" {
  description = "What costs money now, and what of it is wasted, in one line."
  value       = data.runpod_audit.now.summary
}

output "wasted_per_month" {
  description = "What the findings cost in a month, in USD."
  value       = data.runpod_audit.now.wasted_per_month
}

output "findings" {
  description = "Each finding with its reason."
  value       = [for f in data.runpod_audit.now.findings : "${f.name}: ${f.reason}"]
}
