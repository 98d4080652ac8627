package provider

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const defaultReadTimeout = 2 * time.Minute

// podBillingModel is the data source's arguments and results.
type podBillingModel struct {
	BucketSize     types.String   `tfsdk:"bucket_size"`
	StartTime      types.String   `tfsdk:"start_time"`
	EndTime        types.String   `tfsdk:"end_time"`
	LastN          types.Number   `tfsdk:"last_n"`
	GPUTypeID      types.String   `tfsdk:"gpu_type_id"`
	PodID          types.String   `tfsdk:"pod_id"`
	Grouping       types.String   `tfsdk:"grouping"`
	IncludeRecords types.Bool     `tfsdk:"include_records"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`

	Records           recordList   `tfsdk:"records"`
	RecordCount       types.Number `tfsdk:"record_count"`
	TotalAmount       types.Number `tfsdk:"total_amount"`
	TotalTimeBilledMS types.Number `tfsdk:"total_time_billed_ms"`
	AmountByGroup     types.Map    `tfsdk:"amount_by_group"`
	AmountByTime      types.Map    `tfsdk:"amount_by_time"`
	APIVersion        types.String `tfsdk:"api_version"`
}

// validate checks what concerns more than one argument, or has no validator of
// its own. What is unknown yet is checked once it is known.
func (m podBillingModel) validate() diag.Diagnostics {
	var diags diag.Diagnostics
	start, startErr := time.Parse(time.RFC3339, m.StartTime.ValueString())
	end, endErr := time.Parse(time.RFC3339, m.EndTime.ValueString())
	if startErr == nil && endErr == nil && !beforeThePlan(start) && !beforeThePlan(end) && !start.Before(end) {
		diags.AddAttributeError(path.Root("start_time"), invalidTime,
			fmt.Sprintf("start_time %q is not before end_time %q. The window includes its start and excludes its end.",
				m.StartTime.ValueString(), m.EndTime.ValueString()))
	}
	if read, ok := m.Timeouts.Attributes()["read"].(types.String); ok {
		if found := positiveDuration(path.Root("timeouts").AtName("read"), read.ValueString()); found != nil {
			diags.Append(found)
		}
	}
	return diags
}

// checkTimes refuses what validation let pass as not known yet. The zero time
// must never reach the query, where it means that there is none.
func (m podBillingModel) checkTimes() (diags diag.Diagnostics) {
	for name, value := range map[string]types.String{"start_time": m.StartTime, "end_time": m.EndTime} {
		if t, err := time.Parse(time.RFC3339, value.ValueString()); err == nil {
			if found := timeInRange(path.Root(name), value.ValueString(), t); found != nil {
				diags.Append(found)
			}
		}
	}
	return diags
}

func (m podBillingModel) keepsRecords() bool {
	return m.IncludeRecords.IsNull() || m.IncludeRecords.ValueBool()
}

// query is what to ask. The arguments have been validated.
func (m podBillingModel) query() runpod.PodBillingQuery {
	return runpod.PodBillingQuery{
		BucketSize: runpod.BucketSize(m.BucketSize.ValueString()),
		Start:      parseTime(m.StartTime),
		End:        parseTime(m.EndTime),
		LastN:      wholeNumber(m.LastN),
		GPUTypeID:  m.GPUTypeID.ValueString(),
		PodID:      m.PodID.ValueString(),
		Grouping:   runpod.Grouping(m.Grouping.ValueString()),
	}
}

// parseTime is the zero time where there is none.
func parseTime(value types.String) time.Time {
	t, _ := time.Parse(time.RFC3339, value.ValueString())
	return t
}

