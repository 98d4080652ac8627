package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/budget"
)

const (
	defaultTrailingDays = 7
	maxTrailingDays     = 90
)

// budgetAttributes returns the arguments and results of a budget.
func budgetAttributes(timeouts schema.Attribute) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "A name for the budget, the first words of `summary`.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1), oneLine()},
		},
		"amount": schema.NumberAttribute{
			MarkdownDescription: "The budget for the whole period, in USD. Must be greater than 0.",
			Required:            true,
			Validators:          []validator.Number{positive()},
		},
		"period": schema.StringAttribute{
			MarkdownDescription: "The period of the budget: the current `day`, `week` (from Monday), `month`, `quarter` or `year`, in UTC. " +
				"Default `month`. Null with `start_date` and `end_date`.",
			Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(texts(budget.Periods())...)},
		},
		"start_date": schema.StringAttribute{
			MarkdownDescription: "First day of a budget for a project or a grant, such as `2026-10-01`, in UTC. Replaces `period`, together " +
				"with `end_date`.",
			Optional:   true,
			Validators: []validator.String{validDate()},
		},
		"end_date": schema.StringAttribute{
			MarkdownDescription: fmt.Sprintf("Last day of that budget, in UTC. At most %d days.", budget.MaxProjectDays),
			Optional:            true,
			Validators:          []validator.String{validDate()},
		},
		"scope": schema.StringAttribute{
			MarkdownDescription: "Which charges count: " + alternatives(scopes()) + ". Default `account`, for all of them.",
			Optional:            true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(scopes()...)},
		},
		"trailing_days": schema.NumberAttribute{
			MarkdownDescription: fmt.Sprintf("Number of complete days to average for `average_per_day`. A whole number from 1 to %d, "+
				"default `%d`. A multiple of 7 suits an account whose weekends differ.", maxTrailingDays, defaultTrailingDays),
			Optional: true, Computed: true,
			Validators: []validator.Number{whole(1, maxTrailingDays)},
		},
		"exclude_days": schema.ListAttribute{
			MarkdownDescription: "Days that `average_per_day` leaves out, such as `[\"2026-11-03\"]` for the day of a plan paid up front. They " +
				"still count as spent. A budget considers the days of its period, and at least the last 120 + `trailing_days` days. Any other day is " +
				"an error, so remove it then.",
			Optional: true, ElementType: types.StringType,
			Validators: []validator.List{listvalidator.ValueStringsAre(validDate())},
		},
		"allow_no_charges": schema.BoolAttribute{
			MarkdownDescription: "Whether a budget without any charge may be `within`, as for a new account. Default `false`: it is " +
				"`no_charges`.",
			Optional: true,
		},
		"include_running": schema.BoolAttribute{
			MarkdownDescription: "Whether to read the running pods for the forecast, which needs a key with read access to pods. " +
				"Default `true`. Only has an effect if `scope` is " + alternatives(runningScopes()) + ".",
			Optional: true,
		},
		"timeouts": timeouts,

		"status": computedText("`no_charges` if nothing is reported for the period and the trailing days, as with a key of another account " +
			"or while Runpod reports nothing; otherwise `over` if `spent` is more than `amount`; otherwise `at_risk` if `forecast` is more than " +
			"`amount`; otherwise `within`."),
		"summary": computedText("The status, the spend, the budget and the forecast in one line, rounded to cents, for messages and outputs. " +
			"It says what everything that runs would come to where that is above `amount`, and since when nothing is reported. It contains no " +
			"time of day, so it does not change from hour to hour unless the amounts do."),
		"spent":           computedNumber("What the period has cost so far, in USD, exact to the last digit."),
		"spent_percent":   computedNumber("`spent` in percent of `amount`, rounded to 1 decimal."),
		"remaining":       computedNumber("`amount` less `spent`, in USD. Negative once the budget is exceeded."),
		"record_count":    computedNumber("Number of records read, for the period and the days before it that the forecast needs."),
		"charged_through": computedText("End of the last day with a charge, in RFC 3339. Null if no day that was read has one."),
		"unreported_days": computedNumber("Complete days after `charged_through` without any charge. Up to two of them, or all if a pod has " +
			"run since before the first, count as average days in the forecast."),
		"average_per_day": computedNumber("Average cost of the last `trailing_days` complete days that are not late, in USD, rounded to 6 " +
			"decimals. It starts at the first of those days with a charge, so that days before an account was used do not count. 0 if none " +
			"of them has a charge."),
		"cost_per_hour": computedNumber("What the scope costs now, in USD per hour: its running pods, and a 24th of what the last complete day " +
			"with a charge cost apart from compute. Null if the running pods are not read."),
		"hours_left": computedNumber("Whole hours to `end_time`, by the API's clock."),
		"forecast":   computedNumber("Forecast for the whole period, in USD, by the rule in `forecast_basis`."),
		"forecast_basis": computedText("`running` if the running rule gives more, otherwise `average`. Average: what the complete days of the " +
			"period cost, plus `average_per_day` for each late day, plus today's cost so far or `average_per_day`, whichever is more, plus " +
			"`average_per_day` for each later day. Running: `spent`, plus `average_per_day` for each late day, plus the cost of the pods that " +
			"have been up for at least 24 hours to the end of the period, plus the average of everything but compute for each later day."),
		"forecast_percent": computedNumber("`forecast` in percent of `amount`, rounded to 1 decimal."),
		"forecast_at_current_rate": computedNumber("`spent` plus `cost_per_hour` for the rest of the period, in USD: what it comes to if " +
			"everything keeps running. Null if the running pods are not read."),
		"forecast_low": computedNumber("The average rule, corrected by its own past errors on this account: in one of ten past forecasts of " +
			"this length the cost was lower than this, in USD. Null on the last day, and with fewer than 14 past forecasts."),
		"forecast_high":          computedNumber("Likewise, in one of ten the cost was higher. Never below `forecast`."),
		"forecast_error_percent": computedNumber("Median error of those past forecasts, in percent. Null if `forecast_low` is."),
		"backtests":              computedNumber("Number of those past forecasts. Null if `forecast_low` is."),
		"reached_on": computedText("Day on which `amount` was exceeded, or is going to be at the pace of the forecast, such as `2026-11-27`. " +
			"Null if that is not in the period."),
		"start_time": computedText("Start of the period, inclusive, in RFC 3339."),
		"end_time":   computedText("End of the period, exclusive, in RFC 3339."),
		"amount_by_day": computedNumbers("What each day of the period so far cost, in USD, by start of the day in RFC 3339. " +
			"Contains every day up to today, with 0 if nothing was charged."),
	}
}

// scopes lists the possible scopes of a budget.
func scopes() []string { return scopesOf(billing.Kinds()) }

// runningScopes lists the scopes that include running pods.
func runningScopes() []string {
	return scopesOf(slices.DeleteFunc(billing.Kinds(), func(kind billing.Kind) bool { return kind.RunningPods == billing.NoPods }))
}

func scopesOf(kinds []billing.Kind) []string {
	var scopes []string
	for _, kind := range kinds {
		scopes = append(scopes, kind.Scope)
	}
	return scopes
}
