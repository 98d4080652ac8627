terraform {
  required_version = ">= 1.5.0" # for check blocks
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.0.1"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

# This month so far, per pod. Totals are enough here, so no records are kept.
data "runpod_pod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "podId"
  include_records = false
}

# The running day and the eight before it.
data "runpod_pod_billing" "days" {
  bucket_size     = "day"
  last_n          = 9
  include_records = false
}

locals {
  spent = data.runpod_pod_billing.month.total_amount

  # Yesterday against the average of the seven days before it. A day without
  # charges is not in the map, and counts as 0.
  window_end = data.runpod_pod_billing.days.end_time
  yesterday  = lookup(data.runpod_pod_billing.days.amount_by_time, timeadd(local.window_end, "-48h"), 0)
  week_before = sum([
    for days in range(3, 10) :
    lookup(data.runpod_pod_billing.days.amount_by_time, timeadd(local.window_end, "-${24 * days}h"), 0)
  ])
}

# A check only warns: the run goes on. In "terraform test" the same check fails
# the test; see selftest/ and gate/.
check "billing_data" {
  assert {
    condition     = data.runpod_pod_billing.month.record_count > 0
    error_message = "No charges are reported for this month yet. They arrive late, so this does not mean that nothing was spent."
  }
}

check "monthly_budget" {
  assert {
    condition     = local.spent <= var.monthly_budget
    error_message = "Pods cost ${format("%.2f", local.spent)} USD this month, over the budget of ${var.monthly_budget} USD."
  }
}

check "pod_limit" {
  assert {
    condition = alltrue([for amount in values(data.runpod_pod_billing.month.amount_by_group) : amount <= var.pod_limit])
    error_message = format("Over the limit of %v USD per pod and month: %s.", var.pod_limit, join(", ", [
      for pod, amount in data.runpod_pod_billing.month.amount_by_group :
      "${pod} with ${format("%.2f", amount)} USD" if amount > var.pod_limit
    ]))
  }
}

check "spike" {
  assert {
    condition     = local.yesterday <= max(var.spike_above, var.spike_factor * local.week_before / 7)
    error_message = "Yesterday cost ${format("%.2f", local.yesterday)} USD, more than ${var.spike_factor} times the daily average of the week before."
  }
}

# A precondition stops the run. Put one on what costs money, such as a pod.
resource "terraform_data" "pods" {
  lifecycle {
    precondition {
      condition     = local.spent <= var.hard_limit
      error_message = "Pods cost ${format("%.2f", local.spent)} USD this month, over the hard limit of ${var.hard_limit} USD. Nothing is changed."
    }
  }
}
