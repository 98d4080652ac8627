package provider

import (
	"context"
	"fmt"
	"maps"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

const (
	defaultTrailingDays = 7
	maxTrailingDays     = 90
)

// budgetDataSource is runpod_budget. It compares the spend of the current period
// with an amount.
type budgetDataSource struct {
	connection connection
}

var (
	_ datasource.DataSourceWithConfigure      = (*budgetDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*budgetDataSource)(nil)
)

func newBudgetDataSource() datasource.DataSource { return &budgetDataSource{} }

func (d *budgetDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_budget"
}

func (d *budgetDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.connection, _ = req.ProviderData.(connection) // nil during validation
}

func (d *budgetDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	number := func(doc string) schema.Attribute {
		return schema.NumberAttribute{Computed: true, MarkdownDescription: doc}
	}
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
	}
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
				Validators: []validator.String{stringvalidator.OneOf(texts(billing.Periods())...)},
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

			"spent":     number("What the period has cost so far, in USD, exact to the last digit."),
			"remaining": number("`amount` less `spent`, in USD. Negative once the budget is exceeded."),
			"average_per_day": number("Average cost of the last `trailing_days` complete days, in USD, rounded to 6 decimals. " +
				"It starts at the first of those days with a charge, so that days before an account was used do not count. 0 if none of them " +
				"has a charge."),
			"forecast": number("Forecast for the whole period, in USD: the cost of its complete days, plus today's cost so far or " +
				"`average_per_day`, whichever is more, plus `average_per_day` for each later day."),
			"status": text("`over` if `spent` is more than `amount`; otherwise `at_risk` if `forecast` is more than `amount`; " +
				"otherwise `within`."),
			"summary": text("The spend, the budget, the forecast and the daily average in one line, rounded to cents, for messages " +
				"and outputs. It contains no time of day, so it does not change from hour to hour unless the amounts do."),
			"start_time": text("Start of the period, inclusive, in RFC 3339."),
			"end_time":   text("End of the period, exclusive, in RFC 3339."),
			"amount_by_day": numberMapAttribute("What each day of the period so far cost, in USD, by start of the day in RFC 3339. " +
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

// budgetArguments is the configuration of runpod_budget.
type budgetArguments struct {
	Amount, TrailingDays types.Number
	Period, Scope        types.String
	Timeouts             timeouts.Value
}

func readBudgetArguments(ctx context.Context, config tfsdk.Config) (a budgetArguments, diags diag.Diagnostics) {
	for name, target := range map[string]any{
		"amount": &a.Amount, "period": &a.Period, "scope": &a.Scope, "trailing_days": &a.TrailingDays, "timeouts": &a.Timeouts,
	} {
		diags.Append(config.GetAttribute(ctx, path.Root(name), target)...)
	}
	diags.Append(checkTimeout(a.Timeouts)...)
	return a, diags
}

// budget returns the arguments, with defaults for those that are not set.
func (a budgetArguments) budget() (billing.Budget, error) {
	amount, err := decimal.NewFromString(a.Amount.ValueBigFloat().Text('g', -1))
	if err != nil {
		return billing.Budget{}, fmt.Errorf("reading amount: %w", err)
	}
	b := billing.Budget{Amount: amount, Period: billing.Month, Kind: billing.Account(), TrailingDays: defaultTrailingDays}
	if !a.Period.IsNull() {
		b.Period = billing.BucketSize(a.Period.ValueString())
	}
	if !a.TrailingDays.IsNull() {
		b.TrailingDays = wholeNumber(a.TrailingDays)
	}
	for _, kind := range billing.Kinds() {
		if kind.Scope == a.Scope.ValueString() {
			b.Kind = kind
		}
	}
	return b, nil
}

func (d *budgetDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	_, diags := readBudgetArguments(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
}

// Read assesses the budget and sets the state.
func (d *budgetDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	arguments, diags := readBudgetArguments(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	reader, ctx, cancel, diags := d.connection.begin(ctx, arguments.Timeouts, "runpod_budget", false)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer cancel()

	budget, err := arguments.budget()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("amount"), summaryInvalidNumber, err.Error())
		return
	}
	assessment, err := reader.Budget(ctx, budget)
	if err != nil {
		resp.Diagnostics.Append(d.connection.failedRead(err, req.Config, arguments.Timeouts))
		return
	}
	state, err := budgetState(req.Config.Raw, budget, assessment)
	if err != nil {
		resp.Diagnostics.AddError(summaryInternal, err.Error())
		return
	}
	resp.State.Raw = state
}

func budgetState(config tftypes.Value, b billing.Budget, a billing.Assessment) (tftypes.Value, error) {
	var arguments map[string]tftypes.Value
	if err := config.As(&arguments); err != nil {
		return tftypes.Value{}, fmt.Errorf("reading the configuration: %w", err)
	}
	state := maps.Clone(arguments) // As returns the configuration's own map
	state["period"] = text(string(b.Period))
	state["scope"] = text(b.Kind.Scope)
	state["trailing_days"] = number(decimal.NewFromInt(int64(b.TrailingDays)))
	state["spent"] = number(a.Spent)
	state["remaining"] = number(a.Remaining)
	state["average_per_day"] = number(a.AveragePerDay)
	state["forecast"] = number(a.Forecast)
	state["status"] = text(string(a.Status))
	state["summary"] = text(a.Summary)
	state["start_time"] = timeText(a.Start)
	state["end_time"] = timeText(a.End)
	state["amount_by_day"] = timeMap(a.ByDay)
	return tftypes.NewValue(config.Type(), state), nil
}

// positiveNumber is a validator for an amount above 0.
type positiveNumber struct{}

func (positiveNumber) Description(context.Context) string { return "must be greater than 0" }

func (p positiveNumber) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (p positiveNumber) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if value := req.ConfigValue.ValueBigFloat(); value.Cmp(new(big.Float)) <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, summaryInvalidNumber,
			fmt.Sprintf("Attribute %s %s, got: %s", req.Path, p.Description(ctx), value.Text('g', 20)))
	}
}
