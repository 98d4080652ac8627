# What an endpoint costs at least: the workers that it keeps running without requests.
# With workers_max in place of workers_min, the guard limits what it costs at most.
resource "runpod_serverless_endpoint" "chat" {
  name      = "chat"
  gpu_pools = ["ADA_24"]

  # Set all three. Left out, they are unknown until the endpoint exists.
  gpu_count   = 1
  workers_min = 2
  workers_max = 5

  lifecycle {
    postcondition {
      # A worker gets a GPU of any of the pools: the dearest counts, even where
      # excluded_types has it.
      condition = try(
        tonumber(format("%.6f", max([for pool in self.gpu_pools : data.runpod_prices.list.pools[pool]]...)
        * self.gpu_count * self.workers_min)) <= var.limit_per_hour,
        false
      )
      error_message = try(
        format("The endpoint would cost at least %.2f USD an hour, over the limit of %.2f USD.",
          max([for pool in self.gpu_pools : data.runpod_prices.list.pools[pool]]...)
        * self.gpu_count * self.workers_min, var.limit_per_hour),
        format("There is no price for one of the pools %s. There are prices for: %s.",
        join(", ", self.gpu_pools), join(", ", keys(data.runpod_prices.list.pools))),
        "Set gpu_pools, gpu_count and workers_min."
      )
    }
  }
}
