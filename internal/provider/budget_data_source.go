package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/budget"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const (
	defaultTrailingDays = 7
	maxTrailingDays     = 90
)

// budgetDataSource is runpod_budget. It compares the spend of the current period
// with an amount.
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
		MarkdownDescription: "Compares the spend of the current day, week, month or year with a budget: what was spent so far, a " +
			"forecast for the whole period, and a status to use in guards. " +
			"All amounts are in USD, all times in UTC. Needs v2 of the API, which is the default.\n\n" +
			"Runpod reports charges late, often by an hour or more, so `spent` lacks some of the latest hours. The forecast counts today " +
			"as an average day if less was charged so far.",
		Attributes: map[string]schema.Attribute{
			"amount": schema.NumberAttribute{
				MarkdownDescription: "The budget for one period, in USD. Must be greater than 0.",
				Required:            true,
				Validators:          []validator.Number{positiveNumber{}},
			},
			"period": schema.StringAttribute{
				MarkdownDescription: "The period of the budget: the current `day`, `week` (from Monday), `month` or `year`, in UTC. Default `month`.",
				Optional:            true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(texts(budget.Periods())...)},
			},
			"scope": schema.StringAttribute{
				MarkdownDescription: "Which charges count: those of the whole `account`, or only of its `pods`, `serverless` endpoints, " +
					"`public_endpoints`, `network_volumes` or `clusters`. Default `account`.",
				Optional: true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(scopes()...)},
			},
			"trailing_days": schema.NumberAttribute{
				MarkdownDescription: fmt.Sprintf("Number of complete days to average for `average_per_day`. A whole number from 1 to %d, "+
					"default %d.", maxTrailingDays, defaultTrailingDays),
				Optional: true, Computed: true,
				Validators: []validator.Number{whole(1, maxTrailingDays)},
			},
			"timeouts": timeoutsAttribute(ctx),

			"spent":     computedNumber("What the period has cost so far, in USD, exact to the last digit."),
			"remaining": computedNumber("`amount` less `spent`, in USD. Negative once the budget is exceeded."),
			"average_per_day": computedNumber("Average cost of the last `trailing_days` complete days, in USD, rounded to 6 decimals. " +
				"It starts at the first of those days with a charge, so that days before an account was used do not count. 0 if none of them " +
				"has a charge."),
			"forecast": computedNumber("Forecast for the whole period, in USD: the cost of its complete days, plus today's cost so far or " +
				"`average_per_day`, whichever is more, plus `average_per_day` for each later day."),
			"status": computedText("`over` if `spent` is more than `amount`; otherwise `at_risk` if `forecast` is more than `amount`; " +
				"otherwise `within`."),
			"summary": computedText("The spend, the budget, the forecast and the daily average in one line, rounded to cents, for messages " +
				"and outputs. It contains no time of day, so it does not change from hour to hour unless the amounts do."),
			"start_time": computedText("Start of the period, inclusive, in RFC 3339."),
			"end_time":   computedText("End of the period, exclusive, in RFC 3339."),
			"amount_by_day": computedNumbers("What each day of the period so far cost, in USD, by start of the day in RFC 3339. " +
				"Contains every day up to today, with 0 if nothing was charged."),
		},
	}
}

// scopes lists the possible scopes of a budget.
func scopes() []string {
	var scopes []string
	for _, kind := range billing.Kinds() {
		scopes = append(scopes, kind.Scope)
	}
	return scopes
}

func (d *budgetDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var model budgetModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(checkTimeout(model.Timeouts)...)
}

// Read assesses the budget and sets the state. One request with lastN covers the
// period and the days of the average, so that the API's clock decides which day is
// today.
func (d *budgetDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model budgetModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	d.read(ctx, req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		limit, kind, err := model.withDefaults()
		if err != nil {
			return err
		}
		days := calendar.Window{BucketSize: calendar.Day, LastN: limit.Days(client.Now()), IncludeCurrent: true}
		charges, err := billing.Reader{Client: client}.Charges(ctx, billing.Query{Kind: kind, Window: days, UTCDays: true})
		if err != nil {
			return err
		}
		// Nothing below depends on the hour, so any moment of today will do.
		assessment, err := limit.Assess(budget.Reading{Now: charges.End.Add(-time.Second), Totals: charges.ByTime})
		if err != nil {
			return err
		}
		model.set(assessment)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		return nil
	})
}
