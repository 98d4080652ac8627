package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/numbervalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

type podBillingDataSource struct {
	connection connection
}

var (
	_ datasource.DataSourceWithConfigure      = (*podBillingDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*podBillingDataSource)(nil)
)

func newPodBillingDataSource() datasource.DataSource {
	return &podBillingDataSource{}
}

func (d *podBillingDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pod_billing"
}

func (d *podBillingDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	// Absent while Terraform validates, and a connection in every other case.
	d.connection, _ = req.ProviderData.(connection)
}

func (d *podBillingDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config podBillingModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.validate()...)
	}
}

// Read asks what pods cost, adds it up, and puts both into the state.
func (d *podBillingDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model podBillingModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(model.checkTimes()...)
	timeout, diags := model.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if d.connection.client == nil {
		resp.Diagnostics.Append(unknownConfiguration(d.connection.unknown))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	query := model.query()
	totals := newPodBillingTotals(query.Grouping, model.keepsRecords())
	billing, err := d.connection.client.PodBilling(ctx, query, totals.add)
	if err != nil {
		resp.Diagnostics.Append(failedRead(err, timeout, d.connection.client.Redact))
		return
	}
	resp.Diagnostics.Append(warnings(query, billing)...)
	model.fill(ctx, billing, totals)
	findTypesQuickly(&resp.State)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (d *podBillingDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What Runpod charged for pods, per time bucket and per pod or GPU type, with exact totals. " +
			"Works with version 1 and 2 of the API; where they differ, the attribute says which one fills it. " +
			"All amounts are in USD, all times in UTC.\n\n" +
			"Charges reach the API late: the last ones of a pod minutes, and often an hour or more, after they arose. " +
			"`record_count` tells \"nothing reported yet\" from \"little spent\".",
		Attributes: map[string]schema.Attribute{
			"bucket_size": schema.StringAttribute{
				MarkdownDescription: "Length of the time buckets that charges are added up in: `hour`, `day`, `week` (from Monday), `month` or `year`. Default `day`.",
				Optional:            true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(bucketSizes()...)},
			},
			"start_time": schema.StringAttribute{
				MarkdownDescription: "Start of the window, inclusive, in RFC 3339, for example `2026-11-01T00:00:00Z`. v2 moves it back to the start of its bucket. When absent, v2 begins 30 days ago; v1 does not document where it begins. Filled in when absent: from `last_n`, or by v2.",
				Optional:            true, Computed: true,
				Validators: []validator.String{validTime()},
			},
			"end_time": schema.StringAttribute{
				MarkdownDescription: "End of the window, exclusive, in RFC 3339; after `start_time`. v2 moves it to the end of its bucket; v1 seems to cut inside the bucket. When absent, the window ends now. Filled in when absent: from `last_n`, or by v2.",
				Optional:            true, Computed: true,
				Validators: []validator.String{validTime()},
			},
			"last_n": schema.NumberAttribute{
				MarkdownDescription: "Instead of the two times: the last N buckets of `bucket_size`, the running one included. `bucket_size = \"month\"` with `last_n = 1` is this month so far. At least 1.",
				Optional:            true,
				Validators: []validator.Number{
					whole(1, runpod.LongestLastN),
					numbervalidator.ConflictsWith(path.MatchRoot("start_time"), path.MatchRoot("end_time")),
				},
			},
			"gpu_type_id": schema.StringAttribute{
				MarkdownDescription: "Only charges of this GPU type, for example `NVIDIA H100 80GB HBM3`. A value that Runpod's API did not list when the provider was released gives a warning. v2 does not know the GPU type of a charge: there it is taken from the list of pods, so that charges of pods that are gone are left out, with a warning that says how many and how much.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), knownGPUType()},
			},
			"pod_id": schema.StringAttribute{
				MarkdownDescription: "Only charges of this pod.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"grouping": schema.StringAttribute{
				MarkdownDescription: "What charges are added up by within a bucket: `podId` or `gpuTypeId`. The default is the API's: `gpuTypeId` on v1, `podId` on v2. Set it, and both versions give the same. On v2 the GPU type is taken from the list of pods; charges of pods that are gone have none, and a warning says how many and how much.",
				Optional:            true, Computed: true,
				Validators: []validator.String{stringvalidator.OneOf(string(runpod.ByPod), string(runpod.ByGPUType))},
			},
			"include_records": schema.BoolAttribute{
				MarkdownDescription: "Whether `records` is filled. Default `true`. With `false` only the totals are kept, which is quicker and keeps the state small.",
				Optional:            true,
			},
			"timeouts": timeouts.AttributesWithOpts(ctx, timeouts.Opts{
				ReadDescription: "How long the whole read may take, retries and waits included, as a duration such as `30s` or `5m`. Default `2m`.",
			}),

			"records": recordListAttribute{schema.ListNestedAttribute{
				MarkdownDescription: "The charges, ordered by `time`, `pod_id` and `gpu_type_id`. Null when `include_records` is `false`.",
				Computed:            true,
				CustomType:          newRecordListType(),
				NestedObject:        schema.NestedAttributeObject{Attributes: recordAttributes()},
			}},
			"record_count": schema.NumberAttribute{
				MarkdownDescription: "How many records there are, also when `records` is null. 0 means that nothing is reported for the window, or not yet.",
				Computed:            true,
			},
			"total_amount": schema.NumberAttribute{
				MarkdownDescription: "Sum of all amounts in USD, exact to the last digit.",
				Computed:            true,
			},
			"total_time_billed_ms": schema.NumberAttribute{
				MarkdownDescription: "Sum of the time billed, in milliseconds. v1 only; null when no record has it.",
				Computed:            true,
			},
			"amount_by_group": schema.MapAttribute{
				MarkdownDescription: "Sum in USD by pod id or GPU type id, whichever `grouping` says. Charges that name neither are under `" + unattributed + "`.",
				Computed:            true, ElementType: types.NumberType,
			},
			"amount_by_time": schema.MapAttribute{
				MarkdownDescription: "Sum in USD by start of the bucket, in RFC 3339 and UTC, so that the keys sort by time. Buckets without a record are not in it.",
				Computed:            true, ElementType: types.NumberType,
			},
			"api_version": schema.StringAttribute{
				MarkdownDescription: "Which version of the API answered: `v1` or `v2`.",
				Computed:            true,
			},
		},
	}
}

func recordAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"time":                 text("Start of the bucket, in RFC 3339 and UTC. v1 and v2."),
		"pod_id":               text("Pod that was charged for. v1 and v2, when grouped by pod."),
		"gpu_type_id":          text("GPU type that was charged for. v1, and v2 through the list of pods, when grouped by GPU type."),
		"endpoint_id":          text("Serverless endpoint that was charged for. v1 only, and only where it reports one."),
		"amount":               number("Amount charged, in USD. v1 and v2."),
		"time_billed_ms":       number("Time billed, in milliseconds. v1 only."),
		"disk_space_billed_gb": number("Disk space billed, in GB. v1 only."),
		"gpu_amount":           number("Part of `amount` that is for GPUs, in USD. v2 only."),
		"cpu_amount":           number("Part of `amount` that is for CPUs, in USD. v2 only."),
		"disk_amount":          number("Part of `amount` that is for disks, in USD. v2 only."),
	}
}

func bucketSizes() []string {
	var sizes []string
	for _, size := range runpod.BucketSizes() {
		sizes = append(sizes, string(size))
	}
	return sizes
}
