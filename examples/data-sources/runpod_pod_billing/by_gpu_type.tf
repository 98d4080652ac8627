# The same month by GPU type. CPU pods are under "cpu". On v2, the GPU types come
# from the list of pods, so the cost of terminated pods is under "unattributed".
data "runpod_pod_billing" "by_gpu_type" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "gpuTypeId"
  include_records = false
}

output "month_to_date_by_gpu_type" {
  description = "What pods have cost this month by GPU type, in USD."
  value       = data.runpod_pod_billing.by_gpu_type.amount_by_group
}
