terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Runpod's public endpoints, in the last seven complete days. The API does not break
# their charges down by endpoint.
data "runpod_public_endpoint_billing" "week" {
  bucket_size     = "day"
  last_n          = 7
  include_current = false
  include_records = false
}

output "public_endpoints_by_day" {
  description = "What public endpoints cost by day, in USD."
  value       = data.runpod_public_endpoint_billing.week.amount_by_time
}
