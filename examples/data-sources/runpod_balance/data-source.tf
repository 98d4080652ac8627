terraform {
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# How long the prepaid credit lasts, and what is lost when it ends.
data "runpod_balance" "now" {}

output "balance" {
  description = "The balance, how long it lasts, and the pods that lose their data then."
  value       = data.runpod_balance.now.summary
}
