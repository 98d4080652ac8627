package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/budget"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// balanceDataSource is runpod_balance: how long the prepaid credit lasts. Its route is
// not confirmed, so nothing else depends on it.
type balanceDataSource struct{ dataSource }

var _ datasource.DataSourceWithConfigure = (*balanceDataSource)(nil)

func newBalanceDataSource() datasource.DataSource {
	return &balanceDataSource{dataSource{name: "balance"}}
}

func (d *balanceDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the account's balance, and how many hours it lasts at what the account costs now. Needs v2 of the API, " +
			"which is the default, and a key with read access to billing and pods.\n\n" +
			"**The route is not confirmed.** Runpod's pages document what the API says of the balance, but not its route, which is taken to be " +
			"`GET /v2/billing/balance`. If Runpod answers with 404, the read fails with an error that says so. No other data source depends " +
			"on it.",
		Attributes: map[string]schema.Attribute{
			"timeouts":      timeoutsAttribute(ctx),
			"balance":       computedNumber("What is left of the prepaid credit, in USD."),
			"billing_mode":  computedText("`PREPAID`, or `POSTPAID` for an account that is invoiced, whose pods keep running at any balance."),
			"cost_per_hour": computedNumber("What the account costs now, in USD per hour, as in `runpod_budget`."),
			"hours_left":    computedNumber("Whole hours that the balance lasts at `cost_per_hour`. Null if nothing costs money, or `POSTPAID`."),
			"pods_that_lose_data": schema.ListNestedAttribute{
				MarkdownDescription: "Running and stopped pods without a network volume, ordered by `id`: Runpod terminates them with their data " +
					"when the balance ends. Empty if `POSTPAID`.",
				Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":      computedText("Id of the pod."),
					"name":    computedText("Name of the pod."),
					"disk_gb": computedNumber("Size of its container disk and its persistent disk together, in GB."),
				}},
			},
			"summary": computedText("The balance, how long it lasts, and how many pods would lose their data, in one line."),
		},
	}
}

// Read reads the balance and what the account costs at the same time, and sets the
// state.
func (d *balanceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model balanceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	d.read(ctx, req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		var (
			reads   errgroup.Group
			balance account.Balance
			charges *billing.Charges
			pods    *account.Pods
			kind    = billing.Account()
			// Any budget of the account gives its cost per hour.
			month = budget.Budget{Amount: decimal.NewFromInt(1), Period: budget.Month, TrailingDays: defaultTrailingDays}
		)
		reads.Go(func() (err error) { balance, err = account.Reader{Client: client}.Balance(ctx); return err })
		reads.Go(func() (err error) {
			charges, pods, err = readSpend(ctx, client, kind, month.Days(client.Now()), true)
			return err
		})
		if err := reads.Wait(); err != nil {
			return err
		}
		assessment, err := month.Assess(newReading(kind, charges, pods))
		if err != nil {
			return err
		}
		model.set(balance, assessment.CostPerHour.Decimal, pods.Pods)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
		return nil
	})
}

// balanceModel is the configuration and the state of runpod_balance.
type balanceModel struct {
	Timeouts timeouts.Value `tfsdk:"timeouts"`

	Balance          types.Number     `tfsdk:"balance"`
	BillingMode      types.String     `tfsdk:"billing_mode"`
	CostPerHour      types.Number     `tfsdk:"cost_per_hour"`
	HoursLeft        types.Number     `tfsdk:"hours_left"`
	PodsThatLoseData []losingPodModel `tfsdk:"pods_that_lose_data"`
	Summary          types.String     `tfsdk:"summary"`
}

type losingPodModel struct {
	ID     types.String `tfsdk:"id"`
	Name   types.String `tfsdk:"name"`
	DiskGB types.Number `tfsdk:"disk_gb"`
}

// set sets the results.
func (m *balanceModel) set(balance account.Balance, costPerHour decimal.Decimal, pods []account.Pod) {
	left := balance.Amount.Decimal
	m.Balance, m.BillingMode, m.CostPerHour = numberValue(left), textValue(balance.Mode), numberValue(costPerHour)
	m.PodsThatLoseData = []losingPodModel{}
	summary := fmt.Sprintf("The balance is %s USD", money.Cents(left))
	switch {
	case balance.Mode == account.Postpaid:
		m.Summary = types.StringValue(summary + ". The account is invoiced, so nothing stops when it ends.")
		return
	case costPerHour.IsPositive():
		hours := decimal.Max(money.Floor(left, costPerHour), decimal.Zero)
		m.HoursLeft = numberValue(hours)
		summary += fmt.Sprintf(", which lasts %s at %s USD an hour.", calendar.Count(int(hours.IntPart()), "hour"), money.Cents(costPerHour))
	default:
		summary += ". Nothing costs money now."
	}
	var names []string
	for _, pod := range pods {
		if (pod.Running() || pod.Stopped()) && len(pod.Mounts.Network) == 0 {
			m.PodsThatLoseData = append(m.PodsThatLoseData, losingPodModel{textValue(pod.ID), textValue(pod.Name), numberValue(pod.DiskGB())})
			names = append(names, pod.Label())
		}
	}
	if len(names) > 0 {
		data := "their data"
		if len(names) == 1 {
			data = "its data"
		}
		summary += fmt.Sprintf(" When it ends, %s would be terminated with %s: %s.", calendar.Count(len(names), "pod"), data,
			account.FirstFive(names))
	}
	m.Summary = types.StringValue(summary)
}
