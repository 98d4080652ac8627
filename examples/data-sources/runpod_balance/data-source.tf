terraform {
  required_version = ">= 1.5" # for the check block of the next example
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

output "pods_that_lose_data" {
  description = "Pods that Runpod terminates with their data when the balance ends, with the size of their disks in GB."
  value = {
    for pod in data.runpod_balance.now.pods_that_lose_data : "${coalesce(pod.name, "unnamed")} (${pod.id})" => pod.disk_gb
  }
}
