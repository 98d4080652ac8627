# Last month, the last complete one.
data "runpod_billing" "last_month" {
  bucket_size     = "month"
  last_n          = 1
  include_current = false
  include_records = false
}

output "last_month" {
  description = "What the account cost last month, in USD."
  value       = data.runpod_billing.last_month.total_amount
}

output "last_month_disk" {
  description = "What disks of pods, serverless workers and clusters cost last month, in USD."
  value = format("%.2f", sum([
    for part, amount in data.runpod_billing.last_month.amount_by_part :
    amount if contains(["pod_disk", "serverless_disk", "cluster_disk"], part)
  ]))
}
