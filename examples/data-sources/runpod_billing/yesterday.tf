# Yesterday and the seven days before it. amount_by_time has every day of the
# window, even days without charges, so its values are a series.
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

# sum() adds binary floating-point numbers, so the average may have many digits.
# format() rounds it.
output "yesterday" {
  description = "What yesterday cost, and the average of the seven days before it, in USD."
  value = {
    yesterday   = format("%.2f", local.yesterday)
    week_before = format("%.2f", local.week_before)
  }
}
