# The gate of a pipeline: a check that only warns in "terraform plan" fails a
# test. It reads the real account and creates nothing.
#
#   export RUNPOD_API_KEY=...
#   export TF_VAR_monthly_budget=5000
#   terraform init
#   terraform test -no-color | tee gate.txt
#   grep '^Success! [1-9]' gate.txt
#
# The last line decides. "terraform test" alone also succeeds where it finds no
# test, such as in another folder.
#
# Whether a pod is idle takes two samples. This fails only if both do:
#
#   gate() { terraform test -no-color | tee gate.txt; grep '^Success! [1-9]' gate.txt; }
#   gate || { sleep 600; gate; }
#
# Needs Terraform 1.6 or OpenTofu 1.6.

run "account_is_within_its_limits" {
  command = plan
}
