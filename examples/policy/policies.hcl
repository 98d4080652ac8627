# Makes this folder a policy set of HCP Terraform.
policy "runpod_billing" {
  description       = "Spend on Runpod stays within the limits in data.yaml."
  query             = "data.main.deny"
  enforcement_level = "mandatory"
}
