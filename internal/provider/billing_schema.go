package provider

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/numbervalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// billingSchema is the schema of the data source of a kind.
func billingSchema(ctx context.Context, kind billing.Kind) schema.Schema {
	attributes := map[string]schema.Attribute{
		"bucket_size": schema.StringAttribute{
			MarkdownDescription: "Length of the time buckets that charges are added up in: " +
				"`hour`, `day`, `week` (from Monday), `month` or `year`, in UTC. Default `day`.",
			Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(texts(billing.BucketSizes())...)},
		},
		"start_time": schema.StringAttribute{
			MarkdownDescription: startTimeDoc(kind),
			Optional:            true, Computed: true,
			Validators: []validator.String{validTime()},
		},
		"end_time": schema.StringAttribute{
			MarkdownDescription: endTimeDoc(kind),
			Optional:            true, Computed: true,
			Validators: []validator.String{validTime()},
		},
		"last_n": schema.NumberAttribute{
			MarkdownDescription: fmt.Sprintf("The last N buckets of `bucket_size`, instead of the two times. "+
				"`bucket_size = \"month\"` with `last_n = 1` is this month so far. A whole number from 1 to %d.", billing.MaxBuckets),
			Optional: true,
			Validators: []validator.Number{
				whole(1, billing.MaxBuckets),
				numbervalidator.ConflictsWith(path.MatchRoot("start_time"), path.MatchRoot("end_time")),
			},
		},
		"include_current": schema.BoolAttribute{
			MarkdownDescription: "Whether the running bucket is one of the last N. Default `true`. " +
				"With `false` they are the last N complete buckets: " +
				"`bucket_size = \"month\"`, `last_n = 1` and `include_current = false` is last month. Only with `last_n`.",
			Optional:   true,
			Validators: []validator.Bool{boolvalidator.AlsoRequires(path.MatchRoot("last_n"))},
		},
		"include_records": schema.BoolAttribute{
			MarkdownDescription: "Whether `records` is set. Default `true`. " +
				"With `false` only the totals are kept, which is faster and keeps the state small.",
			Optional: true,
		},
		"timeouts": timeoutsAttribute(ctx),

		"records": recordListAttribute{schema.ListNestedAttribute{
			MarkdownDescription: recordsDoc(kind),
			Computed:            true,
			CustomType:          newRecordListType(kind),
			NestedObject:        schema.NestedAttributeObject{Attributes: recordAttributes(kind)},
		}},
		"record_count": schema.NumberAttribute{
			MarkdownDescription: "Number of records, also when `records` is null. 0 means that nothing is reported for the window, or not yet.",
			Computed:            true,
		},
		"total_amount": schema.NumberAttribute{
			MarkdownDescription: "Sum of all amounts in USD, exact to the last digit.",
			Computed:            true,
		},
		"amount_by_group": numberMapAttribute(groupsDoc(kind)),
		"amount_by_part":  numberMapAttribute(partsDoc(kind)),
		"amount_by_time": numberMapAttribute("Sum in USD by start of the bucket, in RFC 3339 and UTC, so that the keys sort by time. " +
			"Every bucket of the window that has begun is there, 0 where nothing was charged, and the running one is the last." +
			onlyV1(kind, " On v1 without a window, only buckets with charges are there.")),
		"api_version": schema.StringAttribute{
			MarkdownDescription: "Version of the API that answered: " + versionsDoc(kind) + ".",
			Computed:            true,
		},
	}
	if filter, ok := kind.Filter(); ok {
		attributes[filter.Name] = schema.StringAttribute{
			MarkdownDescription: "Only charges of this " + filter.Doc + ". If the answer has others, the read fails.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		}
	}
	if kind.HasGPUTypes() {
		maps.Copy(attributes, gpuTypeAttributes())
	}
	return schema.Schema{
		MarkdownDescription: "What Runpod charged for " + kind.Doc + ": exact totals, by time bucket" + byDoc(kind) + ". " + needsDoc(kind) +
			" All amounts are in USD, all times in UTC.\n\n" +
			"Charges arrive late: minutes, often an hour or more, after they arose. " +
			"`record_count` distinguishes \"nothing reported yet\" from \"little spent\". " +
			"An answer is complete and consistent, or the read fails.",
		Attributes: attributes,
	}
}

// gpuTypeAttributes are the attributes that only pods have.
func gpuTypeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"gpu_type_id": schema.StringAttribute{
			MarkdownDescription: "Only charges of this GPU type, for example `NVIDIA H100 80GB HBM3`. " +
				"Upper and lower case and repeated blanks make no difference on v2. " +
				"v2 does not report GPU types, so they come from the list of pods, which leaves out terminated ones: " +
				"if any of those was charged for, the read fails, unless `allow_unattributed` is `true`. " +
				"Known types, others give a warning: `" + strings.Join(billing.GPUTypeIDs(), "`, `") + "`.",
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), knownGPUType()},
		},
		"grouping": schema.StringAttribute{
			MarkdownDescription: "What charges are added up by within a bucket: `podId` or `gpuTypeId`. " +
				"The default is the API's: `podId` on v2, `gpuTypeId` on v1 (`podId` with `pod_id`). " +
				"By `gpuTypeId` on v2, charges of CPU pods are grouped under `cpu`, and those of terminated pods under `unattributed`.",
			Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(string(billing.ByPod), string(billing.ByGPUType))},
		},
		"allow_unattributed": schema.BoolAttribute{
			MarkdownDescription: "Whether a total by `gpu_type_id` on v2 may leave out charges whose GPU type cannot be determined. " +
				"Default `false`: they are an error. With `true` they are in `unattributed_amount`. No effect on v1.",
			Optional: true,
		},
		"total_time_billed_ms": schema.NumberAttribute{
			MarkdownDescription: "Sum of the time billed, in milliseconds. v1 only; null on v2 and when no record reports it.",
			Computed:            true,
		},
		"unattributed_amount": schema.NumberAttribute{
			MarkdownDescription: "What charges cost whose GPU type cannot be determined, in USD; 0 if there are none. " +
				"With `gpu_type_id` they are left out of `total_amount`, with `grouping = \"gpuTypeId\"` alone they are part of it. " +
				"v2 only; null on v1, and when no GPU type was asked for.",
			Computed: true,
		},
	}
}

