terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The whole account, this month so far. Most configurations only need the totals,
# so the records are left out.
data "runpod_billing" "month_to_date" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "month_to_date" {
  description = "Spend of the account this month, in USD."
  value       = data.runpod_billing.month_to_date.total_amount
}

output "month_to_date_by_group" {
  description = "The same by kind of resource, rounded to cents."
  value = {
    for group, amount in data.runpod_billing.month_to_date.amount_by_group :
    group => format("%.2f", amount)
  }
}
