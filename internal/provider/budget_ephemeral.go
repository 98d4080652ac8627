package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/budget"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// budgetEphemeral is the ephemeral resource runpod_budget, a gate at apply. Terraform
// opens it while planning and again while applying, also for a plan that was saved
// before, and an error stops whatever depends on it.
type budgetEphemeral struct{ connection connection }

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*budgetEphemeral)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*budgetEphemeral)(nil)
)

func newBudgetEphemeral() ephemeral.EphemeralResource { return &budgetEphemeral{} }

func (e *budgetEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_budget"
}

func (e *budgetEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, _ *ephemeral.ConfigureResponse) {
	e.connection, _ = req.ProviderData.(connection) // nil during validation
}

func (e *budgetEphemeral) Schema(ctx context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	attributes := ephemeralAttributes(budgetAttributes(timeoutsAttribute(ctx)))
	attributes["stop_at"] = ephemeralschema.StringAttribute{
		MarkdownDescription: "The status at which to fail: `over`, or `at_risk` to fail at both. `no_charges` always fails, unless " +
			"`allow_no_charges` is `true`. Default `over`.",
		Optional: true, Computed: true,
		Validators: []validator.String{stringvalidator.OneOf(string(budget.Over), string(budget.AtRisk))},
	}
	resp.Schema = ephemeralschema.Schema{
		MarkdownDescription: "Stops an apply when a budget is exceeded. Terraform opens it while planning **and again while applying**, also " +
			"when it applies a plan that was saved yesterday. It fails with the budget's `summary` if the status `stop_at` is reached. A " +
			"resource that must wait for it has it in `depends_on`; others are still created. Nothing of it is stored in the plan or the " +
			"state. Needs Terraform 1.10 or OpenTofu 1.11.\n\n" +
			"`terraform destroy` and `terraform plan -refresh-only` open it, too. **`terraform destroy -refresh=false` does not**, so it can " +
			"always remove what is too expensive.",
		Attributes: attributes,
	}
}

// budgetEphemeralModel is the configuration and the result of the ephemeral resource.
type budgetEphemeralModel struct {
	budgetModel

	StopAt   types.String   `tfsdk:"stop_at"`
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func (e *budgetEphemeral) ValidateConfig(
	ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse,
) {
	var model budgetEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(model.validate(ctx)...)
	}
}

// Open assesses the budget, and fails if it is reached.
func (e *budgetEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model budgetEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	e.connection.read(ctx, "budget", req.Config, model.Timeouts, &resp.Diagnostics, func(ctx context.Context, client *runpod.Client) error {
		if err := model.assess(ctx, client); err != nil {
			return err
		}
		if model.StopAt.IsNull() {
			model.StopAt = types.StringValue(string(budget.Over))
		}
		switch status := budget.Status(model.Status.ValueString()); {
		case status == budget.Within:
		case status == budget.AtRisk && model.StopAt.ValueString() == string(budget.Over):
		default:
			resp.Diagnostics.Append(budgetReached(model.Summary.ValueString()))
		}
		resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
		return nil
	})
}

// ephemeralAttributes returns attributes of a data source as those of an ephemeral
// resource, which have types of their own.
func ephemeralAttributes(attributes map[string]schema.Attribute) map[string]ephemeralschema.Attribute {
	converted := map[string]ephemeralschema.Attribute{}
	for name, attribute := range attributes {
		switch a := attribute.(type) {
		case schema.StringAttribute:
			converted[name] = ephemeralschema.StringAttribute{
				MarkdownDescription: a.MarkdownDescription, Optional: a.Optional, Computed: a.Computed, Validators: a.Validators,
			}
		case schema.NumberAttribute:
			converted[name] = ephemeralschema.NumberAttribute{
				MarkdownDescription: a.MarkdownDescription, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
				Validators: a.Validators,
			}
		case schema.BoolAttribute:
			converted[name] = ephemeralschema.BoolAttribute{MarkdownDescription: a.MarkdownDescription, Optional: a.Optional}
		case schema.ListAttribute:
			converted[name] = ephemeralschema.ListAttribute{
				MarkdownDescription: a.MarkdownDescription, Optional: a.Optional, ElementType: a.ElementType, Validators: a.Validators,
			}
		case schema.MapAttribute:
			converted[name] = ephemeralschema.MapAttribute{
				MarkdownDescription: a.MarkdownDescription, Computed: a.Computed, ElementType: a.ElementType,
			}
		case schema.SingleNestedAttribute:
			converted[name] = ephemeralschema.SingleNestedAttribute{
				MarkdownDescription: a.MarkdownDescription, Optional: a.Optional, CustomType: a.CustomType, Validators: a.Validators,
				Attributes: ephemeralAttributes(a.Attributes),
			}
		default: // a new type of attribute must be added here
			panic(fmt.Sprintf("the attribute %s has type %T", name, a))
		}
	}
	return converted
}
