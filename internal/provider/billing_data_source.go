package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// billingDataSource is the data source for one kind of charges.
type billingDataSource struct {
	kind       billing.Kind
	connection connection
}

var (
	_ datasource.DataSourceWithConfigure      = (*billingDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*billingDataSource)(nil)
)

func (d *billingDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.kind.Name
}

func (d *billingDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	// nil during validation, otherwise a connection.
	d.connection, _ = req.ProviderData.(connection)
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
	if resp.Diagnostics.HasError() {
		return
	}
	reader, ctx, cancel, diags := d.connection.begin(ctx, arguments.Timeouts, "runpod_"+d.kind.Name, d.kind.V1)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer cancel()

	charges, err := reader.Charges(ctx, arguments.query(d.kind))
	if err != nil {
		resp.Diagnostics.Append(d.connection.failedRead(err, req.Config, arguments.Timeouts))
		return
	}
	resp.Diagnostics.Append(warnings(arguments.window(), charges)...)
	state, err := billingState(ctx, req.Config.Raw, d.kind, arguments, charges)
	if err != nil {
		resp.Diagnostics.AddError(summaryInternal, err.Error())
		return
	}
	findTypesQuickly(&resp.State)
	resp.State.Raw = state
}
