# Guards on what a plan would create. All of them need this file. Copy the others that
# you want:
#
#   pod.tf      one GPU pod
#   cpu_pod.tf  one CPU pod
#   cluster.tf  a cluster
#   endpoint.tf the workers that a serverless endpoint always keeps running
#   pods.tf     several pods together, from a map
#
# Each stops the plan, before anything is created. README.md says what they need and
# what they cannot see.

terraform {
  required_version = ">= 1.6" # for Runpod's provider 2.x; postconditions need 1.2
  required_providers {
    runpod = {
      source  = "runpod/runpod"
      version = ">= 2.0.0"
    }
    costguard = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# Both take the API key from the environment variable RUNPOD_API_KEY.
provider "runpod" {}
provider "costguard" {}

variable "limit_per_hour" {
  description = "Stop the plan if a resource, or all pods of the map together, would cost more than this (USD per hour)."
  type        = number
  default     = 10
}

# No argument: with one that refers to a resource, Terraform would read the prices
# while applying, after the guards.
data "runpod_prices" "list" {
  provider = costguard
}

locals {
  # The price of one GPU by cloud and type, only of types that the cloud offers.
  gpu_prices = {
    SECURE    = { for id, gpu in data.runpod_prices.list.gpus : id => gpu.secure if gpu.secure != null }
    COMMUNITY = { for id, gpu in data.runpod_prices.list.gpus : id => gpu.community if gpu.community != null }
  }
  # The price of one vCPU of a pod. There is none for the community cloud.
  cpu_prices = { for id, cpu in data.runpod_prices.list.cpus : id => cpu.secure_per_vcpu if cpu.secure_per_vcpu != null }
}
