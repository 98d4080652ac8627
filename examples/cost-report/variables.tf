variable "monthly_budget" {
  description = "Budget of the account for a month (USD)."
  type        = number
  default     = 5000
}

variable "chart_days" {
  description = "Number of days in the chart, including today."
  type        = number
  default     = 14

  validation {
    # A longer chart could have the same day of two months, and one label for both.
    condition     = var.chart_days >= 2 && var.chart_days <= 28 && var.chart_days % 1 == 0
    error_message = "Set chart_days to a whole number from 2 to 28."
  }
}

variable "rows" {
  description = "Maximum number of rows in a table. The last row adds up the rest."
  type        = number
  default     = 10

  validation {
    condition     = var.rows >= 1 && var.rows <= 100 && var.rows % 1 == 0
    error_message = "Set rows to a whole number from 1 to 100."
  }
}
