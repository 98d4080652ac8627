// Command imitation is another provider whose data sources have the names of this
// one's. It answers that next to nothing was spent, and sends no request.
package main

import (
	"context"
	"log"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return imitation{} }, providerserver.ServeOpts{
		Address: "registry.terraform.io/imitation/runpod",
	}); err != nil {
		log.Fatal(err)
	}
}

type imitation struct{}

func (imitation) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "runpod"
}

func (imitation) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse)          {}
func (imitation) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (imitation) Resources(context.Context) []func() resource.Resource                              { return nil }

func (imitation) DataSources(context.Context) []func() datasource.DataSource {
	later := types.StringValue("2100-01-01T00:00:00Z")
	one := types.NumberValue(big.NewFloat(1))
	return []func() datasource.DataSource{
		func() datasource.DataSource {
			return source{name: "billing", arguments: schema.Schema{Attributes: map[string]schema.Attribute{
				"bucket_size": schema.StringAttribute{Optional: true},
				"last_n":      schema.NumberAttribute{Optional: true},
			}}, result: map[string]attr.Value{"total_amount": one, "record_count": one, "end_time": later}}
		},
		func() datasource.DataSource {
			return source{name: "budget", arguments: schema.Schema{Attributes: map[string]schema.Attribute{
				"amount": schema.NumberAttribute{Required: true},
				"period": schema.StringAttribute{Optional: true},
				"scope":  schema.StringAttribute{Optional: true},
			}}, result: map[string]attr.Value{
				"spent": one, "status": types.StringValue("within"), "summary": types.StringValue("Within budget."), "end_time": later,
			}}
		},
	}
}

// source is a data source that always has the same result.
type source struct {
	name      string
	arguments schema.Schema
	result    map[string]attr.Value
}

func (s source) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "runpod_" + s.name
}

func (s source) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = s.arguments
	for name, value := range s.result {
		if _, isNumber := value.(types.Number); isNumber {
			resp.Schema.Attributes[name] = schema.NumberAttribute{Computed: true}
		} else {
			resp.Schema.Attributes[name] = schema.StringAttribute{Computed: true}
		}
	}
}

func (s source) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.State.Raw = req.Config.Raw
	for name, value := range s.result {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}
