# Teams that share an account: what pods have cost this month, by the part of their
# names before the first hyphen, such as "vision" for vision-train-1. Charges only
# have the ids of pods, and the list of pods, which has the names, leaves out
# terminated pods. pods_without_name is what those cost, so that both outputs together
# are the total. The pods of clusters are charged as clusters and in neither of them.

data "runpod_pods" "now" {
  provider = runpod.account
}

data "runpod_pod_billing" "month" {
  provider        = runpod.account
  bucket_size     = "month"
  last_n          = 1
  grouping        = "podId"
  include_records = false
}

locals {
  prefixes = { for pod in data.runpod_pods.now.pods : pod.id => split("-", pod.name)[0] if pod.name != null }

  # The amounts of pods without a name are under "".
  amounts = { for id, amount in data.runpod_pod_billing.month.amount_by_group : lookup(local.prefixes, id, "") => amount... }

  total   = data.runpod_pod_billing.month.total_amount
  unnamed = lookup(local.amounts, "", [])
}

output "pods_by_prefix" {
  description = "What pods have cost this month by the first part of their names, in USD, rounded to cents."
  value       = { for prefix, amounts in local.amounts : prefix => format("%.2f", sum(amounts)) if prefix != "" }
}

output "pods_without_name" {
  description = "How many pods with charges this month have no name, what they cost in USD, and how many percent of the total that is."
  value = {
    count   = length(local.unnamed)
    amount  = format("%.2f", sum(concat([0], local.unnamed)))
    percent = local.total == 0 ? "0.0" : format("%.1f", 100 * sum(concat([0], local.unnamed)) / local.total)
  }
}
