# Tests that each guard fails when it should, and only then. The account is mocked:
# nothing is sent to Runpod, and no API key is needed.
#
#   terraform init
#   terraform test -test-directory=selftest -no-color | tee selftest.txt
#   grep '^Success! [1-9]' selftest.txt
#
# Needs Terraform 1.7 or OpenTofu 1.10: OpenTofu 1.9 crashes. It is not in tests/
# because that folder is for the real account, and because Terraform 1.6 does not
# support mock_provider.

mock_provider "runpod" {}

# Everything that a guard reads is overridden, because a mocked provider returns
# made-up values for the rest: 0 for numbers, random letters for strings, even for
# times, and empty lists and maps.

override_data {
  target = data.runpod_budget.month
  values = {
    spent                    = 200
    spent_percent            = 20
    forecast                 = 800
    forecast_percent         = 80
    forecast_at_current_rate = 900
    status                   = "within"
    summary                  = "Within budget: 200.00 USD of 1000.00 USD spent."
  }
}

override_data {
  target = data.runpod_billing.month
  values = {
    amount_by_group = { clusters = 0, network_volumes = 20, pods = 180, public_endpoints = 0, serverless = 0 }
  }
}

# 10 USD a day. The guard only uses the values, in the order of the keys.
override_data {
  target = data.runpod_billing.days
  values = {
    amount_by_time = {
      "2026-11-12T00:00:00Z" = 10
      "2026-11-13T00:00:00Z" = 10
      "2026-11-14T00:00:00Z" = 10
      "2026-11-15T00:00:00Z" = 10
      "2026-11-16T00:00:00Z" = 10
      "2026-11-17T00:00:00Z" = 10
      "2026-11-18T00:00:00Z" = 10
      "2026-11-19T00:00:00Z" = 10
    }
  }
}

# Terraform cannot override a list of objects, such as findings, so the guards use the
# sums, the names and the summary.
override_data {
  target = data.runpod_audit.now
  values = {
    cost_per_hour    = 2.9
    wasted_per_month = 292
    names            = { p1 = "trainer", p2 = "notebook", v1 = "dataset" }
    summary          = "The account costs 2.90 USD an hour. 1 finding: 292.00 USD a month: notebook (idle pod) 0.40."
  }
}

variables {
  hard_limit   = 5000
  burn_limit   = 10
  spike_factor = 2
  spike_above  = 5
  expected     = ["trainer", "notebook", "v1"]
  wasted_above = 300
}

run "within_all_limits" {
  command = plan

  assert {
    condition     = output.cost_per_hour == 2.9
    error_message = "The output does not show the cost per hour."
  }
  assert {
    condition     = output.yesterday == 10
    error_message = "Yesterday is not the last complete day."
  }
  assert {
    condition     = output.threshold_spent == 0 && output.threshold_forecast == 80
    error_message = "The outputs do not show which threshold is forecast to be reached."
  }
  assert {
    condition     = output.wasted_per_month == 292
    error_message = "The output does not show what is wasted."
  }
}

# An amount that equals its limit is within it.
run "exactly_at_the_limits" {
  command = plan

  variables {
    hard_limit   = 900
    burn_limit   = 2.9
    spike_factor = 1
    wasted_above = 292
  }
  override_data {
    target = data.runpod_budget.month
    values = {
      spent                    = 900
      spent_percent            = 90
      forecast_percent         = 90
      forecast_at_current_rate = 900
      status                   = "within"
      summary                  = "Within budget: 900.00 USD of 1000.00 USD spent."
    }
  }

  assert {
    condition     = output.threshold_spent == 80 && output.threshold_forecast == 80
    error_message = "The outputs do not show which threshold is reached."
  }
}

run "a_budget_at_risk_warns" {
  command = plan

  override_data {
    target = data.runpod_budget.month
    values = {
      spent                    = 200
      spent_percent            = 20
      forecast_percent         = 101
      forecast_at_current_rate = 5000
      status                   = "at_risk"
      summary                  = "Budget at risk: 200.00 USD of 1000.00 USD spent."
    }
  }
  expect_failures = [check.budget]
}

run "pods_that_would_reach_the_hard_limit_warn" {
  command = plan

  variables {
    hard_limit = 899.99
  }
  expect_failures = [check.everything_keeps_running]
}

# Nothing is reported: this may be the key of another account.
run "no_charges_stop" {
  command = plan

  override_data {
    target = data.runpod_budget.month
    values = {
      spent   = 0
      status  = "no_charges"
      summary = "No charges reported."
    }
  }
  expect_failures = [check.budget, output.budget]
}

# In expect_failures, name the output or resource that contains the precondition.
run "over_the_hard_limit_stops" {
  command = plan

  variables {
    hard_limit = 199.99
  }
  expect_failures = [output.budget, check.everything_keeps_running]
}

run "over_the_burn_limit_stops" {
  command = plan

  variables {
    burn_limit = 2.89
  }
  expect_failures = [output.cost_per_hour]
}

# The mocked catalog is empty.
run "a_planned_pod_without_a_price_stops" {
  command = plan

  variables {
    planned = { trainer = { gpu_type_id = "NVIDIA H100 80GB HBM3", gpu_count = 1 } }
  }
  expect_failures = [output.adds_per_hour]
}

run "a_spike_warns" {
  command = plan

  variables {
    spike_factor = 0.9
  }
  expect_failures = [check.spike]
}

run "a_small_amount_is_no_spike" {
  command = plan

  variables {
    spike_factor = 0.9
    spike_above  = 10
  }
}

run "what_is_not_on_the_list_warns" {
  command = plan

  variables {
    expected = ["trainer", "notebook"]
  }
  expect_failures = [check.nothing_unexpected]
}

run "without_a_list_everything_may_exist" {
  command = plan

  variables {
    expected = null
  }
}

run "waste_warns" {
  command = plan

  variables {
    wasted_above = 291.99
  }
  expect_failures = [check.nothing_is_wasted]
}

# The first of a month: nothing is charged yet, and nothing runs.
run "nothing_charged_yet_is_within" {
  command = plan

  override_data {
    target = data.runpod_budget.month
    values = {
      spent   = 0
      status  = "within"
      summary = "Within budget: 0.00 USD of 1000.00 USD spent."
    }
  }
  override_data {
    target = data.runpod_audit.now
    values = { cost_per_hour = 0, wasted_per_month = 0, names = {}, summary = "Nothing costs money now." }
  }
}
