package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/budget"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// budgetDataSourceModel is the configuration and the state of runpod_budget.
type budgetDataSourceModel struct {
	budgetModel

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// budgetModel is the arguments and the results of a budget.
type budgetModel struct {
	Name           types.String `tfsdk:"name"`
	Amount         types.Number `tfsdk:"amount"`
	Period         types.String `tfsdk:"period"`
	StartDate      types.String `tfsdk:"start_date"`
	EndDate        types.String `tfsdk:"end_date"`
	Scope          types.String `tfsdk:"scope"`
	TrailingDays   types.Number `tfsdk:"trailing_days"`
	ExcludeDays    types.List   `tfsdk:"exclude_days"`
	AllowNoCharges types.Bool   `tfsdk:"allow_no_charges"`
	IncludeRunning types.Bool   `tfsdk:"include_running"`

	Status                types.String            `tfsdk:"status"`
	Summary               types.String            `tfsdk:"summary"`
	Spent                 types.Number            `tfsdk:"spent"`
	SpentPercent          types.Number            `tfsdk:"spent_percent"`
	Remaining             types.Number            `tfsdk:"remaining"`
	RecordCount           types.Number            `tfsdk:"record_count"`
	ChargedThrough        types.String            `tfsdk:"charged_through"`
	UnreportedDays        types.Number            `tfsdk:"unreported_days"`
	AveragePerDay         types.Number            `tfsdk:"average_per_day"`
	CostPerHour           types.Number            `tfsdk:"cost_per_hour"`
	HoursLeft             types.Number            `tfsdk:"hours_left"`
	Forecast              types.Number            `tfsdk:"forecast"`
	ForecastBasis         types.String            `tfsdk:"forecast_basis"`
	ForecastPercent       types.Number            `tfsdk:"forecast_percent"`
	ForecastAtCurrentRate types.Number            `tfsdk:"forecast_at_current_rate"`
	ForecastLow           types.Number            `tfsdk:"forecast_low"`
	ForecastHigh          types.Number            `tfsdk:"forecast_high"`
	ForecastErrorPercent  types.Number            `tfsdk:"forecast_error_percent"`
	Backtests             types.Number            `tfsdk:"backtests"`
	ReachedOn             types.String            `tfsdk:"reached_on"`
	StartTime             types.String            `tfsdk:"start_time"`
	EndTime               types.String            `tfsdk:"end_time"`
	AmountByDay           map[string]types.Number `tfsdk:"amount_by_day"`
}

// validate checks the arguments that depend on each other, unless one of them is not
// known yet.
func (m *budgetModel) validate(ctx context.Context) (diags diag.Diagnostics) {
	if m.Period.IsUnknown() || m.StartDate.IsUnknown() || m.EndDate.IsUnknown() || m.ExcludeDays.IsUnknown() {
		return nil
	}
	days, err := m.excludedDays(ctx)
	if err != nil { // a day that is not known yet
		return nil
	}
	dates := days
	for _, text := range []types.String{m.StartDate, m.EndDate} {
		if !text.IsNull() {
			dates = append(dates, parseDate(text.ValueString()))
		}
	}
	if slices.ContainsFunc(dates, time.Time.IsZero) { // the attribute's own validator says that it is no date
		return nil
	}
	err = budget.Budget{
		Period: budget.Period(m.Period.ValueString()), FirstDay: parseDate(m.StartDate.ValueString()),
		LastDay: parseDate(m.EndDate.ValueString()), ExcludeDays: days,
	}.Check()
	if invalid, ok := asArgumentError(err); ok {
		diags.Append(invalid)
	}
	return diags
}

func (m *budgetModel) excludedDays(ctx context.Context) (days []time.Time, err error) {
	var texts []string
	if diags := m.ExcludeDays.ElementsAs(ctx, &texts, false); diags.HasError() {
		return nil, fmt.Errorf("reading exclude_days: %s", diags[0].Detail())
	}
	for _, text := range texts {
		days = append(days, parseDate(text))
	}
	return days, nil
}

// parseDate returns the start of a day in UTC, the zero time for "" and for what is no
// date, which validDate rejects.
func parseDate(text string) time.Time {
	day, _ := time.Parse(time.DateOnly, text)
	return day
}

// kind returns the kind of charges that count.
func (m *budgetModel) kind() billing.Kind {
	for _, kind := range billing.Kinds() {
		if kind.Scope == m.Scope.ValueString() {
			return kind
		}
	}
	return billing.Account()
}

// withDefaults sets the arguments that are not set to their defaults, and returns the
// budget.
func (m *budgetModel) withDefaults(ctx context.Context) (budget.Budget, error) {
	if m.Period.IsNull() && m.StartDate.IsNull() && m.EndDate.IsNull() {
		m.Period = types.StringValue(string(budget.Month))
	}
	if m.TrailingDays.IsNull() {
		m.TrailingDays = countValue(defaultTrailingDays)
	}
	m.Scope = types.StringValue(m.kind().Scope)
	amount, err := decimal.NewFromString(m.Amount.ValueBigFloat().Text('g', -1))
	if err != nil {
		return budget.Budget{}, fmt.Errorf("reading amount: %w", err)
	}
	excluded, err := m.excludedDays(ctx)
	if err != nil {
		return budget.Budget{}, err
	}
	limit := budget.Budget{
		Name: m.Name.ValueString(), Amount: amount, Subject: m.kind().Subject, TrailingDays: wholeNumber(m.TrailingDays),
		Period: budget.Period(m.Period.ValueString()), FirstDay: parseDate(m.StartDate.ValueString()),
		LastDay: parseDate(m.EndDate.ValueString()), ExcludeDays: excluded, AllowNoCharges: m.AllowNoCharges.ValueBool(),
	}
	return limit, limit.Check()
}

// assess reads what the budget needs and sets the results.
func (m *budgetModel) assess(ctx context.Context, client *runpod.Client) error {
	limit, err := m.withDefaults(ctx)
	if err != nil {
		return err
	}
	kind := m.kind()
	charges, pods, err := readSpend(ctx, client, kind, limit.Days(client.Now()), !isFalse(m.IncludeRunning))
	if err != nil {
		return err
	}
	assessment, err := limit.Assess(newReading(kind, charges, pods))
	if err == nil {
		m.set(assessment, charges.Count)
	}
	return err
}

// readSpend reads what a kind cost on the last days, and, if they are wanted and add to
// it, the pods, at the same time. pods is nil if they are not read. One request with
// lastN covers all days, so that the API's clock decides which day is today. If both
// fail, the error is that for the charges, since no argument makes do without them.
func readSpend(ctx context.Context, client *runpod.Client, kind billing.Kind, days int, wantPods bool) (
	charges *billing.Charges, pods *account.Pods, err error,
) {
	var (
		reads               sync.WaitGroup
		chargesErr, podsErr error
	)
	reads.Go(func() {
		window := calendar.Window{BucketSize: calendar.Day, LastN: days, IncludeCurrent: true}
		query := billing.Query{Kind: kind, Window: window, UTCDays: true, Compute: true}
		charges, chargesErr = billing.Reader{Client: client}.Charges(ctx, query)
	})
	if wantPods && kind.RunningPods != billing.NoPods {
		pods = &account.Pods{}
		reads.Go(func() { *pods, podsErr = account.Reader{Client: client}.Pods(ctx, true) })
	}
	reads.Wait()
	return charges, pods, cmp.Or(chargesErr, podsErr)
}

func newReading(kind billing.Kind, charges *billing.Charges, pods *account.Pods) budget.Reading {
	reading := budget.Reading{
		Now: charges.AnsweredAt, Totals: charges.ByTime, Compute: charges.ComputeByTime, PodsRead: pods != nil,
	}
	if pods == nil {
		return reading
	}
	for _, pod := range pods.Pods {
		if kind.RunningPods.Has(pod.Cluster.ID != "") {
			reading.Pods = append(reading.Pods, budget.Pod{
				CostPerHour: pod.Cost.Decimal, UptimeSeconds: pod.Runtime.UptimeSeconds, StartedAt: pod.StartedAt,
			})
		}
	}
	return reading
}

// set sets the results.
func (m *budgetModel) set(a budget.Assessment, records int) {
	m.Status, m.Summary = textValue(string(a.Status)), textValue(a.Summary)
	m.Spent, m.SpentPercent, m.Remaining = numberValue(a.Spent), numberValue(a.SpentPercent), numberValue(a.Remaining)
	m.RecordCount, m.ChargedThrough, m.UnreportedDays = countValue(records), timeValue(a.ChargedThrough), countValue(a.UnreportedDays)
	m.AveragePerDay, m.CostPerHour, m.HoursLeft = numberValue(a.AveragePerDay), nullableNumberValue(a.CostPerHour), countValue(a.HoursLeft)
	m.Forecast, m.ForecastBasis, m.ForecastPercent = numberValue(a.Forecast), textValue(string(a.ForecastBasis)),
		numberValue(a.ForecastPercent)
	m.ForecastAtCurrentRate = nullableNumberValue(a.ForecastAtCurrentRate)
	if past := a.Backtest; past != nil {
		m.ForecastLow, m.ForecastHigh = numberValue(past.Low), numberValue(past.High)
		m.ForecastErrorPercent, m.Backtests = numberValue(past.ErrorPercent), countValue(past.Count)
	}
	if !a.ReachedOn.IsZero() {
		m.ReachedOn = types.StringValue(a.ReachedOn.Format(time.DateOnly))
	}
	m.StartTime, m.EndTime, m.AmountByDay = timeValue(a.Start), timeValue(a.End), numberValuesByTime(a.ByDay)
}
