// Command otherprovider stands in for Runpod's own provider in tests. It has the
// resources that cost money, which exist only in Terraform's state, and data sources
// with the same names as ours whose results have another shape.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return other{} }, providerserver.ServeOpts{
		Address: "registry.terraform.io/runpod/runpod",
	}); err != nil {
		log.Fatal(err)
	}
}

type other struct{}

func (other) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "runpod"
}

func (other) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse)          {}
func (other) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (other) DataSources(context.Context) []func() datasource.DataSource {
	var sources []func() datasource.DataSource
	for _, name := range []string{"billing", "pod_billing", "serverless_billing", "network_volume_billing", "cluster_billing"} {
		sources = append(sources, func() datasource.DataSource { return rows{name} })
	}
	return sources
}

func (other) Resources(context.Context) []func() resource.Resource {
	var resources []func() resource.Resource
	for name, attributes := range paid() {
		resources = append(resources, func() resource.Resource { return stored{name, attributes} })
	}
	return resources
}

// rows is a billing data source of the other provider.
type rows struct{ name string }

func (r rows) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "runpod_" + r.name
}

func (r rows) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataschema.Schema{Attributes: map[string]dataschema.Attribute{
		"last_n": dataschema.Int64Attribute{Optional: true},
		"records": dataschema.ListNestedAttribute{Computed: true, NestedObject: dataschema.NestedAttributeObject{
			Attributes: map[string]dataschema.Attribute{
				"start_time": dataschema.StringAttribute{Computed: true},
				"amounts": dataschema.SingleNestedAttribute{Computed: true, Attributes: map[string]dataschema.Attribute{
					"total_amount": dataschema.Float64Attribute{Computed: true},
				}},
			},
		}},
	}}
}

func (r rows) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}
