terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Network volumes, this month so far. They are billed whether or not a pod uses
# them.
data "runpod_network_volume_billing" "month_to_date" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "month_to_date_by_volume" {
  description = "What each network volume has cost this month, by id, in USD."
  value       = data.runpod_network_volume_billing.month_to_date.amount_by_group
}

output "month_to_date_by_storage" {
  description = "The same by kind of storage: standard and high_performance."
  value       = data.runpod_network_volume_billing.month_to_date.amount_by_part
}
