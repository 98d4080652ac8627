resource "runpod_pod" "trainer" {
  name        = "trainer"
  image       = "runpod/pytorch:2.8.0"
  gpu_type_id = "NVIDIA H100 80GB HBM3"

  # Set both. Left out, they are unknown until the pod exists, and so is the guard.
  gpu_count = 2
  cloud     = "SECURE"

  lifecycle {
    postcondition {
      # Terraform's products are off in the 150th digit, so they are rounded. Without a
      # price, the condition is false.
      condition = try(
        tonumber(format("%.6f", local.gpu_prices[self.cloud][self.gpu_type_id] * self.gpu_count)) <= var.limit_per_hour,
        false
      )
      error_message = try(
        format("The pod would cost %.2f USD an hour, over the limit of %.2f USD.",
        local.gpu_prices[self.cloud][self.gpu_type_id] * self.gpu_count, var.limit_per_hour),
        format("The %s cloud does not offer the GPU type %s. It offers: %s.",
        self.cloud, self.gpu_type_id, join(", ", keys(local.gpu_prices[self.cloud]))),
        "Set gpu_type_id, gpu_count and cloud (SECURE or COMMUNITY)."
      )
    }
  }
}
