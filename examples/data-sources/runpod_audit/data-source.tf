terraform {
  required_version = ">= 1.5" # for the check block of the next example
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Everything that costs money now, and what of it is wasted.
data "runpod_audit" "now" {}

output "audit" {
  description = "Cost per hour by kind, and the largest findings."
  value       = data.runpod_audit.now.summary
}

output "wasted" {
  description = "What is wasted, and why."
  value = [
    for f in data.runpod_audit.now.findings :
    format("%s (%s): %.2f USD an hour. %s", f.name, f.id, f.wasted_per_hour, f.reason)
  ]
}

output "wasted_per_month" {
  description = "What the findings cost in a month, in USD."
  value       = data.runpod_audit.now.wasted_per_month
}
