# One pod, day by day: today so far and the six days before. The records have
# more than the totals: on v2 the parts for GPU, CPU and disk, on v1 the time
# and the disk space billed.
data "runpod_pod_billing" "one_pod" {
  pod_id      = "train7h100x2k"
  bucket_size = "day"
  last_n      = 7
  grouping    = "podId"
}

output "one_pod_by_day" {
  description = "Spend on the pod by day, in USD, rounded to cents."
  value = {
    for record in data.runpod_pod_billing.one_pod.records :
    formatdate("YYYY-MM-DD", record.time) => format("%.2f", record.amount)
  }
}
