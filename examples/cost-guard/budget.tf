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

variable "allow_no_charges" {
  description = "Whether an account for which nothing is reported, such as a new one, is within budget."
  type        = bool
  default     = false
}

data "runpod_budget" "month" {
  amount           = var.monthly_budget
  allow_no_charges = var.allow_no_charges
}

# Needs Terraform 1.5. Only "within" is fine: with "no_charges", nothing is reported,
# as with the key of another account.
check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

# What if everything that runs now, even since a minute ago, runs to the end of the
# month? The forecast only counts on pods that have been up for a day.
check "everything_keeps_running" {
  assert {
    condition = data.runpod_budget.month.forecast_at_current_rate <= var.hard_limit
    error_message = format("If everything that runs now keeps running, the month comes to %.2f USD, over the hard limit of %.2f USD.",
    data.runpod_budget.month.forecast_at_current_rate, var.hard_limit)
  }
}

output "threshold_spent" {
  description = "The highest of 50, 80 and 100 percent of the budget that is spent, 0 if none is."
  value       = max(0, [for percent in [50, 80, 100] : percent if data.runpod_budget.month.spent_percent >= percent]...)
}

output "threshold_forecast" {
  description = "The highest of them that is spent or forecast to be."
  value       = max(0, [for percent in [50, 80, 100] : percent if data.runpod_budget.month.forecast_percent >= percent]...)
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
    condition = data.runpod_budget.month.spent <= var.hard_limit && data.runpod_budget.month.status != "no_charges"
    error_message = data.runpod_budget.month.status == "no_charges" ? data.runpod_budget.month.summary : format(
      "The account has cost %.2f USD this month, over the hard limit of %.2f USD.", data.runpod_budget.month.spent, var.hard_limit
    )
  }
}

output "budget_status" {
  description = "Status of the budget: within, at_risk, over or no_charges."
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
