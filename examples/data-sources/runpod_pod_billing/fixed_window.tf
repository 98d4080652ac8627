# A fixed month. The window includes its start and excludes its end. Both are bucket
# boundaries, so that v1 and v2 treat them alike.
data "runpod_pod_billing" "october" {
  bucket_size     = "month"
  start_time      = "2026-10-01T00:00:00Z"
  end_time        = "2026-11-01T00:00:00Z"
  include_records = false
}

output "october" {
  description = "What pods cost in October 2026, in USD."
  value       = data.runpod_pod_billing.october.total_amount
}
