terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# This month so far, in UTC. A guard only needs the totals, so the records are left
# out.
data "runpod_pod_billing" "month_to_date" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "month_to_date" {
  description = "What pods have cost this month, in USD."
  value       = data.runpod_pod_billing.month_to_date.total_amount
}

output "month_to_date_by_pod" {
  description = "The same by pod id."
  value       = data.runpod_pod_billing.month_to_date.amount_by_group
}
