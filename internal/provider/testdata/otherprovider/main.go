// Command otherprovider stands in for Runpod's own provider in the test of the
// documentation's configurations: what counts is that there is another provider
// whose types begin with runpod_.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
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
func (other) DataSources(context.Context) []func() datasource.DataSource                        { return nil }

func (other) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return pod{} }}
}

type pod struct{}

func (pod) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "runpod_pod"
}

func (pod) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"id": schema.StringAttribute{Computed: true}}}
}

func (pod) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (pod) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (pod) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (pod) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
