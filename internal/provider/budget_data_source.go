package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// budgetDataSource is runpod_budget. It compares the spend of a period with an amount.
type budgetDataSource struct{ dataSource }

var (
	_ datasource.DataSourceWithConfigure      = (*budgetDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*budgetDataSource)(nil)
)

func newBudgetDataSource() datasource.DataSource {
	return &budgetDataSource{dataSource{name: "budget"}}
}

func (d *budgetDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Compares the spend of a day, week, month, quarter, year or project with a budget: what was spent so far, a " +
			"forecast for the whole period, and a status to use in guards. All amounts are in USD, all times in UTC. Needs v2 of the API, " +
			"which is the default.\n\n" +
			"The forecast is the greater of two rules. The *average* rule assumes that each remaining day costs the average of the last complete " +
			"days. The *running* rule expects pods that have been up for a day to run to the end of the period. Runpod reports charges late, " +
			"often by an hour or more, so `spent` lacks some of the latest hours, and the forecast counts today as an average day if less " +
			"was charged so far.",
		Attributes: budgetAttributes(timeoutsAttribute(ctx)),
	}
}

func (d *budgetDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var model budgetDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(model.validate(ctx)...)
	}
}

// Read assesses the budget and sets the state.
func (d *budgetDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model budgetDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	d.read(ctx, req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		if err := model.assess(ctx, client); err != nil {
			return err
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		return nil
	})
}
