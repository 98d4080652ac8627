# The budget of one account.

terraform {
  required_version = ">= 1.5" # for check blocks
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
      # Without an account, the module is an error: it never reads one by accident.
      configuration_aliases = [runpod.account]
    }
  }
}

variable "name" {
  description = "The account's name in messages."
  type        = string
}

variable "monthly_budget" {
  description = "The account's budget for a month, in USD."
  type        = number
}

data "runpod_budget" "month" {
  provider = runpod.account
  name     = var.name
  amount   = var.monthly_budget
}

check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

output "budget" {
  description = "The budget in one line."
  value       = data.runpod_budget.month.summary
}
