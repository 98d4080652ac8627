data "runpod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "spent" {
  description = "What the account has cost this month, in USD."
  value       = data.runpod_billing.month.total_amount
}
