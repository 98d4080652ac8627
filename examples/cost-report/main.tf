# Renders the account's costs as Markdown, for a comment on a pull request or a job's
# summary (ci/github-actions.yml does both):
#
#   export RUNPOD_API_KEY=...
#   terraform init
#   terraform apply -auto-approve -var monthly_budget=5000
#   terraform output -raw report >report.md
#
# The apply only sets outputs. It does not touch any infrastructure.

terraform {
  required_version = ">= 1.0"
  required_providers {
    runpod = {
      source  = "costguard/runpod"
      version = ">= 0.1.0"
    }
  }
}

# The API key comes from the environment variable RUNPOD_API_KEY.
provider "runpod" {}

data "runpod_budget" "month" {
  amount = var.monthly_budget
}

# Enough days for the current month, the one before it, and the chart.
data "runpod_billing" "days" {
  bucket_size     = "day"
  last_n          = 62
  include_records = false
}

# The same month by kind of resource, by pod, by GPU type and by cluster.
data "runpod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

data "runpod_pod_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

data "runpod_pod_billing" "gpu_types" {
  bucket_size     = "month"
  last_n          = 1
  grouping        = "gpuTypeId"
  include_records = false
}

data "runpod_serverless_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

data "runpod_network_volume_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

data "runpod_cluster_billing" "month" {
  bucket_size     = "month"
  last_n          = 1
  include_records = false
}

data "runpod_pods" "now" {}

# What is wasted, and the names of everything.
data "runpod_audit" "now" {}

locals {
  budget = data.runpod_budget.month
  by_day = data.runpod_billing.days.amount_by_time

  # The complete days of this month, and the same number of days of the month
  # before. Keys of amount_by_time sort by time, and begin with the year and the
  # month.
  last_month      = formatdate("YYYY-MM", timeadd(local.budget.start_time, "-24h"))
  last_month_days = [for day, amount in local.by_day : amount if substr(day, 0, 7) == local.last_month]
  this_month_days = values(local.budget.amount_by_day)
  compared_days   = min(length(local.this_month_days) - 1, length(local.last_month_days))
  this_month      = sum(concat([0], slice(local.this_month_days, 0, local.compared_days)))
  month_before    = sum(concat([0], slice(local.last_month_days, 0, local.compared_days)))

  pods     = { for pod in data.runpod_pods.now.pods : pod.id => pod }
  findings = { for f in data.runpod_audit.now.findings : "${f.kind} ${f.id}" => f }

  # Removes characters from names that Markdown could take for markup, and cuts long
  # names, because GitHub limits a comment to 65,536 characters.
  names = {
    for id, name in data.runpod_audit.now.names : id => coalesce(substr(replace(name, "/[^\\pL\\pN ._:-]/", ""), 0, 40), id)
  }

  # The budget is a line in the chart, unless the bars would be too small beside it.
  chart_days     = slice(keys(local.by_day), length(local.by_day) - var.chart_days, length(local.by_day))
  chart          = [for day in local.chart_days : { day = day, amount = local.by_day[day] }]
  highest_day    = max(local.chart[*].amount...)
  budget_per_day = local.budget.amount / tonumber(formatdate("D", timeadd(local.budget.end_time, "-24h")))
  draw_budget    = local.budget_per_day <= 2 * local.highest_day

  groups = {
    pods             = "Pods"
    serverless       = "Serverless"
    network_volumes  = "Network volumes"
    public_endpoints = "Public endpoints"
    clusters         = "Clusters"
    unattributed     = "Not attributed by Runpod to any of these"
  }

  # Largest amount first. sort() only compares text, so each row begins with a
  # zero-padded number that decreases as the amount increases; substr() removes it.
  tables = {
    for table, amounts in {
      groups          = data.runpod_billing.month.amount_by_group
      pods            = data.runpod_pod_billing.month.amount_by_group
      gpu_types       = data.runpod_pod_billing.gpu_types.amount_by_group
      clusters        = data.runpod_cluster_billing.month.amount_by_group
      serverless      = data.runpod_serverless_billing.month.amount_by_group
      network_volumes = data.runpod_network_volume_billing.month.amount_by_group
      running         = { for id, pod in local.pods : id => pod.cost_per_hour if pod.status == "RUNNING" }
      wasted          = { for key, f in local.findings : key => f.wasted_per_hour * 730 }
      } : table => [
      for row in sort([for key, amount in amounts : format("%021.6f %s", 1000000000000 - amount, key)]) : {
        key    = substr(row, 22, -1)
        amount = amounts[substr(row, 22, -1)]
      }
    ]
  }

  report = templatefile("${path.module}/report.md.tftpl", {
    budget        = local.budget
    month         = formatdate("MMMM YYYY", local.budget.start_time)
    charged       = data.runpod_billing.month.record_count > 0
    compared_days = local.compared_days
    this_month    = local.this_month
    month_before  = local.month_before
    # In whole percent, so that a small decrease is not "-0%".
    change         = local.month_before > 0 ? floor(100 * (local.this_month - local.month_before) / local.month_before + 0.5) : null
    chart          = local.chart
    lowest         = min(0, local.chart[*].amount...)
    highest        = local.draw_budget ? max(local.highest_day, local.budget_per_day) : local.highest_day
    budget_per_day = local.budget_per_day
    draw_budget    = local.draw_budget
    groups         = local.groups
    pods           = local.pods
    names          = local.names
    findings       = local.findings
    wasted         = data.runpod_audit.now.wasted_per_month
    tables         = local.tables
    by_id = [
      { title = "Pod", table = "pods", deleted = "*terminated*" },
      { title = "Cluster", table = "clusters", deleted = "*terminated*" },
      { title = "Serverless endpoint", table = "serverless", deleted = "*deleted*" },
      { title = "Network volume", table = "network_volumes", deleted = "*deleted*" },
    ]
    rows          = var.rows
    cost_per_hour = data.runpod_pods.now.cost_per_hour
  })
}
