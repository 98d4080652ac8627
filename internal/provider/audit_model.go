package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/audit"
)

const (
	defaultIdleBelow   = 5
	defaultMinAgeHours = 1
)

// auditModel is the configuration and the state of runpod_audit.
type auditModel struct {
	IdleBelow   types.Number   `tfsdk:"idle_below"`
	MinAgeHours types.Number   `tfsdk:"min_age_hours"`
	Ignore      types.Map      `tfsdk:"ignore"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`

	Resources         []resourceModel         `tfsdk:"resources"`
	Findings          []resourceModel         `tfsdk:"findings"`
	CostPerHour       types.Number            `tfsdk:"cost_per_hour"`
	CostPerHourByKind map[string]types.Number `tfsdk:"cost_per_hour_by_kind"`
	WastedPerHour     types.Number            `tfsdk:"wasted_per_hour"`
	WastedPerMonth    types.Number            `tfsdk:"wasted_per_month"`
	Names             map[string]types.String `tfsdk:"names"`
	UnusedIgnores     []string                `tfsdk:"unused_ignores"`
	Summary           types.String            `tfsdk:"summary"`
	ReadAt            types.String            `tfsdk:"read_at"`
}

type resourceModel struct {
	Kind          types.String `tfsdk:"kind"`
	ID            types.String `tfsdk:"id"`
	Name          types.String `tfsdk:"name"`
	Status        types.String `tfsdk:"status"`
	CostPerHour   types.Number `tfsdk:"cost_per_hour"`
	CostBasis     types.String `tfsdk:"cost_basis"`
	Finding       types.String `tfsdk:"finding"`
	WastedPerHour types.Number `tfsdk:"wasted_per_hour"`
	Reason        types.String `tfsdk:"reason"`
}

// withDefaults sets the arguments that are not set to their defaults, and returns the
// options of the audit.
func (m *auditModel) withDefaults(ctx context.Context) (options audit.Options, err error) {
	if m.IdleBelow.IsNull() {
		m.IdleBelow = countValue(defaultIdleBelow)
	}
	if m.MinAgeHours.IsNull() {
		m.MinAgeHours = countValue(defaultMinAgeHours)
	}
	if options.IdleBelow, err = decimal.NewFromString(m.IdleBelow.ValueBigFloat().Text('g', -1)); err != nil {
		return options, fmt.Errorf("reading idle_below: %w", err)
	}
	hours, _ := m.MinAgeHours.ValueBigFloat().Float64()
	options.MinAge = time.Duration(hours * float64(time.Hour))
	var until map[string]string
	if diags := m.Ignore.ElementsAs(ctx, &until, false); diags.HasError() {
		return options, fmt.Errorf("reading ignore: %s", diags[0].Detail())
	}
	options.Ignore = map[string]time.Time{}
	for id, day := range until {
		options.Ignore[id] = parseDate(day)
	}
	return options, nil
}

// set sets the results.
func (m *auditModel) set(report audit.Report, readAt time.Time) {
	m.Resources, m.Findings = newResourceModels(report.Resources), newResourceModels(report.Findings)
	m.CostPerHour, m.CostPerHourByKind = numberValue(report.CostPerHour), map[string]types.Number{}
	for kind, cost := range report.ByKind {
		m.CostPerHourByKind[string(kind)] = numberValue(cost)
	}
	m.WastedPerHour, m.WastedPerMonth = numberValue(report.WastedPerHour), numberValue(report.WastedPerMonth)
	m.Names = map[string]types.String{}
	for id, name := range report.Names {
		m.Names[id] = types.StringValue(name)
	}
	m.UnusedIgnores = append([]string{}, report.UnusedIgnores...)
	m.Summary, m.ReadAt = textValue(report.Summary), timeValue(readAt)
}

func newResourceModels(resources []audit.Resource) []resourceModel {
	models := make([]resourceModel, len(resources))
	for i, r := range resources {
		models[i] = resourceModel{
			Kind: textValue(string(r.Kind)), ID: textValue(r.ID), Name: textValue(r.Name), Status: textValue(r.Status),
			CostPerHour: numberValue(r.CostPerHour), CostBasis: textValue(string(r.Basis)),
			Finding: textValue(string(r.Finding)), WastedPerHour: numberValue(r.WastedPerHour), Reason: textValue(r.Reason),
		}
	}
	return models
}
