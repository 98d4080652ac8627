# Shows that each guard speaks up when it should, and only then. The charges are
# made up: nothing is asked of Runpod, and no API key is needed.
#
#   terraform init
#   terraform test -test-directory=selftest
#
# Needs Terraform 1.7 or OpenTofu 1.8. In a folder named tests, older versions
# would read this file at "terraform init", and fail.

mock_provider "runpod" {}

# What the account looks like unless a run says otherwise: 10 USD a day, 200 USD
# this month.
override_data {
  target = data.runpod_pod_billing.month
  values = {
    record_count    = 2
    total_amount    = 200
    amount_by_group = { trainer = 150, notebook = 50 }
    api_version     = "v2"
  }
}

override_data {
  target = data.runpod_pod_billing.days
  values = {
    end_time = "2026-11-21T00:00:00Z"
    amount_by_time = {
      "2026-11-12T00:00:00Z" = 10
      "2026-11-13T00:00:00Z" = 10
      "2026-11-14T00:00:00Z" = 10
      "2026-11-15T00:00:00Z" = 10
      "2026-11-16T00:00:00Z" = 10
      "2026-11-17T00:00:00Z" = 10
      "2026-11-18T00:00:00Z" = 10
      "2026-11-19T00:00:00Z" = 10
      "2026-11-20T00:00:00Z" = 4
    }
  }
}

variables {
  monthly_budget = 1000
  hard_limit     = 5000
  pod_limit      = 800
  spike_factor   = 2
  spike_above    = 5
}

run "within_all_limits" {
  command = plan

  assert {
    condition     = output.month_to_date == 200 && output.spend_by_pod["trainer"] == 150
    error_message = "The outputs do not show what was charged."
  }
  assert {
    condition     = output.yesterday == 10
    error_message = "Yesterday is not the day before the running one."
  }
}

# An amount that equals its limit is within it.
run "exactly_at_the_limits" {
  command = plan

  variables {
    monthly_budget = 200
    hard_limit     = 200
    pod_limit      = 150
    spike_factor   = 1
  }
}

run "over_the_budget_warns" {
  command = plan

  variables {
    monthly_budget = 199.99
  }
  expect_failures = [check.monthly_budget]
}

run "one_pod_over_its_limit_warns" {
  command = plan

  variables {
    pod_limit = 149.99
  }
  expect_failures = [check.pod_limit]
}

run "a_spike_warns" {
  command = plan

  variables {
    spike_factor = 0.5
  }
  expect_failures = [check.spike]
}

# The week before had no charges. A day without any is not in the map.
run "a_small_amount_is_no_spike" {
  command = plan

  override_data {
    target = data.runpod_pod_billing.days
    values = {
      end_time       = "2026-11-21T00:00:00Z"
      amount_by_time = { "2026-11-19T00:00:00Z" = 5 }
    }
  }
}

run "the_first_day_after_a_pause_is_a_spike" {
  command = plan

  override_data {
    target = data.runpod_pod_billing.days
    values = {
      end_time       = "2026-11-21T00:00:00Z"
      amount_by_time = { "2026-11-19T00:00:00Z" = 5.01 }
    }
  }
  expect_failures = [check.spike]
}

# Charges arrive late, so a bill of nothing may not be one.
run "no_charges_yet_warns" {
  command = plan

  override_data {
    target = data.runpod_pod_billing.month
    values = {
      record_count    = 0
      total_amount    = 0
      amount_by_group = {}
      api_version     = "v2"
    }
  }
  expect_failures = [check.billing_data]
}

# A precondition stops the run. It is expected at the resource that has it.
run "over_the_hard_limit_stops" {
  command = plan

  variables {
    hard_limit = 199.99
  }
  expect_failures = [terraform_data.pods]
}
