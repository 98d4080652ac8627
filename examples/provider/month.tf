data "runpod_budget" "month" {
  amount = 5000
}

check "budget" {
  assert {
    condition     = data.runpod_budget.month.status == "within"
    error_message = data.runpod_budget.month.summary
  }
}
