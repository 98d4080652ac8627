# One endpoint, hour by hour, in the last 24 complete hours.
data "runpod_serverless_billing" "chat" {
  serverless_id   = "chat5slsep2w9q"
  bucket_size     = "hour"
  last_n          = 24
  include_current = false
  include_records = false
}

output "chat_peak" {
  description = "Cost of the endpoint in the most expensive hour, in USD."
  value       = max(values(data.runpod_serverless_billing.chat.amount_by_time)...)
}
