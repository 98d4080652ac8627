resource "runpod_cluster" "finetune" {
  name              = "finetune"
  type              = "TRAINING"
  image             = "runpod/pytorch:2.8.0"
  gpu_type_id       = "NVIDIA A100-SXM4-80GB"
  gpu_count_per_pod = 2
  pod_count         = 2

  lifecycle {
    postcondition {
      # Clusters run in the secure cloud.
      condition = try(
        tonumber(format("%.6f", local.gpu_prices["SECURE"][self.gpu_type_id]
        * self.gpu_count_per_pod * self.pod_count)) <= var.limit_per_hour,
        false
      )
      error_message = try(
        format("The cluster would cost %.2f USD an hour, over the limit of %.2f USD.",
        local.gpu_prices["SECURE"][self.gpu_type_id] * self.gpu_count_per_pod * self.pod_count, var.limit_per_hour),
        format("The SECURE cloud does not offer the GPU type %s. It offers: %s.",
        self.gpu_type_id, join(", ", keys(local.gpu_prices["SECURE"]))),
        "Set gpu_type_id, gpu_count_per_pod and pod_count."
      )
    }
  }
}
