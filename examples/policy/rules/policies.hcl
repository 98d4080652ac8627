# Makes this folder a policy set for HCP Terraform.
policy "runpod_spend" {
  description       = "Spend on Runpod stays within the limits in data.yaml."
  query             = "data.main.deny"
  enforcement_level = "mandatory"
}

policy "runpod_forecast" {
  description       = "No budget for Runpod is at risk."
  query             = "data.main.warn"
  enforcement_level = "advisory"
}
