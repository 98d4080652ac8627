# Guards for a Runpod account. All of them need this file and the folder pods. Copy
# the others that you want:
#
#   budget.tf      the month's budget, and a hard limit
#   burn.tf        a limit on the cost per hour of pods and serverless endpoints
#   spike.tf       yesterday compared to the week before
#   pod_guards.tf  pods that are not on a list, idle pods, stopped pods
#
# A check only warns. A precondition stops the plan. To let checks fail a pipeline,
# see tests/account.tftest.hcl.

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

# The account's pods by id, with their names and the cost of their disks.
module "pods" {
  source = "./pods"
}
