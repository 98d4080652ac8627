terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Clusters, this month so far. This includes the pods of clusters, which are not in
# runpod_pod_billing.
data "runpod_cluster_billing" "month_to_date" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "month_to_date_by_cluster" {
  description = "What each cluster has cost this month, by id, in USD."
  value       = data.runpod_cluster_billing.month_to_date.amount_by_group
}

output "month_to_date_by_part" {
  description = "The same by part of the bill: gpu, disk and networking."
  value       = data.runpod_cluster_billing.month_to_date.amount_by_part
}
