terraform {
  required_version = ">= 1.10"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Fails a plan, and the apply of a saved plan, once this month's budget is exceeded.
ephemeral "runpod_budget" "month" {
  amount = 20000
}

# Stands for a resource that costs money. It is only created while the budget lasts.
resource "terraform_data" "trainer" {
  depends_on = [ephemeral.runpod_budget.month]
}
