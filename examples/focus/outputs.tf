output "focus_csv" {
  description = "The charges as CSV, with a header."
  value       = "${join("\n", concat([local.header], local.lines))}\n"
}

output "total_amount" {
  description = "What the account cost in the month, in USD: the sum of BilledCost."
  value       = data.runpod_billing.days.total_amount
}
