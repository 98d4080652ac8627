package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/audit"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const maxMinAgeHours = 8760

// auditDataSource is runpod_audit: what costs money now, and what of it is wasted.
type auditDataSource struct{ dataSource }

var _ datasource.DataSourceWithConfigure = (*auditDataSource)(nil)

func newAuditDataSource() datasource.DataSource { return &auditDataSource{dataSource{name: "audit"}} }

func (d *auditDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists everything on the account that costs money now, with its cost per hour, and finds what of it is wasted: " +
			"idle pods, disks of stopped pods, serverless workers that always run, network volumes that nothing mounts. " +
			"All amounts are in USD, all times in UTC. Needs v2 of the API, which is the default, and a key with read access to billing, pods, " +
			"serverless endpoints, network volumes and clusters. If a list cannot be read, the read fails, because its totals would be too " +
			"low.\n\n" +
			"Environment variables, ports and SSH details are never read into the state, because they may contain secrets.",
		Attributes: map[string]schema.Attribute{
			"idle_below": schema.NumberAttribute{
				MarkdownDescription: "A running GPU pod is idle if the utilization of all its GPUs is below this, in percent, at the moment of the " +
					"read. Default `5`.",
				Optional: true, Computed: true,
				Validators: []validator.Number{numberFrom(0, 100)},
			},
			"min_age_hours": schema.NumberAttribute{
				MarkdownDescription: "No pod or serverless endpoint that is younger is a finding, in hours. A running pod's age is the time since it " +
					"was last started. The API does not say how old a network volume is. Default `1`.",
				Optional: true, Computed: true,
				Validators: []validator.Number{numberFrom(0, maxMinAgeHours)},
			},
			"ignore": schema.MapAttribute{
				MarkdownDescription: "Findings to leave out: the last day, such as `2026-12-31`, by id of the resource. After that day the finding " +
					"counts again, and its `reason` says so.",
				Optional: true, ElementType: types.StringType,
				Validators: []validator.Map{mapvalidator.ValueStringsAre(validDate())},
			},
			"timeouts": timeoutsAttribute(ctx),

			"resources": schema.ListNestedAttribute{
				MarkdownDescription: "Everything that costs money or could, ordered by kind and `id`. A cluster is one resource; its pods are not " +
					"listed again.",
				Computed:     true,
				NestedObject: schema.NestedAttributeObject{Attributes: resourceAttributes()},
			},
			"findings": schema.ListNestedAttribute{
				MarkdownDescription: "The `resources` with a finding that is not ignored.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: resourceAttributes()},
			},
			"cost_per_hour":         computedNumber("Sum of the resources' `cost_per_hour`, in USD per hour."),
			"cost_per_hour_by_kind": computedNumbers("The same by `kind`. All kinds are always present."),
			"wasted_per_hour":       computedNumber("Sum of the findings' `wasted_per_hour`, in USD per hour."),
			"wasted_per_month":      computedNumber("`wasted_per_hour` for 730 hours, in USD."),
			"names": schema.MapAttribute{
				MarkdownDescription: "Name by id of every pod, serverless endpoint, network volume and cluster, for reports by id. The id if it " +
					"has none.",
				Computed: true, ElementType: types.StringType,
			},
			"unused_ignores": schema.ListAttribute{
				MarkdownDescription: "Ids in `ignore` that no resource has, such as one that has been deleted. They also produce a warning.",
				Computed:            true, ElementType: types.StringType,
			},
			"summary": computedText("What the account costs per hour by kind, and what is wasted, the five largest findings by name, in one line " +
				"for messages and outputs."),
			"read_at": computedText("When Runpod listed the pods, by its clock, in RFC 3339 and UTC."),
		},
	}
}

func resourceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"kind":   computedText(alternatives(texts(audit.Kinds())) + "."),
		"id":     computedText("Id of the resource; `public_endpoints` for those."),
		"name":   computedText("Name of the resource, or its id if it has none."),
		"status": computedText("Status of a pod, such as `RUNNING` or `EXITED`. Null for others."),
		"cost_per_hour": computedNumber("What it costs now, in USD per hour. A serverless endpoint costs a 24th of yesterday's charge, but at " +
			"least the workers that always run. A cluster costs what its pods quote, or a 24th of yesterday's charge if they quote nothing."),
		"cost_basis": computedText("Where `cost_per_hour` comes from: `quoted` (what the API says that a pod costs), `billed` (a 24th of " +
			"yesterday's charge, rounded to 6 decimals) or `list_price` (the catalog)."),
		"finding": computedText("`idle_pod`: a running GPU pod whose GPUs were all below `idle_below`. `stopped_pod`: a stopped pod that was " +
			"billed yesterday, even if it still ran then. `warm_workers`: a serverless endpoint with `workers.min` of 1 or more. " +
			"`unmounted_volume`: a network volume that no pod and no endpoint mounts. Null if none."),
		"wasted_per_hour": computedNumber("What of it is wasted, in USD per hour: an idle pod's cost, a 24th of yesterday's charge, or the " +
			"list price of the workers that always run. 0 without a finding."),
		"reason": computedText("Why it is a finding, in words. Null without one."),
	}
}

// Read reads everything at the same time, computes the audit and sets the state.
func (d *auditDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model auditModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	d.read(ctx, req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		options, err := model.withDefaults(ctx)
		if err != nil {
			return err
		}
		all, err := readAccount(ctx, client)
		if err != nil {
			return err
		}
		report, err := all.Audit(options)
		if err != nil {
			return err
		}
		for _, id := range report.UnusedIgnores {
			resp.Diagnostics.Append(unusedIgnore(id))
		}
		model.set(report, all.Pods.ReadAt)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		return nil
	})
}

// readAccount reads everything that an audit needs, at the same time.
func readAccount(ctx context.Context, client *runpod.Client) (all audit.Account, err error) {
	var (
		reads errgroup.Group
		lists = account.Reader{Client: client}
	)
	reads.Go(func() (err error) { all.Pods, err = lists.Pods(ctx, true); return err })
	reads.Go(func() (err error) { all.Endpoints, err = lists.Endpoints(ctx); return err })
	reads.Go(func() (err error) { all.Volumes, err = lists.NetworkVolumes(ctx); return err })
	reads.Go(func() (err error) { all.Clusters, err = lists.Clusters(ctx); return err })
	reads.Go(func() (err error) { all.Prices, err = lists.Prices(ctx); return err })
	kinds := billing.ResourceKinds()
	billed := make([]map[string]decimal.Decimal, len(kinds))
	for i, kind := range kinds {
		reads.Go(func() error {
			window := calendar.Window{BucketSize: calendar.Day, LastN: 1}
			charges, err := billing.Reader{Client: client}.Charges(ctx, billing.Query{Kind: kind, Window: window, UTCDays: true})
			switch {
			case err != nil:
				return err
			case len(kind.IDs) == 0:
				billed[i] = map[string]decimal.Decimal{kind.Resource: charges.Total}
			default:
				billed[i] = charges.ByGroup
			}
			return nil
		})
	}
	err = reads.Wait()
	all.Yesterday = audit.Charges{}
	for i, kind := range kinds {
		all.Yesterday[audit.Kind(kind.Resource)] = billed[i]
	}
	return all, err
}
