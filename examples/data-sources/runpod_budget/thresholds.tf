# Whether 50, 80 and 100 percent of the budget are reached, or forecast to be.
output "thresholds" {
  description = "State of each threshold: spent, forecast or not in sight."
  value = { for percent in [50, 80, 100] : "${percent}%" => (
    data.runpod_budget.month.spent_percent >= percent ? "spent" :
    data.runpod_budget.month.forecast_percent >= percent ? "forecast" : "not in sight"
  ) }
}
