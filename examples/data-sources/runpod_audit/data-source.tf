terraform {
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
  description = "What is wasted, in USD per hour, by name and id."
  value       = { for f in data.runpod_audit.now.findings : "${f.name} (${f.id})" => "${f.wasted_per_hour}: ${f.reason}" }
}