// fill sets the results, and those arguments that were left to the API.
func (m *podBillingModel) fill(ctx context.Context, billing runpod.PodBilling, totals *podBillingTotals) {
	m.APIVersion = types.StringValue(string(billing.Version))
	if m.BucketSize.IsNull() {
		m.BucketSize = types.StringValue(string(billing.BucketSize))
	}
	if m.Grouping.IsNull() {
		m.Grouping = types.StringValue(string(billing.Grouping))
	}
	if m.StartTime.IsNull() {
		m.StartTime = timeValue(billing.Start)
	}
	if m.EndTime.IsNull() {
		m.EndTime = timeValue(billing.End)
	}
	m.Records = recordList{} // null
	if totals.keep {
		m.Records = newRecordList(ctx, totals.records())
	}
	m.RecordCount = numberValue(decimal.NewFromInt(totals.count))
	m.TotalAmount = numberValue(totals.amount.Total())
	m.TotalTimeBilledMS = nullableNumber(totals.timeBilled.Known())
	m.AmountByGroup = numberMap(totals.byGroup, func(group string) string { return group })
	m.AmountByTime = numberMap(totals.byTime, formatTime)
}

// warnings tells what a user should know about an answer that can be trusted.
func warnings(asked runpod.PodBillingQuery, billing runpod.PodBilling) diag.Diagnostics {
	var diags diag.Diagnostics
	if wider, narrower := compareWindows(asked, billing); wider || narrower {
		consequence := "The totals are of that window, whole buckets of a " + string(billing.BucketSize) + ". Use times on bucket boundaries, or last_n."
		if narrower {
			consequence = "That is not all that was asked for, so the real spend may be higher."
		}
		diags.AddWarning("Runpod used another window", fmt.Sprintf("Asked for %s, API %s answered for %s to %s. %s",
			askedWindow(asked), billing.Version, formatTime(billing.Start), formatTime(billing.End), consequence))
	}
	if other := &billing.OtherPods; other.Records > 0 {
		diags.AddWarning("Runpod answered with other pods",
			fmt.Sprintf("Asked for pod %q, the answer also had %s of %s, worth %s USD. They were left out.",
				asked.PodID, count(other.Records, "record"), count(len(other.Pods), "other pod"), other.Amount.Total()))
	}
	if gone := &billing.GonePods; gone.Records > 0 {
		consequence := "They stand under a null gpu_type_id, and under \"" + unattributed + "\" in amount_by_group."
		if asked.GPUTypeID != "" {
			consequence = "They were left out, so the real spend on this GPU type may be that much higher."
		}
		diags.AddWarning("GPU type unknown for pods that are gone",
			fmt.Sprintf("API %s does not report GPU types; they come from its list of pods, which leaves out those that are terminated. "+
				"That concerns %s with charges of %s USD in this window. %s",
				billing.Version, count(len(gone.Pods), "pod"), gone.Amount.Total(), consequence))
	}
	return diags
}

// compareWindows tells whether the answer's window goes beyond what was asked
// for, and whether it leaves some of it out. Which buckets are the last ones is
// for the API's clock to say, so that only their number is compared.
func compareWindows(asked runpod.PodBillingQuery, billing runpod.PodBilling) (wider, narrower bool) {
	if asked.LastN > 0 {
		return false, !billing.BucketSize.Spans(billing.Start, billing.End, asked.LastN)
	}
	if !asked.Start.IsZero() {
		wider = billing.Start.Before(asked.Start)
		narrower = billing.Start.After(asked.Start)
	}
	if !asked.End.IsZero() {
		wider = wider || billing.End.After(asked.End)
		narrower = narrower || billing.End.Before(asked.End)
	}
	return wider, narrower
}

func askedWindow(asked runpod.PodBillingQuery) string {
	switch {
	case asked.LastN > 0:
		return "the last " + count(asked.LastN, string(cmp.Or(asked.BucketSize, runpod.Day)))
	case asked.Start.IsZero():
		return "a window until " + formatTime(asked.End)
	case asked.End.IsZero():
		return "a window from " + formatTime(asked.Start)
	}
	return formatTime(asked.Start) + " to " + formatTime(asked.End)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func timeValue(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(formatTime(t))
}

func formatTime(t time.Time) string {
	return t.UTC().Format(time.RFC3339Nano)
}
