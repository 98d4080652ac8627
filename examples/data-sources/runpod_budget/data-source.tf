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

# The whole account in the current month, in UTC.
data "runpod_budget" "month" {
  amount = 5000
}

# Needs Terraform 1.5. A check only warns.
check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}
