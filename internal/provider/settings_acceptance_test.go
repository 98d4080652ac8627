package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

// TestUnknownConfiguration checks that an unknown key is not reported as missing.
func TestUnknownConfiguration(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.4.0", "1.6.0") // terraform_data
	e := newEnv(t, noon, account())
	e.run(t, resource.TestStep{
		Config: billing("", `
			resource "terraform_data" "key" { input = "rpa_later_and_longer" }
			provider "runpod" { api_key = terraform_data.key.output }
		`),
		ExpectError: regexp.MustCompile(`The Runpod provider is not configured yet(?s:.*)` +
			acctest.Wrapped("The value of the provider's api_key is not known until something else is applied").String()),
	})
	if got := e.Sent(); got != "" {
		t.Errorf("sent %s", got)
	}
}

// TestUnknownArguments checks that Terraform defers the read until the argument is
// known, and that the provider does not treat an unknown argument as null.
func TestUnknownArguments(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.4.0", "1.6.0") // terraform_data
	e := newEnv(t, noon, account())
	e.run(t, resource.TestStep{
		Config: billing(`
			pod_id     = terraform_data.pod.output
			start_time = terraform_data.start.output
			end_time   = "2026-11-20T00:00:00Z"
			grouping   = "podId"
		`, `
			resource "terraform_data" "pod"   { input = "note" }
			resource "terraform_data" "start" { input = "2026-11-01T00:00:00Z" }
			resource "terraform_data" "false" { input = false }
			resource "terraform_data" "two"   { input = 2 }
			resource "terraform_data" "day"   { input = "2026-11-18" }
			data "runpod_billing" "complete" {
				last_n          = terraform_data.two.output
				include_current = terraform_data.false.output
				include_records = terraform_data.false.output
			}
			data "runpod_budget" "later" {
				amount          = terraform_data.two.output
				trailing_days   = terraform_data.two.output
				end_date        = terraform_data.day.output
				start_date      = terraform_data.day.output
				exclude_days    = [terraform_data.day.output]
				include_running = terraform_data.false.output
			}
			data "runpod_pods" "later" {
				include_cluster_pods = terraform_data.false.output
			}
			output "all" {
				value = join(" ", [
					data.runpod_billing.complete.total_amount, data.runpod_billing.complete.records == null,
					data.runpod_budget.later.spent, data.runpod_pods.later.pod_count,
				])
			}
		`),
		ConfigStateChecks: []statecheck.StateCheck{
			has("total_amount", number(t, "0.44")),
			statecheck.ExpectKnownOutputValue("all", text("2.065 true 1.5 3")),
		},
	})
	const want = "/v2/billing/pods?bucketSize=day&endTime=2026-11-20T00:00:00Z&podId=note&startTime=2026-11-01T00:00:00Z\n" +
		"/v2/billing?bucketSize=day&lastN=122\n/v2/billing?bucketSize=day&lastN=3\n" +
		"/v2/catalog/cpus\n/v2/catalog/gpus\n/v2/pods?includeClusterPods=false&limit=1000"
	if got := e.Sent(); got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}

// TestOneEndpointMeansThatVersion checks that the key is never sent to the other
// version's public host, even if the version whose endpoint is set is retired.
func TestOneEndpointMeansThatVersion(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, account())
	e.API.RetireV1()
	e.Vars = map[string]string{"RUNPOD_API_KEY": acctest.Key, "RUNPOD_REST_API_URL": e.URL + "/v1"}
	e.run(t, resource.TestStep{
		Config:      billing(""),
		ExpectError: acctest.Wrapped(`Runpod's API v1 is retired`),
	})
	if got, want := e.Sent(), "/v1/billing/pods?bucketSize=day"; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}
