variable "gpu_count" {
  description = "GPUs of the pod that you plan."
  type        = number
  default     = 2
}

data "runpod_prices" "list" {}

output "pod_cost_per_hour" {
  description = "What the pod will cost at list price, in USD per hour."
  value       = data.runpod_prices.list.gpus["NVIDIA H100 80GB HBM3"].secure * var.gpu_count

  precondition {
    condition     = data.runpod_prices.list.gpus["NVIDIA H100 80GB HBM3"].secure * var.gpu_count <= 10
    error_message = "The pod would cost more than 10 USD an hour."
  }
}
