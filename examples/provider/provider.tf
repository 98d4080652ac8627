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
