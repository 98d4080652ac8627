variable "expected_per_month" {
  description = "Spend on pods per month, in USD, that a warning is given above before it is reached."
  type        = number
  default     = 5000
}

# The running day and the seven before it.
data "runpod_pod_billing" "days" {
  bucket_size     = "day"
  last_n          = 8
  include_records = false
}

locals {
  # The ends of the running day and month tell today's date and the length of
  # the month. No clock is needed: timestamp() would put the read off.
  day_end    = data.runpod_pod_billing.days.end_time
  month_end  = data.runpod_pod_billing.month_to_date.end_time
  today      = tonumber(formatdate("D", timeadd(local.day_end, "-24h")))
  month_days = tonumber(formatdate("D", timeadd(local.month_end, "-24h")))

  # The average of the seven complete days. A day without charges counts as 0.
  daily = sum([
    for days in range(2, 9) :
    lookup(data.runpod_pod_billing.days.amount_by_time, timeadd(local.day_end, "-${24 * days}h"), 0)
  ]) / 7

  # What has been charged, today included, and the average for each day to come.
  projected = data.runpod_pod_billing.month_to_date.total_amount + local.daily * (local.month_days - local.today)
}

check "projection" {
  assert {
    condition     = local.projected <= var.expected_per_month
    error_message = "At ${format("%.2f", local.daily)} USD a day, pods will cost ${format("%.2f", local.projected)} USD by the end of the month, more than the expected ${var.expected_per_month} USD."
  }
}

output "projected" {
  description = "Spend on pods by the end of the month, in USD, if it goes on as in the last seven days."
  value       = format("%.2f", local.projected)
}
