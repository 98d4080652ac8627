terraform {
  required_version = ">= 1.5.0" # plans have a timestamp since then
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY. The policy denies
# a plan with a key that is set here.
provider "runpod" {}

# The account's spend this month, and the forecast.
data "runpod_budget" "month" {
  amount = 5000
  period = "month"
  scope  = "account"
}

# The account's spend today and on each of the eight days before.
data "runpod_billing" "days" {
  bucket_size     = "day"
  last_n          = 9
  include_records = false
}

# The running pods. Unlike billing, the list is current.
data "runpod_pods" "now" {}

# The list prices, with which the policy calculates what a plan adds.
data "runpod_prices" "list" {}

output "budget" {
  description = "Spend and forecast of this month."
  value       = data.runpod_budget.month.summary
}

output "spend_by_day" {
  description = "Spend of the account by day (USD)."
  value       = data.runpod_billing.days.amount_by_time
}

output "cost_per_hour" {
  description = "Cost of the running pods per hour (USD)."
  value       = data.runpod_pods.now.cost_per_hour
}

output "prices_read_at" {
  description = "When Runpod sent the list prices."
  value       = data.runpod_prices.list.read_at
}
