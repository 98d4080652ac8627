output "report" {
  description = "Spend on pods as a page in Markdown."
  value = templatefile("${path.module}/report.md.tftpl", {
    total        = local.total
    days         = local.days
    pods         = local.tables.pods
    gpu_types    = local.tables.gpu_types
    record_count = data.runpod_pod_billing.pods.record_count
    api_version  = data.runpod_pod_billing.pods.api_version
  })
}

output "total" {
  description = "Spend on pods in the window, in USD."
  value       = local.total
}
