# The figures for Prometheus, in the format of node exporter's textfile collector.

data "runpod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

output "metrics" {
  description = "Gauges in the text format of Prometheus, in USD."
  value = join("", concat([for name, gauge in {
    runpod_budget_usd        = ["Budget of the month.", data.runpod_budget.month.amount]
    runpod_spent_usd         = ["Spend of the month so far.", data.runpod_budget.month.spent]
    runpod_forecast_usd      = ["Forecast for the month.", data.runpod_budget.month.forecast]
    runpod_cost_per_hour_usd = ["Cost of the account per hour, now.", data.runpod_audit.now.cost_per_hour]
    } : "# HELP ${name} ${gauge[0]}\n# TYPE ${name} gauge\n${name} ${gauge[1]}\n"],
    ["# HELP runpod_group_spent_usd Spend of the month so far, by kind of resource.\n# TYPE runpod_group_spent_usd gauge\n"],
  [for group, amount in data.runpod_billing.month.amount_by_group : "runpod_group_spent_usd{group=\"${group}\"} ${amount}\n"]))
}
