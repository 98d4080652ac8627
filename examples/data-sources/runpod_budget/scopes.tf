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

output "budgets" {
  description = "Status of each budget in one line."
  value = {
    pods_this_week   = data.runpod_budget.pods_this_week.summary
    serverless_today = data.runpod_budget.serverless_today.summary
  }
}
