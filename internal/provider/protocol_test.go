package provider_test

import (
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// These helpers call the provider through its protocol, without Terraform, for
// exact results that Terraform's output does not show and for tests with a fixed
// clock.

// configured returns a provider configured from the environment.
func (e *env) configured(t testing.TB, transport http.RoundTripper) tfprotov6.ProviderServer {
	t.Helper()
	server, diagnostics := e.configure(t, transport, nil, false)
	for _, d := range diagnostics {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	return server
}

// configure returns a provider with these arguments, and what it says of them.
func (e *env) configure(
	t testing.TB, transport http.RoundTripper, arguments map[string]tftypes.Value, deferralAllowed bool,
) (tfprotov6.ProviderServer, []*tfprotov6.Diagnostic) {
	t.Helper()
	server, err := e.factory(transport)()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: dynamic(t, schemas.Provider, arguments),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferralAllowed},
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, configured.Diagnostics
}

// dynamic returns an object of the schema's type that has the given attributes. The
// others are null.
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
	maps.Copy(values, set)
	value, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

func str(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func readTimeout(value string) tftypes.Value {
	return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"read": tftypes.String}},
		map[string]tftypes.Value{"read": str(value)})
}

func whole(n int) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

// stateOf reads a data source and returns its attributes. Any diagnostic fails the
// test.
func stateOf(
	t testing.TB, server tfprotov6.ProviderServer, dataSource string, arguments map[string]tftypes.Value,
) map[string]tftypes.Value {
	t.Helper()
	response, schema := readDataSource(t, server, dataSource, arguments)
	for _, d := range response.Diagnostics {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	state, err := response.State.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := state.As(&attributes); err != nil {
		t.Fatal(err)
	}
	return attributes
}

func readDataSource(
	t testing.TB, server tfprotov6.ProviderServer, dataSource string, arguments map[string]tftypes.Value,
) (*tfprotov6.ReadDataSourceResponse, *tfprotov6.Schema) {
	t.Helper()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	schema := schemas.DataSourceSchemas[dataSource]
	response, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource, Config: dynamic(t, schema, arguments),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response, schema
}

// shown formats a value for comparison: null as ~, a list in brackets, an object or
// a map as pairs sorted by name.
func shown(t testing.TB, value tftypes.Value) string {
	t.Helper()
	if value.IsNull() {
		return "~"
	}
	as := func(target any) {
		if err := value.As(target); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case value.Type().Is(tftypes.String):
		var text string
		as(&text)
		return text
	case value.Type().Is(tftypes.Number):
		var number *big.Float
		as(&number)
		return number.Text('f', -1)
	case value.Type().Is(tftypes.Bool):
		var truth bool
		as(&truth)
		return strconv.FormatBool(truth)
	case value.Type().Is(tftypes.List{}):
		var elements []tftypes.Value
		as(&elements)
		texts := make([]string, len(elements))
		for i, element := range elements {
			texts[i] = shown(t, element)
		}
		return "[" + strings.Join(texts, "\n") + "]"
	}
	var members map[string]tftypes.Value
	as(&members)
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		pairs = append(pairs, name+"="+shown(t, members[name]))
	}
	return strings.Join(pairs, " ")
}
