terraform {
  required_version = ">= 1.5" # for check blocks
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.0.1"
    }
  }
}
