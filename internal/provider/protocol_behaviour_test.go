package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestDeferral checks that reads with an unknown provider configuration are
// deferred if Terraform allows it, and that configuring the provider always
// succeeds.
func TestDeferral(t *testing.T) {
	t.Parallel()
	for _, dataSource := range []string{"runpod_pod_billing", "runpod_billing", "runpod_budget", "runpod_pods"} {
		for _, allowed := range []bool{true, false} {
			e := newEnv(t, noon, account())
			unknown := map[string]tftypes.Value{"api_key": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}
			server, diagnostics := e.configure(t, nil, unknown, allowed)
			if len(diagnostics) > 0 {
				t.Fatal(diagnostics)
			}
			response, _ := readDataSource(t, server, dataSource, nil)
			if deferred := response.Deferred != nil; deferred != allowed || len(response.Diagnostics) > 0 == allowed {
				t.Errorf("%s, deferral allowed %t: deferred %t, %v", dataSource, allowed, deferred, response.Diagnostics)
			}
			if got := e.Sent(); got != "" {
				t.Errorf("%s: sent %s", dataSource, got)
			}
		}
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, account())
	stateOf(t, e.configured(t, nil), "runpod_pods", nil)
	if got, want := e.API.Requests()[0].Header.Get("User-Agent"), "terraform-provider-runpod/test Terraform/1.11.4"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
