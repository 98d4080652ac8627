# One GPU type, in this week and the three before it. The GPU type of terminated
# pods is unknown, so without allow_unattributed their charges would be an error.
data "runpod_pod_billing" "h100" {
  bucket_size        = "week"
  last_n             = 4
  gpu_type_id        = "NVIDIA H100 80GB HBM3"
  allow_unattributed = true
  include_records    = false
}

output "h100_by_week" {
  description = "Cost of H100 pods by week, keyed by the Monday on which the week starts, in USD."
  value       = data.runpod_pod_billing.h100.amount_by_time
}

output "h100_unattributed" {
  description = "Cost of pods of unknown GPU type in the same weeks, in USD. h100_by_week does not include it."
  value       = data.runpod_pod_billing.h100.unattributed_amount
}
