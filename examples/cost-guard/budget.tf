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

# Needs Terraform 1.5. On the first day of a month, before anything is charged, the
# forecast is based on the average of the last seven days.
check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

# The spend of this month by kind of resource.
data "runpod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

# Needs Terraform 1.2. If this configuration also creates pods, you can put the
# same precondition into the lifecycle block of each.
output "budget" {
  description = "Status of the budget in one line."
  value       = data.runpod_budget.month.summary
  precondition {
    condition = data.runpod_budget.month.spent <= var.hard_limit
    error_message = format("The account has cost %.2f USD this month, over the hard limit of %.2f USD.",
    data.runpod_budget.month.spent, var.hard_limit)
  }
}

output "budget_status" {
  description = "Status of the budget: within, at_risk or over."
  value       = data.runpod_budget.month.status
}

output "spent" {
  description = "What the account has cost this month, in USD."
  value       = data.runpod_budget.month.spent
}

output "forecast" {
  description = "What the month is forecast to cost, in USD."
  value       = data.runpod_budget.month.forecast
}

output "spent_by_group" {
  description = "What the account has cost this month by kind of resource, in USD."
  value       = data.runpod_billing.month.amount_by_group
}

output "spent_by_group_text" {
  description = "The same in one line, rounded to cents."
  value       = join(", ", [for group, amount in data.runpod_billing.month.amount_by_group : format("%s %.2f", group, amount)])
}
