package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/provider"
)

// These helpers call the provider over its protocol, without Terraform: for
// what Terraform's output does not show exactly, and for a clock that stands
// still.

// configured returns a provider that was configured by the world's environment.
func (w *world) configured(t testing.TB, transport http.RoundTripper) tfprotov6.ProviderServer {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", provider.Environment{
		Getenv: func(name string) string { return w.env[name] }, Now: w.clock, Transport: transport,
	})())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: dynamic(t, schemas.Provider, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range configured.Diagnostics {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	return server
}

// dynamic is an object of the schema's type, null but for the given attributes.
func dynamic(t testing.TB, schema *tfprotov6.Schema, set map[string]tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	object, ok := schema.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the schema is not an object")
	}
	values := map[string]tftypes.Value{}
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
	}
	for name, value := range set {
		values[name] = value
	}
	value, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// read reads the data source with the arguments and returns the diagnostics.
func read(t testing.TB, server tfprotov6.ProviderServer, arguments map[string]tftypes.Value) []*tfprotov6.Diagnostic {
	t.Helper()
	const name = "runpod_pod_billing"
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: dynamic(t, schemas.DataSourceSchemas[name], arguments),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

func str(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func readTimeout(value string) tftypes.Value {
	return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"read": tftypes.String}},
		map[string]tftypes.Value{"read": str(value)})
}
