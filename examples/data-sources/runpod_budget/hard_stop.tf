# A precondition stops the run, also if nothing is reported (no_charges). Put it on
# the resource that costs money, such as a pod. Here, terraform_data stands in for it.
# Preconditions need Terraform 1.2, terraform_data needs 1.4.
resource "terraform_data" "pod" {
  lifecycle {
    precondition {
      condition     = contains(["within", "at_risk"], data.runpod_budget.month.status)
      error_message = "${data.runpod_budget.month.summary} No pod is created."
    }
  }
}
