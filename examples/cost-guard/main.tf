# Guards for a Runpod account. All of them need this file. Copy the others that you
# want:
#
#   budget.tf  the month's budget, and a hard limit
#   burn.tf    a limit on the cost per hour of everything that costs money now
#   spike.tf   yesterday compared to the week before
#   waste.tf   idle pods, disks of stopped pods, warm workers, unmounted volumes, and
#              resources that are not on a list
#   planned.tf what planned pods would add, and what the month would come to with
#              them; needs budget.tf
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

variable "idle_below" {
  description = "A GPU pod whose GPUs are all below this utilization is idle (percent)."
  type        = number
  default     = 5
}

variable "accepted" {
  description = "Findings that are accepted: the last day, such as 2026-12-31, by id of the resource."
  type        = map(string)
  default     = {}
}

# What costs money now, and what of it is wasted.
data "runpod_audit" "now" {
  idle_below = var.idle_below
  ignore     = var.accepted
}
