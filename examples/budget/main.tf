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
  description = "Budget of the account for a month (USD)."
  type        = number
  default     = 5000
}

data "runpod_budget" "month" {
  amount = var.monthly_budget
}

# Needs Terraform 1.5. Warns if the month is over budget, or is forecast to be, or if
# nothing is reported, as with the key of another account. In "terraform test" the run
# fails instead: see tests/budget.tftest.hcl.
check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}

output "budget" {
  description = "Status of the budget in one line."
  value       = data.runpod_budget.month.summary
}
