// Command otherprovider stands in for Runpod's own provider in tests. It has the
// resources that cost money, which exist only in Terraform's state, and a data source
// with the same name as one of ours.
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
	return []func() datasource.DataSource{func() datasource.DataSource { return podBilling{} }}
}

func (other) Resources(context.Context) []func() resource.Resource {
	var resources []func() resource.Resource
	for name, attributes := range paid() {
		resources = append(resources, func() resource.Resource { return stored{name, attributes} })
	}
	return resources
}

// podBilling is a data source without results.
type podBilling struct{}

func (podBilling) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "runpod_pod_billing"
}

func (podBilling) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema.Attributes = map[string]dataschema.Attribute{"last_n": dataschema.Int64Attribute{Optional: true}}
}

func (podBilling) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}
