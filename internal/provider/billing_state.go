package provider

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
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
		state["bucket_size"] = text(string(a.window().BucketSize))
	}
	if a.StartTime.IsNull() {
		state["start_time"] = text(billing.FormatTime(c.Start))
	}
	if a.EndTime.IsNull() {
		state["end_time"] = text(billing.FormatTime(c.End))
	}
	state["records"] = recordsValue(ctx, kind, c.Records)
	state["record_count"] = number(decimal.NewFromInt(int64(c.Count)))
	state["total_amount"] = number(c.Total)
	state["amount_by_group"] = numberMap(c.ByGroup)
	state["amount_by_part"] = numberMap(c.ByPart)
	state["amount_by_time"] = timeMap(c.ByTime)
	state["api_version"] = text(string(c.Version))
	if kind.HasGPUTypes() {
		if a.Grouping.IsNull() {
			state["grouping"] = text(string(c.Grouping))
		}
		state["total_time_billed_ms"] = nullableNumber(c.TimeBilledMS)
		state["unattributed_amount"] = nullableNumber(c.Unattributed)
	}
	return tftypes.NewValue(config.Type(), state), nil
}

// text returns a string value, null for "".
func text(value string) tftypes.Value {
	if value == "" {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, value)
}

// timeText returns a time in RFC 3339 and UTC, null for the zero time.
func timeText(t time.Time) tftypes.Value { return text(billing.FormatTime(t)) }
