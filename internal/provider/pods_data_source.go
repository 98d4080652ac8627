package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// podsDataSource is runpod_pods, the list of pods.
type podsDataSource struct{ dataSource }

var _ datasource.DataSourceWithConfigure = (*podsDataSource)(nil)

func newPodsDataSource() datasource.DataSource { return &podsDataSource{dataSource{name: "pods"}} }

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
			"summary": computedText("Which pods cost how much per hour, the five most expensive by name, in one line for messages and " +
				"outputs."),
			"read_at":       computedText("When Runpod listed the pods, by its clock, in RFC 3339 and UTC."),
			"pod_count":     computedNumber("Number of pods."),
			"cost_per_hour": computedNumber("Sum of the pods' `cost_per_hour`, in USD per hour, exact to the last digit."),
			"cost_per_hour_by_gpu_type": computedNumbers("Sum in USD per hour by GPU type. CPU pods are under `cpu`, pods without a " +
				"reported type under `unattributed`."),
		},
	}
}

func podAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":            computedText("Id of the pod."),
		"name":          computedText("Name of the pod."),
		"status":        computedText("`PROVISIONING`, `STARTING`, `RUNNING`, `EXITED` (stopped), `ERROR` or `TERMINATED`."),
		"cost_per_hour": computedNumber("Cost of compute, in USD per hour. 0 while the pod is stopped, although its disk is still billed."),
		"cost_estimated": computedBool("Whether `cost_per_hour` is the list price. Runpod has been seen to report a cost of 0 for a running " +
			"pod. If the catalog has no price for it either, the read fails."),
		"gpu_type_id":        computedText("GPU type, for GPU pods."),
		"gpu_count":          computedNumber("Number of GPUs, for GPU pods."),
		"cpu_flavor_id":      computedText("CPU flavor, for CPU pods."),
		"vcpu_count":         computedNumber("Number of vCPUs, for CPU pods."),
		"memory_gb":          computedNumber("Memory, in GB, for CPU pods."),
		"persistent_disk_gb": computedNumber("Persistent disk, in GB. It is billed even while the pod is stopped."),
		"network_volume_ids": schema.ListAttribute{
			Computed: true, ElementType: types.StringType, MarkdownDescription: "Ids of the network volumes that the pod mounts.",
		},
		"cloud":          computedText("`SECURE` or `COMMUNITY`."),
		"data_center_id": computedText("Data center that the pod runs in."),
		"template_id":    computedText("Template that the pod was created from."),
		"cluster_id":     computedText("Cluster that the pod belongs to."),
		"locked":         computedBool("Whether the pod is locked, so that it cannot be stopped or reset."),
		"created_at":     computedText("When the pod was created, in RFC 3339 and UTC."),
		"started_at":     computedText("When the pod was last started, in RFC 3339 and UTC."),
		"uptime_seconds": computedNumber("Seconds since the container started. Running pods only."),
		"gpu_utilization": computedNumber("Average utilization of the pod's GPUs at the moment of the read, in percent, rounded to 6 " +
			"decimals. One sample does not prove that a pod is idle."),
		"cpu_utilization":    computedNumber("CPU utilization at the moment of the read, in percent."),
		"memory_utilization": computedNumber("Memory utilization at the moment of the read, in percent."),
	}
}

// Read lists the pods and sets the state.
func (d *podsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model podsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	d.read(ctx, req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		pods, err := account.Reader{Client: client}.Pods(ctx, !isFalse(model.IncludeClusterPods))
		if err != nil {
			return err
		}
		model.set(pods)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		return nil
	})
}
