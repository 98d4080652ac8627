terraform {
  required_version = ">= 1.5" # for check blocks
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

data "runpod_budget" "month" {
  amount = 5000
}

check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}
