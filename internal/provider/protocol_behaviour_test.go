package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestDeferral: where Terraform allows it, an unknown configuration defers the
// read, and the provider's configuration itself never fails.
func TestDeferral(t *testing.T) {
	t.Parallel()
	for _, allowed := range []bool{true, false} {
		w := newWorld(t, noon, account())
		server, err := w.server()
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
		schema := schemas.DataSourceSchemas["runpod_pod_billing"]
		response, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
			TypeName: "runpod_pod_billing", Config: dynamic(t, schema, nil),
			ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: allowed},
		})
		if err != nil {
			t.Fatal(err)
		}
		if deferred := response.Deferred != nil; deferred != allowed || len(response.Diagnostics) > 0 == allowed {
			t.Errorf("deferral allowed %t: deferred %t, %v", allowed, deferred, response.Diagnostics)
		}
		if got := w.sent(); got != "" {
			t.Errorf("sent %s", got)
		}
	}
}

// TestGPUTypeWarning: what the API lists passes in silence; what it does not
// list passes with a warning, and is asked for.
func TestGPUTypeWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, account())
	server := w.configured(t, nil)
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for gpuType, want := range map[string]string{
		"NVIDIA A40":  "",
		"NVIDIA  A30": "", // the API's own spelling
		"NVIDIA Z9":   `WARNING Unknown GPU type at AttributeName("gpu_type_id")`,
	} {
		response, err := server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
			TypeName: "runpod_pod_billing",
			Config:   dynamic(t, schemas.DataSourceSchemas["runpod_pod_billing"], map[string]tftypes.Value{"gpu_type_id": str(gpuType)}),
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range response.Diagnostics {
			got = append(got, fmt.Sprintf("%s %s at %s", d.Severity, d.Summary, d.Attribute))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: got %v, want %s", gpuType, got, want)
		}
		if diagnostics := read(t, server, map[string]tftypes.Value{"gpu_type_id": str(gpuType)}); len(diagnostics) > 0 {
			t.Errorf("%q: reading says %v", gpuType, diagnostics)
		}
	}
	if got := w.sent(); !strings.Contains(got, "gpuTypeId=NVIDIA Z9") || !strings.Contains(got, "gpuTypeId=NVIDIA  A30") {
		t.Errorf("sent %s", got)
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, account())
	if diagnostics := read(t, w.configured(t, nil), nil); len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	if got, want := w.api.Requests()[0].Header.Get("User-Agent"), "terraform-provider-runpod/test Terraform/1.11.4"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestManyDataSources: a dozen data sources in one plan, each question twice,
// and a burst of refusals for all of them. All end up right, and none is asked
// more often than it was refused.
func TestManyDataSources(t *testing.T) {
	t.Parallel()
	w := newWorld(t, noon, account())
	w.api.RetireV1()
	w.api.Script(fakeapi.Fault{Path: "/v2/", Times: 8, Status: 429, Header: map[string]string{"Retry-After": "1"}})
	c := w.inFolder(t, map[string]string{"main.tf": required + `
		locals { pods = ["train", "note", "proxy", "gone", "train", "note"] }
		data "runpod_pod_billing" "first" {
			count  = length(local.pods)
			pod_id = local.pods[count.index]
		}
		data "runpod_pod_billing" "second" {
			count           = length(local.pods)
			pod_id          = local.pods[count.index]
			include_records = false
		}
		output "all" {
			value = join(" ", [for b in concat(data.runpod_pod_billing.first, data.runpod_pod_billing.second) : tostring(b.total_amount)])
		}
	`})
	output, code := c.run(t, "plan")
	const six = "8.6 0.44 0.03 0.125 8.6 0.44"
	if code != 0 || !strings.Contains(output, `all = "`+six+" "+six+`"`) {
		t.Errorf("exit code %d:\n%s", code, output)
	}
	asked := map[string]int{}
	for _, r := range w.api.Requests() {
		asked[r.Path]++
	}
	if asked["/v1/billing/pods"] != 1 || asked["/v2/billing/pods"] != 4+8 {
		t.Errorf("asked %v, want v1 once, and v2 for 4 pods and 8 refusals", asked)
	}
}
