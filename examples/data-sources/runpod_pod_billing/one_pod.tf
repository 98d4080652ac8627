# One pod, day by day: today so far and the six days before. Needs v2: v1 does not
# report the cost of GPU, CPU and disk separately.
data "runpod_pod_billing" "one_pod" {
  pod_id      = "train7h100x2k"
  bucket_size = "day"
  last_n      = 7
}

output "one_pod_by_day" {
  description = "What the pod cost by day, and how much of it was its disk, in USD, rounded to cents."
  value = {
    for record in data.runpod_pod_billing.one_pod.records :
    formatdate("YYYY-MM-DD", record.time) => {
      total = format("%.2f", record.amount)
      disk  = format("%.2f", record.disk_amount)
    }
  }
}
