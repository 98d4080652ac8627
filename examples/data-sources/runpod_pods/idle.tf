# GPU pods that run but do nothing at the moment of the read. One sample proves
# little: a pod may be loading data. Read again some minutes later, and act on
# the pods that are in both answers.
output "idle" {
  description = "GPU pods at 5 % utilization or less, by name and id, with their cost in USD per hour."
  value = {
    for pod in data.runpod_pods.now.pods : "${pod.name} (${pod.id})" => pod.cost_per_hour
    if pod.status == "RUNNING" && (pod.gpu_utilization == null ? false : pod.gpu_utilization <= 5)
  }
}
