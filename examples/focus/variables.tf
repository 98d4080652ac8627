variable "month" {
  description = "The month to export, in UTC, such as 2026-10."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{4}-(0[1-9]|1[0-2])$", var.month))
    error_message = "Set month to a year and a month, such as 2026-10."
  }
}

variable "account_id" {
  description = "BillingAccountId: what identifies the account in your reports. Runpod's billing API does not return an id."
  type        = string

  validation {
    condition     = trimspace(var.account_id) != ""
    error_message = "Set account_id to what identifies the account in your reports."
  }
}

variable "account_name" {
  description = "BillingAccountName: a name for the account. Null if it has none."
  type        = string
  default     = null
}
