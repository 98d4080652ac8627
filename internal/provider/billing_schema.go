package provider

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/numbervalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// billingSchema returns the schema of a kind's data source.
func billingSchema(ctx context.Context, kind billing.Kind) schema.Schema {
	attributes := map[string]schema.Attribute{
		"bucket_size": schema.StringAttribute{
			MarkdownDescription: "Length of the time buckets by which charges are added up: `hour`, `day`, `week` (from Monday), `month` " +
				"or `year`, in UTC. Default `day`.",
			Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(texts(calendar.BucketSizes())...)},
		},
		"start_time": schema.StringAttribute{
			MarkdownDescription: "Start of the window, inclusive, in RFC 3339, for example `2026-11-01T00:00:00Z`. v2 moves it back to the " +
				"start of its bucket, with a warning. Must not be in the future. If not set, it is computed from `last_n`, or it is 30 " +
				"days ago." + kind.Notes["start_time"],
			Optional: true, Computed: true,
			Validators: []validator.String{validTime()},
		},
		"end_time": schema.StringAttribute{
			MarkdownDescription: "End of the window, exclusive, in RFC 3339. Must be after `start_time`. v2 moves it to the end of its " +
				"bucket, with a warning. If not set, it is computed from `last_n`, or it is the end of the current bucket." +
				kind.Notes["end_time"],
			Optional: true, Computed: true,
			Validators: []validator.String{validTime()},
		},
		"last_n": schema.NumberAttribute{
			MarkdownDescription: fmt.Sprintf("Read the last N buckets of `bucket_size`, instead of setting `start_time` and `end_time`. "+
				"`bucket_size = \"month\"` with `last_n = 1` is this month so far. A whole number from 1 to %d.", calendar.MaxBuckets),
			Optional: true,
			Validators: []validator.Number{
				whole(1, calendar.MaxBuckets),
				numbervalidator.ConflictsWith(path.MatchRoot("start_time"), path.MatchRoot("end_time")),
			},
		},
		"include_current": schema.BoolAttribute{
			MarkdownDescription: "Whether the last N buckets include the current one. Default `true`. With `false` they are the last N " +
				"complete buckets: `bucket_size = \"month\"`, `last_n = 1` and `include_current = false` is last month. Only with `last_n`.",
			Optional:   true,
			Validators: []validator.Bool{boolvalidator.AlsoRequires(path.MatchRoot("last_n"))},
		},
		"include_records": schema.BoolAttribute{
			MarkdownDescription: "Whether to return `records`. Default `true`. With `false` only the totals are returned, which is faster " +
				"and keeps the state small.",
			Optional: true,
		},
		"timeouts": timeoutsAttribute(ctx),

		"records": schema.ListNestedAttribute{
			MarkdownDescription: recordsDoc(kind),
			Computed:            true,
			CustomType:          newRecordListType(kind),
			NestedObject:        schema.NestedAttributeObject{Attributes: recordAttributes(kind)},
		},
		"record_count": computedNumber("Number of records, even if `records` is null. 0 means that Runpod has reported nothing for the " +
			"window, or nothing yet."),
		"window_start": computedText("Start of the time that the totals cover, in RFC 3339 and UTC. Earlier than `start_time` if v2 moved " +
			"it to the start of its bucket." + kind.Notes["window_start"]),
		"window_end": computedText("End of the time that the totals cover, exclusive, in RFC 3339 and UTC. Later than `end_time` if v2 " +
			"moved it to the end of its bucket." + kind.Notes["window_end"]),
		"total_amount":    computedNumber("Sum of all amounts in USD, exact to the last digit."),
		"amount_by_group": computedNumbers(groupsDoc(kind)),
		"amount_by_part":  computedNumbers(partsDoc(kind)),
		"amount_by_time": computedNumbers("Sum in USD by start of the bucket, in RFC 3339 and UTC, so that the keys sort by time. " +
			"Contains every bucket of the window up to the current one, with 0 if nothing was charged." + kind.Notes["amount_by_time"]),
		"api_version": computedText("Version of the API that answered: `v1` or `v2`."),
	}
	if filter, ok := kind.Filter(); ok {
		attributes[filter.Name] = schema.StringAttribute{
			MarkdownDescription: "Read only the charges of this " + filter.Doc + ". If the response contains charges of any other " +
				filter.Doc + ", the read fails.",
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		}
	}
	if kind.GPUTypes {
		maps.Copy(attributes, gpuTypeAttributes(kind))
	}
	return schema.Schema{
		MarkdownDescription: "What Runpod charged for " + kind.Doc + ". Returns exact totals, by time bucket" + byDoc(kind) + ". " +
			"Needs v2 of the API, which is the default." + kind.Notes[""] +
			" All amounts are in USD, all times in UTC.\n\n" +
			"Runpod reports charges late, often by an hour or more. " +
			"A `record_count` of 0 means that nothing is reported yet, which is not the same as nothing spent. " +
			"If Runpod's answer is incomplete or contradicts itself, the read fails.",
		Attributes: attributes,
	}
}

