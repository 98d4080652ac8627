variable "expected_pods" {
  description = "Pods that may cost money."
  type        = set(string)
  default     = ["note4a40q9zk1", "proxy3cpu0fw7", "train7h100x2k"]
}

locals {
  unexpected_pods = {
    for pod, amount in data.runpod_pod_billing.month_to_date.amount_by_group :
    pod => format("%.2f", amount) if !contains(var.expected_pods, pod)
  }
}

output "unexpected_pods" {
  description = "Other pods that were charged for this month, and how much, in USD."
  value       = local.unexpected_pods
}
