# Two accounts, each with its own key and a budget with its name. The module in the
# folder account holds what is done for each of them.
#
#   export TF_VAR_research_key=...
#   export TF_VAR_production_key=...
#   terraform init
#   terraform plan

terraform {
  required_version = ">= 1.10" # for ephemeral variables, which OpenTofu has since 1.11
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

variable "research_key" {
  description = "API key of the account for research, with read access to billing and pods."
  type        = string
  ephemeral   = true # keeps the key out of plan files
}

variable "production_key" {
  description = "API key of the account for production, with read access to billing and pods."
  type        = string
  ephemeral   = true
}

provider "runpod" {
  alias   = "research"
  api_key = var.research_key
}

provider "runpod" {
  alias   = "production"
  api_key = var.production_key
}

module "research" {
  source         = "./account"
  providers      = { runpod.account = runpod.research }
  name           = "Research"
  monthly_budget = 4000
}

module "production" {
  source         = "./account"
  providers      = { runpod.account = runpod.production }
  name           = "Production"
  monthly_budget = 12000
}

output "budgets" {
  description = "Each account's budget in one line."
  value       = [module.research.budget, module.production.budget]
}

output "pods_by_prefix" {
  description = "What pods have cost this month by account and by the first part of their names, in USD, rounded to cents."
  value       = { research = module.research.pods_by_prefix, production = module.production.pods_by_prefix }
}

output "pods_without_name" {
  description = "What pods_by_prefix misses, by account."
  value       = { research = module.research.pods_without_name, production = module.production.pods_without_name }
}
