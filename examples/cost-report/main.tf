# Renders what pods cost as a page in Markdown, with tables and a chart, for a
# pull request's comment or a job's summary:
#
#   terraform init
#   terraform apply -auto-approve
#   terraform output -raw report >>"$GITHUB_STEP_SUMMARY"
#
# There are only outputs to apply; no infrastructure is touched.

terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.0.1"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

# The same charges twice, added up by pod and by GPU type.
data "runpod_pod_billing" "pods" {
  bucket_size     = "day"
  last_n          = var.days
  grouping        = "podId"
  include_records = false
}

data "runpod_pod_billing" "gpu_types" {
  bucket_size     = "day"
  last_n          = var.days
  grouping        = "gpuTypeId"
  include_records = false
}

locals {
  total = data.runpod_pod_billing.pods.total_amount

  # Every day of the window, the first one first. A day without charges is not in
  # the map, and counts as 0. The window ends with the running day.
  days = [
    for ago in range(var.days, 0) : {
      start  = timeadd(data.runpod_pod_billing.pods.end_time, "-${24 * ago}h")
      amount = lookup(data.runpod_pod_billing.pods.amount_by_time, timeadd(data.runpod_pod_billing.pods.end_time, "-${24 * ago}h"), 0)
    }
  ]

  # What cost most comes first. Terraform sorts text only: the amount goes in
  # front of the name, with leading zeros, and is cut off again.
  tables = {
    for name, amounts in {
      pods      = data.runpod_pod_billing.pods.amount_by_group
      gpu_types = data.runpod_pod_billing.gpu_types.amount_by_group
      } : name => [
      for row in reverse(sort([for group, amount in amounts : format("%021.6f %s", amount, group)])) : {
        group  = substr(row, 22, -1)
        amount = amounts[substr(row, 22, -1)]
      }
    ]
  }
}
