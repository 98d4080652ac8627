# Stops the run once the budget is exceeded; "terraform destroy" still works. Put
# the precondition on the resource that costs money, such as a pod. Here,
# terraform_data stands in for it. Preconditions need Terraform 1.2, terraform_data
# needs 1.4.
resource "terraform_data" "pod" {
  lifecycle {
    precondition {
      condition     = data.runpod_budget.month.status != "over"
      error_message = "${data.runpod_budget.month.summary} Nothing is changed."
    }
  }
}
