package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/budget"
)

// budgetModel is the configuration and the state of runpod_budget.
type budgetModel struct {
	Amount       types.Number   `tfsdk:"amount"`
	Period       types.String   `tfsdk:"period"`
	Scope        types.String   `tfsdk:"scope"`
	TrailingDays types.Number   `tfsdk:"trailing_days"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`

	Spent         types.Number            `tfsdk:"spent"`
	Remaining     types.Number            `tfsdk:"remaining"`
	AveragePerDay types.Number            `tfsdk:"average_per_day"`
	Forecast      types.Number            `tfsdk:"forecast"`
	Status        types.String            `tfsdk:"status"`
	Summary       types.String            `tfsdk:"summary"`
	StartTime     types.String            `tfsdk:"start_time"`
	EndTime       types.String            `tfsdk:"end_time"`
	AmountByDay   map[string]types.Number `tfsdk:"amount_by_day"`
}

// withDefaults sets the arguments that are not set to their defaults, and returns
// the budget and the kind of charges that count.
func (m *budgetModel) withDefaults() (budget.Budget, billing.Kind, error) {
	if m.Period.IsNull() {
		m.Period = types.StringValue(string(budget.Month))
	}
	if m.Scope.IsNull() {
		m.Scope = types.StringValue(billing.Account().Scope)
	}
	if m.TrailingDays.IsNull() {
		m.TrailingDays = countValue(defaultTrailingDays)
	}
	kind := billing.Account()
	for _, other := range billing.Kinds() {
		if other.Scope == m.Scope.ValueString() {
			kind = other
		}
	}
	amount, err := decimal.NewFromString(m.Amount.ValueBigFloat().Text('g', -1))
	if err != nil {
		return budget.Budget{}, kind, fmt.Errorf("reading amount: %w", err)
	}
	return budget.Budget{
		Amount: amount, Period: budget.Period(m.Period.ValueString()), Subject: kind.Subject, TrailingDays: wholeNumber(m.TrailingDays),
	}, kind, nil
}

// set sets the results.
func (m *budgetModel) set(a budget.Assessment) {
	m.Spent, m.Remaining = numberValue(a.Spent), numberValue(a.Remaining)
	m.AveragePerDay, m.Forecast = numberValue(a.AveragePerDay), numberValue(a.Forecast)
	m.Status, m.Summary = textValue(string(a.Status)), textValue(a.Summary)
	m.StartTime, m.EndTime = timeValue(a.Start), timeValue(a.End)
	m.AmountByDay = numberValuesByTime(a.ByDay)
}
