# Billing only has the ids of pods. The list of pods has their names, but leaves out
# terminated pods. Several pods may have the same name, so the key includes the id.
data "runpod_pods" "now" {}

locals {
  names = { for pod in data.runpod_pods.now.pods : pod.id => coalesce(pod.name, "unnamed") }
}

output "month_to_date_by_name" {
  description = "What each pod has cost this month, by name and id, in USD, rounded to cents."
  value = {
    for id, amount in data.runpod_pod_billing.month_to_date.amount_by_group :
    "${lookup(local.names, id, "terminated")} (${id})" => format("%.2f", amount)
  }
}
