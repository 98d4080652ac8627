terraform {
  required_providers {
    runpod = {
      source = "costguard/runpod"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

# This month so far, per pod.
data "runpod_pod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "podId"
  include_records = false
}

# The running day and the eight before it.
data "runpod_pod_billing" "days" {
  bucket_size     = "day"
  last_n          = 9
  grouping        = "podId"
  include_records = false
}
