package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// podsDataSource is runpod_pods, the list of pods.
type podsDataSource struct {
	connection connection
}

var (
	_ datasource.DataSourceWithConfigure      = (*podsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*podsDataSource)(nil)
)

func newPodsDataSource() datasource.DataSource { return &podsDataSource{} }

func (d *podsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pods"
}

func (d *podsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.connection, _ = req.ProviderData.(connection) // nil during validation
}

func (d *podsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the account's pods with their cost per hour, at the moment of the read. " +
			"Unlike billing, the list is current. It leaves out terminated pods. Needs v2 of the API, which is the default.\n\n" +
			"Environment variables, ports and SSH details are never read into the state, because they may contain secrets.",
		Attributes: map[string]schema.Attribute{
			"include_cluster_pods": schema.BoolAttribute{
				MarkdownDescription: "Whether to include pods that belong to clusters. Default `true`.",
				Optional:            true,
			},
			"timeouts": timeoutsAttribute(ctx),
			"pods": schema.ListNestedAttribute{
				MarkdownDescription: "The pods, ordered by `id`. An attribute that the API does not report is null.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: podAttributes()},
			},
			"pod_count": schema.NumberAttribute{
				MarkdownDescription: "Number of pods.",
				Computed:            true,
			},
			"cost_per_hour": schema.NumberAttribute{
				MarkdownDescription: "Sum of the pods' `cost_per_hour`, in USD per hour, exact to the last digit.",
				Computed:            true,
			},
			"cost_per_hour_by_gpu_type": numberMapAttribute("Sum in USD per hour by GPU type. CPU pods are under `cpu`, pods without a " +
				"reported type under `unattributed`."),
		},
	}
}

func podAttributes() map[string]schema.Attribute {
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
	}
	number := func(doc string) schema.Attribute {
		return schema.NumberAttribute{Computed: true, MarkdownDescription: doc}
	}
	boolean := func(doc string) schema.Attribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: doc}
	}
	return map[string]schema.Attribute{
		"id":                 text("Id of the pod."),
		"name":               text("Name of the pod."),
		"status":             text("`PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` (stopped), `ERROR` or `TERMINATED`."),
		"cost_per_hour":      number("Cost of compute, in USD per hour. 0 while the pod is stopped, although its disk is still billed."),
		"gpu_type_id":        text("GPU type, for GPU pods."),
		"gpu_count":          number("Number of GPUs, for GPU pods."),
		"cpu_flavor_id":      text("CPU flavor, for CPU pods."),
		"vcpu_count":         number("Number of vCPUs, for CPU pods."),
		"memory_gb":          number("Memory, in GB, for CPU pods."),
		"persistent_disk_gb": number("Persistent disk, in GB. It is billed even while the pod is stopped."),
		"cloud":              text("`SECURE` or `COMMUNITY`."),
		"data_center_id":     text("Data center that the pod runs in."),
		"template_id":        text("Template that the pod was created from."),
		"cluster_id":         text("Cluster that the pod belongs to."),
		"locked":             boolean("Whether the pod is locked, so that it cannot be stopped or reset."),
		"created_at":         text("When the pod was created, in RFC 3339 and UTC."),
		"started_at":         text("When the pod was last started, in RFC 3339 and UTC."),
		"uptime_seconds":     number("Seconds since the container started. Running pods only."),
		"gpu_utilization": number("Average utilization of the pod's GPUs at the moment of the read, in percent, rounded to 6 " +
			"decimals. One sample does not prove that a pod is idle."),
		"cpu_utilization":    number("CPU utilization at the moment of the read, in percent."),
		"memory_utilization": number("Memory utilization at the moment of the read, in percent."),
	}
}

// podsArguments is the configuration of runpod_pods.
type podsArguments struct {
	IncludeClusterPods types.Bool
	Timeouts           timeouts.Value
}

func (d *podsDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var configured timeouts.Value
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("timeouts"), &configured)...)
	resp.Diagnostics.Append(checkTimeout(configured)...)
}

// Read lists the pods and sets the state.
func (d *podsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var arguments podsArguments
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("include_cluster_pods"), &arguments.IncludeClusterPods)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("timeouts"), &arguments.Timeouts)...)
	if resp.Diagnostics.HasError() {
		return
	}
	reader, ctx, cancel, diags := d.connection.begin(ctx, arguments.Timeouts, "runpod_pods", false)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	defer cancel()

	pods, err := reader.Pods(ctx, !isFalse(arguments.IncludeClusterPods))
	if err != nil {
		resp.Diagnostics.Append(d.connection.failedRead(err, req.Config, arguments.Timeouts))
		return
	}
	state, err := podsState(req.Config.Raw, pods)
	if err != nil {
		resp.Diagnostics.AddError(summaryInternal, err.Error())
		return
	}
	resp.State.Raw = state
}

func podsState(config tftypes.Value, pods []billing.Pod) (tftypes.Value, error) {
	var arguments map[string]tftypes.Value
	if err := config.As(&arguments); err != nil {
		return tftypes.Value{}, fmt.Errorf("reading the configuration: %w", err)
	}
	state := maps.Clone(arguments) // As returns the configuration's own map
	listType := arguments["pods"].Type()
	podType := listType.(tftypes.List).ElementType //nolint:forcetypeassert // the schema's
	values := make([]tftypes.Value, len(pods))
	for i, pod := range pods {
		values[i] = tftypes.NewValue(podType, podValues(pod))
	}
	total, byGPUType := billing.CostPerHour(pods)
	state["pods"] = tftypes.NewValue(listType, values)
	state["pod_count"] = number(decimal.NewFromInt(int64(len(pods))))
	state["cost_per_hour"] = number(total)
	state["cost_per_hour_by_gpu_type"] = numberMap(byGPUType)
	return tftypes.NewValue(config.Type(), state), nil
}

func podValues(pod billing.Pod) map[string]tftypes.Value {
	return map[string]tftypes.Value{
		"id":                 text(pod.ID),
		"name":               text(pod.Name),
		"status":             text(pod.Status),
		"cost_per_hour":      number(pod.CostPerHour),
		"gpu_type_id":        text(pod.GPUTypeID),
		"gpu_count":          nullableNumber(pod.GPUCount),
		"cpu_flavor_id":      text(pod.CPUFlavorID),
		"vcpu_count":         nullableNumber(pod.VCPUCount),
		"memory_gb":          nullableNumber(pod.MemoryGB),
		"persistent_disk_gb": nullableNumber(pod.PersistentDiskGB),
		"cloud":              text(pod.Cloud),
		"data_center_id":     text(pod.DataCenterID),
		"template_id":        text(pod.TemplateID),
		"cluster_id":         text(pod.ClusterID),
		"locked":             tftypes.NewValue(tftypes.Bool, pod.Locked),
		"created_at":         timeText(pod.CreatedAt),
		"started_at":         timeText(pod.StartedAt),
		"uptime_seconds":     nullableNumber(pod.UptimeSeconds),
		"gpu_utilization":    nullableNumber(pod.GPUUtilization),
		"cpu_utilization":    nullableNumber(pod.CPUUtilization),
		"memory_utilization": nullableNumber(pod.MemoryUtilization),
	}
}
