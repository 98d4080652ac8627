# What if everything that runs now, even since a minute ago, runs to the end of the
# month? The forecast leaves that out, so this warns earlier. Needs Terraform 1.5.
check "everything_keeps_running" {
  assert {
    condition     = data.runpod_budget.month.forecast_at_current_rate <= data.runpod_budget.month.amount
    error_message = data.runpod_budget.month.summary
  }
}
