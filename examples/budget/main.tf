terraform {
  required_version = ">= 1.5" # for the check block
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
  description = "What the account may cost in a month (USD)."
  type        = number
  default     = 5000
}

data "runpod_budget" "month" {
  amount = var.monthly_budget
}

# Needs Terraform 1.5. Warns when the month is over its budget, or heading there.
# In "terraform test" it fails: see tests/budget.tftest.hcl.
check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

output "budget" {
  description = "State of the budget in one line."
  value       = data.runpod_budget.month.summary
}
