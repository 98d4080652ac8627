# The account's charges of a month as rows of FOCUS 1.2, the FinOps Open Cost and
# Usage Specification. README.md says what the columns contain, and why.
#
#   export RUNPOD_API_KEY=...
#   terraform init
#   terraform apply -auto-approve -var month=2026-10 -var account_id=acme
#   terraform output -raw focus_csv >focus.csv
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

# The whole account by day: what the rows must add up to.
data "runpod_billing" "days" {
  start_time      = local.month_start
  end_time        = local.month_end
  include_records = false
}

data "runpod_pod_billing" "days" {
  start_time = local.month_start
  end_time   = local.month_end
}

data "runpod_serverless_billing" "days" {
  start_time = local.month_start
  end_time   = local.month_end
}

data "runpod_network_volume_billing" "days" {
  start_time = local.month_start
  end_time   = local.month_end
}

data "runpod_public_endpoint_billing" "days" {
  start_time = local.month_start
  end_time   = local.month_end
}

data "runpod_cluster_billing" "days" {
  start_time = local.month_start
  end_time   = local.month_end
}

locals {
  month_start = "${var.month}-01T00:00:00Z"
  month_end   = formatdate("YYYY-MM-01'T'00:00:00Z", timeadd(local.month_start, "744h")) # 31 days later

  # Where the charges of each kind of resource are, and what FOCUS calls it. The
  # parts have the names that they have in runpod_billing.
  kinds = {
    pods = {
      records = data.runpod_pod_billing.days.records, id = "pod_id", service = "Pods", category = "Compute"
      parts   = { pod_gpu = "gpu_amount", pod_cpu = "cpu_amount", pod_disk = "disk_amount" }
    }
    serverless = {
      records = data.runpod_serverless_billing.days.records, id = "serverless_id", service = "Serverless", category = "Compute"
      parts = {
        serverless_gpu = "gpu_amount", serverless_cpu = "cpu_amount", serverless_disk = "disk_amount", serverless_fee = "fee_amount"
      }
    }
    network_volumes = {
      records = data.runpod_network_volume_billing.days.records, id = "network_volume_id", service = "Network Volumes", category = "Storage"
      parts   = { storage_standard = "standard_amount", storage_high_performance = "high_performance_amount" }
    }
    public_endpoints = {
      records = data.runpod_public_endpoint_billing.days.records, id = null, service = "Public Endpoints", category = "AI and Machine Learning"
      parts   = { public_endpoint = "amount" }
    }
    clusters = {
      records = data.runpod_cluster_billing.days.records, id = "cluster_id", service = "Clusters", category = "Compute"
      parts   = { cluster_gpu = "gpu_amount", cluster_disk = "disk_amount", cluster_networking = "networking_amount" }
    }
  }

  attributed = flatten([for kind, k in local.kinds : [for record in k.records : [for part, attribute in k.parts : {
    time     = record.time
    amount   = coalesce(record[attribute], 0)
    resource = try(record[k.id], null)
    kind     = kind
    part     = part
    service  = k.service
    category = k.category
  }]]])

  # What the account cost on each day, apart from that.
  by_day = { for charge in local.attributed : charge.time => charge.amount... }
  unattributed = [for day, amount in data.runpod_billing.days.amount_by_time : {
    time     = day
    amount   = amount - sum(concat([0], lookup(local.by_day, day, [])))
    resource = null
    kind     = "unattributed"
    part     = "unattributed"
    service  = "Unattributed"
    category = "Other"
  }]

  # Terraform subtracts in binary, with an error far below the 60th decimal, so the
  # rounded number is the exact one.
  charges = [for charge in concat(local.attributed, local.unattributed) : merge(charge, {
    cost = replace(format("%.60f", charge.amount), "/\\.?0+$/", "")
  })]

  # keys() and values() sort by name, so the x_ columns come last, as FOCUS asks.
  rows = [for charge in local.charges : {
    for column, value in {
      BilledCost         = charge.cost
      BillingAccountId   = var.account_id
      BillingAccountName = var.account_name
      BillingCurrency    = "USD"
      BillingPeriodEnd   = local.month_end
      BillingPeriodStart = local.month_start
      ChargeCategory     = "Usage"
      ChargeClass        = null
      ChargeDescription  = "${charge.service}: ${charge.part}${charge.resource == null ? "" : " (${charge.resource})"}"
      ChargeFrequency    = "Usage-Based"
      ChargePeriodEnd    = timeadd(charge.time, "24h")
      ChargePeriodStart  = charge.time
      ContractedCost     = charge.cost
      EffectiveCost      = charge.cost
      InvoiceIssuerName  = "Runpod"
      ListCost           = charge.cost
      PricingQuantity    = 1
      PricingUnit        = "Charge"
      ProviderName       = "Runpod"
      PublisherName      = "Runpod"
      ResourceId         = charge.resource
      ServiceCategory    = charge.category
      ServiceName        = charge.service
      x_Part             = charge.part
      x_ResourceKind     = charge.kind
    } : column => value == null ? "" : "\"${replace(value, "\"", "\"\"")}\""
  }]

  header = join(",", keys(local.rows[0]))
  lines  = [for row in local.rows : join(",", values(row)) if !contains(["\"0\"", "\"-0\""], row.BilledCost)]
}