// gpuTypeAttributes returns the attributes that only pods have.
func gpuTypeAttributes(kind billing.Kind) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"gpu_type_id": schema.StringAttribute{
			MarkdownDescription: "Read only the charges of this GPU type, for example `NVIDIA H100 80GB HBM3`. On v2, case and repeated " +
				"spaces are ignored. " +
				"v2 does not report GPU types, so the provider takes them from the list of pods, which leaves out terminated ones. If the " +
				"window has charges of terminated pods, the read fails, unless `allow_unattributed` is `true`. " +
				"On v2, a type that neither a pod of the account nor Runpod's catalog has is an error that names the nearest ones.",
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"grouping": schema.StringAttribute{
			MarkdownDescription: "How charges are grouped within a bucket: by `podId` or `gpuTypeId`. Default `podId`. " +
				"With `gpuTypeId` on v2, charges of CPU pods are under `cpu`, and those of terminated pods under `unattributed`." +
				kind.Notes["grouping"],
			Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(string(billing.ByPod), string(billing.ByGPUType))},
		},
		"allow_unattributed": schema.BoolAttribute{
			MarkdownDescription: "Whether a read with `gpu_type_id` may leave out charges whose GPU type cannot be determined. " +
				"Default `false`: such charges are an error. With `true` they are reported in `unattributed_amount`." +
				kind.Notes["allow_unattributed"],
			Optional: true,
		},
		"total_time_billed_ms": computedNumber("Sum of the time billed, in milliseconds. v1 only: null on v2, and if no record reports it."),
		"unattributed_amount": computedNumber("Sum of the charges whose GPU type cannot be determined, in USD; 0 if there are none. " +
			"`total_amount` includes them with `grouping = \"gpuTypeId\"`, but not with `gpu_type_id`. v2 only: null on v1, and without " +
			"`grouping = \"gpuTypeId\"` or `gpu_type_id`."),
	}
}

func recordsDoc(kind billing.Kind) string {
	order := "`time`"
	for _, id := range kind.IDs {
		order += ", `" + id.Name + "`"
	}
	if i := strings.LastIndex(order, ", "); i >= 0 {
		order = order[:i] + " and" + order[i+1:]
	}
	return "The charges, ordered by " + order + ". Null if `include_records` is `false`."
}

func groupsDoc(kind billing.Kind) string {
	filter, hasFilter := kind.Filter()
	switch {
	case kind.GPUTypes:
		return "Sum in USD by pod id or GPU type, depending on `grouping`. Charges that cannot be attributed are under `unattributed`. " +
			"By GPU type on v2, charges of CPU pods are under `cpu`."
	case hasFilter:
		return "Sum in USD by " + filter.Doc + " id."
	case len(kind.Groups()) > 0:
		return "Sum in USD by kind of resource: `" + strings.Join(kind.Groups(), "`, `") + "`. All of them are always present, with 0 " +
			"if nothing was charged. " +
			"If the known parts do not add up to `total_amount`, the difference is under `unattributed`, as in `amount_by_part`."
	}
	return "Always empty: the API does not break these charges down."
}

func partsDoc(kind billing.Kind) string {
	if len(kind.Parts) == 0 {
		return "Always null: the API does not break these charges down."
	}
	var names []string
	for _, part := range kind.Parts {
		names = append(names, "`"+part.Name+"`")
	}
	return "Sum in USD by part of the bill: " + strings.Join(names, ", ") + ". If they do not add up to `total_amount`, the difference is " +
		"under `unattributed`, unless it is at most a cent plus a millionth of the total; it is negative if the parts are more." +
		kind.Notes["amount_by_part"]
}

func byDoc(kind billing.Kind) string {
	filter, hasFilter := kind.Filter()
	switch {
	case kind.GPUTypes:
		return ", pod or GPU type, and part of the bill"
	case hasFilter:
		return ", " + filter.Doc + " and part of the bill"
	case len(kind.Parts) > 0:
		return ", kind of resource and part of the bill"
	}
	return ""
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = string(value)
	}
	return all
}
