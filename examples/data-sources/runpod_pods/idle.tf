# GPU pods that are running, but idle at the moment of the read. One sample does not
# prove much: a pod may be loading data. Read again some minutes later, and act on
# the pods in both results.
output "idle" {
  description = "GPU pods at 5% utilization or less, by name and id, with their cost in USD per hour."
  value = {
    for pod in data.runpod_pods.now.pods : "${coalesce(pod.name, "unnamed")} (${pod.id})" => pod.cost_per_hour
    if pod.status == "RUNNING" && (pod.gpu_utilization == null ? false : pod.gpu_utilization <= 5)
  }
}
