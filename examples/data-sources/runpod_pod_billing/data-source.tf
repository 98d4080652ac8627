# The running month in UTC, from its first day until now. Only the totals are
# kept, which is all that a guard needs.
data "runpod_pod_billing" "month_to_date" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "podId"
  include_records = false
}

output "month_to_date" {
  description = "Spend on pods this month, in USD."
  value       = data.runpod_pod_billing.month_to_date.total_amount
}

output "month_to_date_by_pod" {
  description = "Spend this month by pod id, in USD."
  value       = data.runpod_pod_billing.month_to_date.amount_by_group
}
