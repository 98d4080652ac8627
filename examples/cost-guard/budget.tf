variable "monthly_budget" {
  description = "Warn when the month is forecast to cost more than this (USD)."
  type        = number
  default     = 5000
}

variable "hard_limit" {
  description = "Stop the plan once the month has cost more than this (USD)."
  type        = number
  default     = 10000
}

data "runpod_budget" "month" {
  amount = var.monthly_budget
}

# Needs Terraform 1.5. On the first of a month, with nothing charged yet, the
# forecast is what the last seven days cost on average.
check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

# What the month consists of so far.
data "runpod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

# Needs Terraform 1.2. Where this configuration also creates pods, the same
# precondition can stand in the lifecycle block of each.
output "budget" {
  description = "State of the budget in one line."
  value       = data.runpod_budget.month.summary
  precondition {
    condition = data.runpod_budget.month.spent <= var.hard_limit
    error_message = format("The account has cost %.2f USD this month, over the hard limit of %.2f USD.",
    data.runpod_budget.month.spent, var.hard_limit)
  }
}

output "spent_by_group" {
  description = "What the account has cost this month by kind of resource, in USD."
  value       = { for group, amount in data.runpod_billing.month.amount_by_group : group => format("%.2f", amount) }
}
