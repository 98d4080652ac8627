variable "spike_factor" {
  description = "Warn when yesterday cost more than this many times the daily average of the week before."
  type        = number
  default     = 2
}

variable "spike_above" {
  description = "A day that cost this much or less is not a spike (USD)."
  type        = number
  default     = 25
}

# Yesterday and the seven days before it. amount_by_time has every day, so its
# values are a series, and no dates need to be computed.
data "runpod_billing" "days" {
  bucket_size     = "day"
  last_n          = 8
  include_current = false
  include_records = false
}

locals {
  by_day      = values(data.runpod_billing.days.amount_by_time)
  yesterday   = local.by_day[7]
  week_before = sum(slice(local.by_day, 0, 7)) / 7
}

# Needs Terraform 1.5.
check "spike" {
  assert {
    condition = local.yesterday <= max(var.spike_above, var.spike_factor * local.week_before)
    error_message = format("Yesterday cost %.2f USD, more than %v times the daily average of the week before (%.2f USD).",
    local.yesterday, var.spike_factor, local.week_before)
  }
}

output "yesterday" {
  description = "What the account cost yesterday, in USD. Its last charges may still be missing."
  value       = local.yesterday
}
