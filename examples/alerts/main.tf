terraform {
  required_version = ">= 1.5" # for the check blocks
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

variable "monthly_budget" {
  description = "Budget of the account for a month (USD)."
  type        = number
  default     = 5000
}

variable "waste_limit" {
  description = "Alert if the findings of the audit waste more than this (USD per hour)."
  type        = number
  default     = 1
}

data "runpod_budget" "month" {
  amount = var.monthly_budget
}

data "runpod_audit" "now" {}

check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

check "waste" {
  assert {
    condition     = data.runpod_audit.now.wasted_per_hour <= var.waste_limit
    error_message = data.runpod_audit.now.summary
  }
}
