package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// billingDataSource is the data source for one kind of charges.
type billingDataSource struct {
	dataSource

	kind billing.Kind
}

var (
	_ datasource.DataSourceWithConfigure      = (*billingDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*billingDataSource)(nil)
)

func newBillingDataSource(kind billing.Kind) datasource.DataSource {
	return &billingDataSource{dataSource{name: kind.Name}, kind}
}

func (d *billingDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = billingSchema(ctx, d.kind)
}

func (d *billingDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	arguments, diags := readBillingArguments(ctx, req.Config, d.kind)
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(arguments.validate()...)
	}
}

// Read requests the charges and sets the state.
func (d *billingDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	arguments, diags := readBillingArguments(ctx, req.Config, d.kind)
	resp.Diagnostics.Append(diags...)
	d.read(ctx, req.Config, arguments.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		charges, err := billing.Reader{Client: client}.Charges(ctx, arguments.query(d.kind))
		if err != nil {
			return err
		}
		resp.Diagnostics.Append(warnings(arguments.window(), charges)...)
		resp.Diagnostics.Append(setBillingState(ctx, &resp.State, d.kind, arguments, charges)...)
		return nil
	})
}
