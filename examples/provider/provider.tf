terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.0.1"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY, so that it is
# neither in the configuration nor in the state. All other settings have defaults.
provider "runpod" {}