// recordAttributes are the attributes of a record of a kind.
func recordAttributes(kind billing.Kind) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"time":   schema.StringAttribute{Computed: true, MarkdownDescription: "Start of the bucket, in RFC 3339 and UTC."},
		"amount": schema.NumberAttribute{Computed: true, MarkdownDescription: "Amount charged, in USD."},
	}
	for i, id := range kind.IDs {
		attributes[id.Name] = schema.StringAttribute{Computed: true, MarkdownDescription: idDoc(kind, i)}
	}
	for i, field := range kind.Numbers() {
		doc := field.Doc + ". v1 only."
		if i < len(kind.Parts) {
			doc = "Part of `amount` for " + field.Doc + ", in USD." + onlyV1(kind, " v2 only.")
		}
		attributes[numberAttribute(kind, i)] = schema.NumberAttribute{Computed: true, MarkdownDescription: doc}
	}
	return attributes
}

// numberAttribute is the record attribute of the i-th of Kind.Numbers.
func numberAttribute(kind billing.Kind, i int) string {
	name := kind.Numbers()[i].Name
	if i < len(kind.Parts) {
		name += "_amount"
	}
	return name
}

func numberMapAttribute(description string) schema.MapAttribute {
	return schema.MapAttribute{MarkdownDescription: description, Computed: true, ElementType: types.NumberType}
}

func timeoutsAttribute(ctx context.Context) schema.Attribute {
	return timeouts.AttributesWithOpts(ctx, timeouts.Opts{
		ReadDescription: "How long the whole read may take, retries and waits included, as a duration such as `30s` or `5m`. Default `2m`.",
	})
}

// onlyV1 returns the text for kinds that v1 serves too.
func onlyV1(kind billing.Kind, text string) string {
	if kind.V1 {
		return text
	}
	return ""
}

func startTimeDoc(kind billing.Kind) string {
	return "Start of the window, inclusive, in RFC 3339, for example `2026-11-01T00:00:00Z`. " +
		"v2 moves it back to the start of its bucket, with a warning. " +
		"If not set, it is computed from `last_n`, or it is 30 days ago" +
		onlyV1(kind, " (v2; v1 does not document where it begins, and leaves it null)") + "."
}

func endTimeDoc(kind billing.Kind) string {
	return "End of the window, exclusive, in RFC 3339; after `start_time`. v2 moves it to the end of its bucket, with a warning" +
		onlyV1(kind, "; v1 appears to cut inside the bucket") + ". " +
		"If not set, it is computed from `last_n`, or it is the end of the running bucket" + onlyV1(kind, " (v2; null on v1)") + "."
}

func recordsDoc(kind billing.Kind) string {
	order := "`time`"
	for _, id := range kind.IDs {
		order += ", `" + id.Name + "`"
	}
	if i := strings.LastIndex(order, ", "); i >= 0 {
		order = order[:i] + " and" + order[i+1:]
	}
	return "The charges, ordered by " + order + ". Null when `include_records` is `false`."
}

func groupsDoc(kind billing.Kind) string {
	filter, hasFilter := kind.Filter()
	switch {
	case kind.HasGPUTypes():
		return "Sum in USD by pod id or GPU type, as `grouping` says. " +
			"Charges that name neither are under `unattributed`, those of CPU pods on v2 grouped by GPU type under `cpu`."
	case hasFilter:
		return "Sum in USD by " + filter.Doc + " id."
	case len(kind.Groups()) > 0:
		return "Sum in USD by kind of resource: `" + strings.Join(kind.Groups(), "`, `") + "`. " +
			"All of them are always there, 0 where nothing was charged. " +
			"What the known parts do not explain of the total is under `unattributed`, if it is more than a cent and a millionth of the total."
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
	return "Sum in USD by part of the bill: " + strings.Join(names, ", ") + "." + onlyV1(kind, " v2 only; null on v1.")
}

func versionsDoc(kind billing.Kind) string {
	if kind.V1 {
		return "`v1` or `v2`"
	}
	return "`v2`"
}

func needsDoc(kind billing.Kind) string {
	if kind.V1 {
		return "Works with v2 and v1 of the API; where they differ, the attribute says which one fills it."
	}
	return "Needs v2 of the API, which is the default."
}

func byDoc(kind billing.Kind) string {
	filter, hasFilter := kind.Filter()
	switch {
	case kind.HasGPUTypes():
		return ", pod or GPU type, and part of the bill"
	case hasFilter:
		return ", " + filter.Doc + " and part of the bill"
	case len(kind.Parts) > 0:
		return ", kind of resource and part of the bill"
	}
	return ""
}

func idDoc(kind billing.Kind, i int) string {
	id := kind.IDs[i]
	subject := strings.ToUpper(id.Doc[:1]) + id.Doc[1:] + " that was charged for."
	switch {
	case !kind.HasGPUTypes():
		return subject
	case id.V1 != "" && id.V2 != "":
		return subject + " Null when grouped by GPU type."
	case id.Name == "gpu_type_id":
		return subject + " Null unless grouped by GPU type, and for charges whose GPU type cannot be determined; `cpu` for CPU pods on v2."
	}
	return subject + " v1 only, and only where it reports one."
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = string(value)
	}
	return all
}
