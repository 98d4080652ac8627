variable "monthly_budget" {
  description = "What the account may cost in a month (USD)."
  type        = number
  default     = 5000
}

variable "chart_days" {
  description = "How many days the chart shows, the running one included."
  type        = number
  default     = 14

  validation {
    condition     = var.chart_days >= 2 && var.chart_days <= 31 && floor(var.chart_days) == var.chart_days
    error_message = "The chart shows 2 to 31 whole days."
  }
}

variable "rows" {
  description = "How many rows a table has at most. The rest is added up in one more row."
  type        = number
  default     = 10

  validation {
    condition     = var.rows >= 1 && var.rows <= 100 && floor(var.rows) == var.rows
    error_message = "A table has 1 to 100 rows."
  }
}
