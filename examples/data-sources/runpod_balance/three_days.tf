# Warns while there is time to pay, or to copy the data to a network volume. hours_left
# is null if nothing costs money, or if the account is invoiced. Needs Terraform 1.5.
check "balance" {
  assert {
    condition     = data.runpod_balance.now.hours_left == null ? true : data.runpod_balance.now.hours_left >= 72
    error_message = data.runpod_balance.now.summary
  }
}
