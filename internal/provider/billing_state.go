package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// setBillingState adds the results to a state that has the configuration, and the values
// of optional arguments that are not set. The records come last: setting an attribute
// copies the others.
func setBillingState(
	ctx context.Context, state *tfsdk.State, kind billing.Kind, a billingArguments, c *billing.Charges,
) (diags diag.Diagnostics) {
	set := func(name string, value any) { diags.Append(state.SetAttribute(ctx, path.Root(name), value)...) }
	if a.BucketSize.IsNull() {
		set("bucket_size", string(a.window().BucketSize))
	}
	if a.StartTime.IsNull() {
		set("start_time", timeValue(c.Start))
	}
	if a.EndTime.IsNull() {
		set("end_time", timeValue(c.End))
	}
	set("window_start", timeValue(c.Start))
	set("window_end", timeValue(c.End))
	set("record_count", countValue(c.Count))
	set("total_amount", numberValue(c.Total))
	set("amount_by_group", numberValues(c.ByGroup))
	set("amount_by_part", numberValues(c.ByPart))
	set("amount_by_time", numberValuesByTime(c.ByTime))
	set("api_version", string(c.Version))
	if kind.GPUTypes {
		if a.Grouping.IsNull() {
			set("grouping", string(c.Grouping))
		}
		set("total_time_billed_ms", nullableNumberValue(c.TimeBilledMS))
		set("unattributed_amount", nullableNumberValue(c.Unattributed))
	}
	set("records", newRecordList(ctx, kind, c.Records))
	return diags
}
