terraform {
  required_version = ">= 1.0.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.0.1"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

# This month so far, per pod.
data "runpod_pod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "podId"
  include_records = false
}

# The running day and the eight before it.
data "runpod_pod_billing" "days" {
  bucket_size     = "day"
  last_n          = 9
  grouping        = "podId"
  include_records = false
}

output "month_to_date" {
  description = "Spend on pods this month, in USD."
  value       = data.runpod_pod_billing.month.total_amount
}

output "spend_by_day" {
  description = "Spend on pods by day, in USD."
  value       = data.runpod_pod_billing.days.amount_by_time
}
