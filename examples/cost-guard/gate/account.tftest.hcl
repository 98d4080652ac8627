# Makes every guard strict, on the real account: a check that only warns in
# "terraform plan" fails a test. Nothing is created.
#
#   export RUNPOD_API_KEY=...
#   terraform init
#   terraform test -test-directory=gate -var monthly_budget=500
#
# The exit code is 1 if a limit is passed, or if the charges cannot be read.
# Needs Terraform 1.6 or OpenTofu 1.6.

run "account_is_within_its_limits" {
  command = plan
}
