resource "runpod_pod" "proxy" {
  name        = "proxy"
  image       = "nginx:1.29"
  cpu_type_id = "cpu3c"
  vcpu_count  = 4
  cloud       = "SECURE"

  lifecycle {
    postcondition {
      condition = try(
        self.cloud == "SECURE" && tonumber(format("%.6f", local.cpu_prices[self.cpu_type_id] * self.vcpu_count)) <= var.limit_per_hour,
        false
      )
      error_message = try(
        self.cloud != "SECURE" ? "There are only prices for CPU pods in the SECURE cloud: set cloud." :
        format("The pod would cost %.2f USD an hour, over the limit of %.2f USD.",
        local.cpu_prices[self.cpu_type_id] * self.vcpu_count, var.limit_per_hour),
        format("There is no price for the CPU type %s. There are prices for: %s.",
        self.cpu_type_id, join(", ", keys(local.cpu_prices))),
        "Set cpu_type_id and vcpu_count."
      )
    }
  }
}
