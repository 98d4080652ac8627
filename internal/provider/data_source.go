package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// dataSource is what every data source embeds.
type dataSource struct {
	name       string // without the prefix runpod_
	connection connection
}

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.connection, _ = req.ProviderData.(connection) // nil during validation
}

// read is the frame of a Read: it calls do with the client and a context that ends
// with the read's timeout, and turns an error into a diagnostic. It does nothing if
// there are errors already.
func (d *dataSource) read(
	ctx context.Context, config tfsdk.Config, configured timeouts.Value, diags *diag.Diagnostics,
	do func(context.Context, *runpod.Client) error,
) {
	d.connection.read(ctx, d.name, config, configured, diags, do)
}

func (c connection) read(
	ctx context.Context, name string, config tfsdk.Config, configured timeouts.Value, diags *diag.Diagnostics,
	do func(context.Context, *runpod.Client) error,
) {
	timeout, found := configured.Read(ctx, defaultReadTimeout)
	diags.Append(found...)
	if diags.HasError() {
		return
	}
	diags.Append(c.check(name)...)
	if diags.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := do(ctx, c.client); err != nil {
		diags.Append(c.failedRead(err, config, configured))
	}
}

func timeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute := timeouts.AttributesWithOpts(ctx, timeouts.Opts{
		ReadDescription: "Time limit for the whole read, including retries and waits, as a duration such as `30s` or `5m`. Default `2m`.",
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.Validators = append(nested.Validators, positiveTimeout{})
		return nested
	}
	return attribute
}

func computedText(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func computedNumber(description string) schema.NumberAttribute {
	return schema.NumberAttribute{Computed: true, MarkdownDescription: description}
}

func computedBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

func computedNumbers(description string) schema.MapAttribute {
	return schema.MapAttribute{Computed: true, MarkdownDescription: description, ElementType: types.NumberType}
}
