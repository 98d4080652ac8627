# Stops the run once the budget is exceeded. Put the precondition on the resource
# that costs money, such as a pod; terraform_data takes its place here.
# Preconditions need Terraform 1.2, terraform_data needs 1.4. "terraform destroy"
# still works.
resource "terraform_data" "pod" {
  lifecycle {
    precondition {
      condition     = data.runpod_budget.month.status != "over"
      error_message = "${data.runpod_budget.month.summary} Nothing is changed."
    }
  }
}
