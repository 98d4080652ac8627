# Billing knows pods by id only. The list of pods has their names, but leaves out
# terminated pods. Pods may share a name, so the id stays in the key.
data "runpod_pods" "now" {}

locals {
  names = { for pod in data.runpod_pods.now.pods : pod.id => pod.name }
}

output "month_to_date_by_name" {
  description = "What each pod has cost this month, by name and id, in USD, rounded to cents."
  value = {
    for id, amount in data.runpod_pod_billing.month_to_date.amount_by_group :
    "${lookup(local.names, id, "terminated")} (${id})" => format("%.2f", amount)
  }
}
