terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Serverless endpoints, this month so far.
data "runpod_serverless_billing" "month_to_date" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "month_to_date_by_endpoint" {
  description = "What each serverless endpoint has cost this month, by id, in USD."
  value       = data.runpod_serverless_billing.month_to_date.amount_by_group
}

output "month_to_date_by_part" {
  description = "The same by part of the bill: gpu, cpu, disk and fee."
  value       = data.runpod_serverless_billing.month_to_date.amount_by_part
}
