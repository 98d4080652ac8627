# Budgets for a part of the account and for other periods.
data "runpod_budget" "pods_this_week" {
  amount = 1500
  period = "week"
  scope  = "pods"
}

data "runpod_budget" "serverless_today" {
  amount        = 50
  period        = "day"
  scope         = "serverless"
  trailing_days = 14
}

# A grant until a date. A savings plan was paid up front on 3 November: it counts as
# spent, but does not make the other days look expensive.
data "runpod_budget" "grant" {
  name         = "Grant"
  amount       = 30000
  start_date   = "2026-10-01"
  end_date     = "2027-03-31"
  exclude_days = ["2026-11-03"]
}

# A key without access to pods.
data "runpod_budget" "quarter" {
  amount          = 12000
  period          = "quarter"
  include_running = false
}

output "budgets" {
  description = "Status of each budget in one line."
  value = {
    pods_this_week   = data.runpod_budget.pods_this_week.summary
    serverless_today = data.runpod_budget.serverless_today.summary
    grant            = data.runpod_budget.grant.summary
    quarter          = data.runpod_budget.quarter.summary
  }
}
