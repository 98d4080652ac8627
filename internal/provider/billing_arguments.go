package provider

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// billingArguments is the configuration of a billing data source. Arguments that
// its kind does not have are null.
type billingArguments struct {
	BucketSize, StartTime, EndTime types.String
	LastN                          types.Number
	IncludeCurrent                 types.Bool
	Filter                         types.String // the kind's own: pod_id and so on
	GPUTypeID, Grouping            types.String
	AllowUnattributed              types.Bool
	IncludeRecords                 types.Bool
	Timeouts                       timeouts.Value
}

func readBillingArguments(ctx context.Context, config tfsdk.Config, kind billing.Kind) (a billingArguments, diags diag.Diagnostics) {
	targets := map[string]any{
		"bucket_size": &a.BucketSize, "start_time": &a.StartTime, "end_time": &a.EndTime, "last_n": &a.LastN,
		"include_current": &a.IncludeCurrent, "include_records": &a.IncludeRecords, "timeouts": &a.Timeouts,
	}
	if filter, ok := kind.Filter(); ok {
		targets[filter.Name] = &a.Filter
	}
	if kind.GPUTypes {
		targets["gpu_type_id"], targets["grouping"] = &a.GPUTypeID, &a.Grouping
		targets["allow_unattributed"] = &a.AllowUnattributed
	}
	for name, target := range targets {
		diags.Append(config.GetAttribute(ctx, path.Root(name), target)...)
	}
	return a, diags
}

// validate checks the arguments that depend on each other. If any of them is not
// known yet, the read checks them.
func (a billingArguments) validate() (diags diag.Diagnostics) {
	if gpuType := a.GPUTypeID.ValueString(); gpuType != "" && strings.TrimSpace(gpuType) == "" {
		diags.AddAttributeError(path.Root("gpu_type_id"), summaryInvalidArgument, "gpu_type_id is blank. Remove it, or name a GPU type.")
	}
	window := a.window()
	if window.LastN > calendar.MaxBuckets || // its own validator reports this
		a.BucketSize.IsUnknown() || beforeThePlan(window.Start) || beforeThePlan(window.End) {
		return diags
	}
	if invalid, ok := errors.AsType[*calendar.WindowError](window.Check()); ok {
		diags.Append(invalidWindow(invalid))
	}
	return diags
}

// window returns the arguments as a Window. A null or unknown one is not set.
func (a billingArguments) window() calendar.Window {
	size := calendar.Day
	if text := a.BucketSize.ValueString(); text != "" {
		size = calendar.BucketSize(text)
	}
	return calendar.Window{
		BucketSize:     size,
		Start:          parseTime(a.StartTime),
		End:            parseTime(a.EndTime),
		LastN:          wholeNumber(a.LastN),
		IncludeCurrent: !isFalse(a.IncludeCurrent),
	}
}

func (a billingArguments) query(kind billing.Kind) billing.Query {
	return billing.Query{
		Kind:              kind,
		Window:            a.window(),
		ID:                a.Filter.ValueString(),
		GPUTypeID:         a.GPUTypeID.ValueString(),
		Grouping:          billing.Grouping(a.Grouping.ValueString()),
		AllowUnattributed: a.AllowUnattributed.ValueBool(),
		KeepRecords:       !isFalse(a.IncludeRecords),
	}
}

// isFalse reports whether an argument that is true by default is set to false.
func isFalse(value types.Bool) bool {
	return !value.IsNull() && !value.IsUnknown() && !value.ValueBool()
}

// parseTime returns the zero time for null and unknown. Validation has accepted
// any other value.
func parseTime(value types.String) time.Time {
	t, err := time.Parse(time.RFC3339, value.ValueString())
	if err == nil && t.IsZero() { // it is set, so it must not look unset; a second later is out of range, too
		return t.Add(time.Second)
	}
	return t
}
