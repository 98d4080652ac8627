package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// pricesDataSource is runpod_prices, the catalog. It has no argument that invites a
// reference to a planned resource, because that would defer the read until apply and
// silence a guard.
type pricesDataSource struct{ dataSource }

var _ datasource.DataSourceWithConfigure = (*pricesDataSource)(nil)

func newPricesDataSource() datasource.DataSource {
	return &pricesDataSource{dataSource{name: "prices"}}
}

func (d *pricesDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Runpod's list prices of GPUs and CPUs, in USD per hour, exact to the last digit, to price what a plan would " +
			"create. Discounts, disks and network volumes are not in them. Needs v2 of the API, which is the default.\n\n" +
			"Take the values in a condition or a `local`, and let no argument of this data source depend on a resource: Terraform would " +
			"then read it while applying, after the guard.",
		Attributes: map[string]schema.Attribute{
			"timeouts": timeoutsAttribute(ctx),
			"gpus": schema.MapNestedAttribute{
				MarkdownDescription: "GPU types by id, such as `NVIDIA H100 80GB HBM3`.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":                computedText("Display name."),
					"memory_gb":           computedNumber("Memory of one GPU, in GB."),
					"pool":                computedText("Pool of serverless workers that the type belongs to, such as `ADA_24`. Null if none."),
					"secure":              computedNumber("Price of one GPU of a pod in the secure cloud. Null if that cloud does not offer the type."),
					"community":           computedNumber("Price of one GPU of a pod in the community cloud. Null if that cloud does not offer the type."),
					"serverless":          computedNumber("Price of one GPU of a serverless worker. Null if there is none."),
					"max_count_secure":    computedNumber("Most GPUs of one pod in the secure cloud."),
					"max_count_community": computedNumber("Most GPUs of one pod in the community cloud."),
				}},
			},
			"cpus": schema.MapNestedAttribute{
				MarkdownDescription: "CPU flavors by id, such as `cpu3c`.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":                computedText("Display name."),
					"min_vcpus":           computedNumber("Fewest vCPUs of one pod."),
					"max_vcpus":           computedNumber("Most vCPUs of one pod."),
					"ram_gb_per_vcpu":     computedNumber("Memory for each vCPU, in GB."),
					"secure_per_vcpu":     computedNumber("Price of one vCPU of a pod in the secure cloud. Null if there is none."),
					"serverless_per_vcpu": computedNumber("Price of one vCPU of a serverless worker. Null if there is none."),
				}},
			},
			"pools": computedNumbers("The highest `serverless` price in each pool of GPU types: what one GPU of a worker of the pool costs at " +
				"most."),
			"read_at": computedText("When Runpod sent the prices, by its clock, in RFC 3339 and UTC. With `-target`, a plan may have the " +
				"prices of an earlier run."),
		},
	}
}

// Read requests the catalog and sets the state.
func (d *pricesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model pricesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	d.read(ctx, req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		prices, err := account.Reader{Client: client}.Prices(ctx)
		if err != nil {
			return err
		}
		model.set(prices)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		return nil
	})
}
