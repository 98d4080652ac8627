package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// billingState returns the state of a billing data source: the configuration, the
// results, and the values of optional arguments that were not set.
func billingState(
	ctx context.Context, config tftypes.Value, kind billing.Kind, a billingArguments, c *billing.Charges,
) (tftypes.Value, error) {
	var arguments map[string]tftypes.Value
	if err := config.As(&arguments); err != nil {
		return tftypes.Value{}, fmt.Errorf("reading the configuration: %w", err)
	}
	state := maps.Clone(arguments) // As returns the configuration's own map
	if a.BucketSize.IsNull() {
		state["bucket_size"] = rawText(string(a.window().BucketSize))
	}
	if a.StartTime.IsNull() {
		state["start_time"] = rawText(calendar.Format(c.Start))
	}
	if a.EndTime.IsNull() {
		state["end_time"] = rawText(calendar.Format(c.End))
	}
	state["window_start"], state["window_end"] = rawTime(c.Start), rawTime(c.End)
	state["records"] = recordsValue(ctx, kind, c.Records)
	state["record_count"] = rawNumber(decimal.NewFromInt(int64(c.Count)))
	state["total_amount"] = rawNumber(c.Total)
	state["amount_by_group"] = rawNumbers(c.ByGroup)
	state["amount_by_part"] = rawNumbers(c.ByPart)
	state["amount_by_time"] = rawNumbersByTime(c.ByTime)
	state["api_version"] = rawText(string(c.Version))
	if kind.GPUTypes {
		if a.Grouping.IsNull() {
			state["grouping"] = rawText(string(c.Grouping))
		}
		state["total_time_billed_ms"] = rawNullableNumber(c.TimeBilledMS)
		state["unattributed_amount"] = rawNullableNumber(c.Unattributed)
	}
	return tftypes.NewValue(config.Type(), state), nil
}
