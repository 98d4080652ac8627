variable "monthly_budget" {
  description = "Spend on pods per month, in USD, that a warning is given above."
  type        = number
  default     = 1000
}

variable "hard_limit" {
  description = "Spend on pods per month, in USD, that a plan is stopped above."
  type        = number
  default     = 5000
}

variable "pod_limit" {
  description = "Spend per pod and month, in USD, that a warning is given above."
  type        = number
  default     = 800
}

variable "spike_factor" {
  description = "How many times the daily average of the week before a day may cost without a warning."
  type        = number
  default     = 2
}

variable "spike_above" {
  description = "Spend per day, in USD, up to which a day is no spike."
  type        = number
  default     = 25
}
