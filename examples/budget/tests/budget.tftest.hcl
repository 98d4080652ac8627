# A gate for a pipeline: a failed check is only a warning in "terraform plan", but
# an error in "terraform test".
# It reads the real account and creates nothing. If nothing is reported, it fails too,
# and the text says what to do.
#
#   export RUNPOD_API_KEY=...
#   export TF_VAR_monthly_budget=5000
#   terraform init
#   terraform test -filter=tests/budget.tftest.hcl -no-color | tee gate.txt
#   grep '^Success! [1-9]' gate.txt
#
# The exit code of the last line decides: "terraform test" alone also succeeds if it
# finds no test, for example in the wrong folder. Without -filter, any other test in
# tests/ would do, even one that never reads the account.
#
# Needs Terraform 1.6 or OpenTofu 1.6.

run "account_is_within_its_budget" {
  command = plan
}
