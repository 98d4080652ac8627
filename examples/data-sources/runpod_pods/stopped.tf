# Stopped pods. Their cost per hour is 0, but their disks are billed until they are
# terminated.
output "stopped" {
  description = "Stopped pods by name and id, with the size of their persistent disk in GB."
  value = {
    for pod in data.runpod_pods.now.pods : "${coalesce(pod.name, "unnamed")} (${pod.id})" => pod.persistent_disk_gb if pod.status == "EXITED"
  }
}
