variable "days" {
  description = "How many days the report is about, the running one included."
  type        = number
  default     = 14

  validation {
    condition     = var.days >= 2 && var.days <= 28 && floor(var.days) == var.days
    error_message = "The report is about 2 to 28 whole days."
  }
}
