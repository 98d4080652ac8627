# One GPU type, in this week and the three before it. A terminated pod may have
# had that type too, which nobody can tell: without allow_unattributed, such
# charges make the read fail.
data "runpod_pod_billing" "h100" {
  bucket_size        = "week"
  last_n             = 4
  gpu_type_id        = "NVIDIA H100 80GB HBM3"
  allow_unattributed = true
  include_records    = false
}

output "h100_by_week" {
  description = "What H100 pods cost, by the Monday that the week starts on, in USD."
  value       = data.runpod_pod_billing.h100.amount_by_time
}

output "h100_at_most_more" {
  description = "What pods of unknown GPU type cost in the same weeks, in USD. It is not in h100_by_week."
  value       = data.runpod_pod_billing.h100.unattributed_amount
}
