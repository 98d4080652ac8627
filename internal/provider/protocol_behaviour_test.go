package provider_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestDeferral checks that reads with an unknown provider configuration are
// deferred if Terraform allows it, and that configuring the provider always
// succeeds.
func TestDeferral(t *testing.T) {
	t.Parallel()
	for _, dataSource := range []string{"runpod_pod_billing", "runpod_billing", "runpod_budget", "runpod_pods"} {
		for _, allowed := range []bool{true, false} {
			e := newEnv(t, noon, account())
			server, err := e.server()
			if err != nil {
				t.Fatal(err)
			}
			schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
			if err != nil {
				t.Fatal(err)
			}
			configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
				Config: dynamic(t, schemas.Provider, map[string]tftypes.Value{
					"api_key": tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
				}),
				ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: allowed},
			})
			if err != nil || len(configured.Diagnostics) > 0 {
				t.Fatal(err, configured.Diagnostics)
			}
			response, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
				TypeName: dataSource, Config: dynamic(t, schemas.DataSourceSchemas[dataSource], nil),
				ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: allowed},
			})
			if err != nil {
				t.Fatal(err)
			}
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
	if diagnostics := read(t, e.configured(t, nil), nil); len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	if got, want := e.API.Requests()[0].Header.Get("User-Agent"), "terraform-provider-runpod/test Terraform/1.11.4"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFreshness checks that reads within 10 seconds share an answer and later reads
// do not: a guard at the end of a long apply must not use amounts from its start.
func TestFreshness(t *testing.T) {
	t.Parallel()
	for dataSource, arguments := range map[string]map[string]tftypes.Value{
		"runpod_billing":     {"last_n": whole(1)},
		"runpod_pod_billing": {"last_n": whole(1), "grouping": str("gpuTypeId")},
		"runpod_budget":      {"amount": whole(10)},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			api := fakeapi.New(acctest.Key, time.Now, fakeapi.Account{
				Pods: []fakeapi.Pod{{ID: "train", GPUType: "NVIDIA A40"}},
				Charges: []fakeapi.Charge{
					{Time: start.Add(-time.Second), PodID: "before", GPU: 64},
					{Time: start, PodID: "train", GPU: 1},
					{Time: start.Add(5 * time.Second), PodID: "train", GPU: 10},
				},
			})
			e := newEnvAt("http://localhost/v2", start)
			server := e.configured(t, fakeapi.Transport{Handler: api})
			read := func() string {
				state := stateOf(t, server, dataSource, arguments)
				if dataSource == "runpod_budget" {
					return shown(t, state["amount_by_day"])
				}
				return shown(t, state["amount_by_time"])
			}
			first := read()
			requests := len(api.Requests())
			time.Sleep(9 * time.Second)
			if got := read(); got != first || len(api.Requests()) != requests {
				t.Errorf("%s after 9 s: got %s, want %s and no request", dataSource, got, first)
			}
			time.Sleep(2 * time.Second)
			got := read()
			if !strings.HasSuffix(first, "T00:00:00Z=1") || got != strings.TrimSuffix(first, "1")+"11" || len(api.Requests()) != 2*requests {
				t.Errorf("%s after 11 s: got %s after %s, with %d requests after %d", dataSource, got, first, len(api.Requests()), requests)
			}
		})
	}
}
