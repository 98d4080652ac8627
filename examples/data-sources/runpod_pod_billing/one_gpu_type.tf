# Only what ran on one GPU type, in the last four weeks from Monday to Sunday.
data "runpod_pod_billing" "h100" {
  bucket_size     = "week"
  last_n          = 4
  gpu_type_id     = "NVIDIA H100 80GB HBM3"
  include_records = false
}

output "h100_by_week" {
  description = "Spend on H100 pods by the Monday that the week starts with, in USD."
  value       = data.runpod_pod_billing.h100.amount_by_time
}
