# Guards for a Runpod account. This file and the folder pods are needed by all of
# them; of the others, copy those that you want:
#
#   budget.tf      the month's budget, and a hard limit
#   burn.tf        what runs now, per hour
#   spike.tf       yesterday against the week before
#   pod_guards.tf  pods that are not on a list, idle pods, stopped pods
#
# A check warns, and the run goes on. A precondition stops the plan. For checks
# that fail a pipeline, see tests/account.tftest.hcl.

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

# The pods there are now, by id, with their names and what their disks cost.
module "pods" {
  source = "./pods"
}
