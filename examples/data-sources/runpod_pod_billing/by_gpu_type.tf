# The same month by GPU type. CPU pods have none, and on v2 neither have pods that
# are gone: what those cost is under "unattributed".
data "runpod_pod_billing" "by_gpu_type" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "gpuTypeId"
  include_records = false
}

output "month_to_date_by_gpu_type" {
  description = "Spend this month by GPU type, in USD."
  value       = data.runpod_pod_billing.by_gpu_type.amount_by_group
}
