// Package provider implements the Terraform provider: settings, schemas, state and
// diagnostics. It computes nothing about money.
//
// [New] returns the provider. Its Configure resolves the settings (settings.go) into a
// client, which every data source gets as a connection. A data source embeds the base in
// data_source.go, and its Read turns the configuration into a query, lets one of the other
// packages answer that, and sets the state. Its schema and its model stand beside it. The
// billing data sources share one implementation, since they are all derived from
// billing.Kinds. Everything that a user may have to read when something fails is in
// diagnostics.go and summaries.go.
package provider

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// Environment is what the provider uses of the process that it runs in. Tests
// replace it.
type Environment struct {
	Getenv    func(string) string
	Now       func() time.Time
	Transport http.RoundTripper // nil: the client's own
}

// System is the environment of the running process.
func System() Environment {
	return Environment{Getenv: os.Getenv, Now: time.Now}
}

// New returns a function that creates the provider, as the plugin server requires.
// The version is part of the User-Agent of every request.
func New(version string, environment Environment) func() provider.Provider {
	return func() provider.Provider {
		return &runpodProvider{version: version, environment: environment}
	}
}

type runpodProvider struct {
	version     string
	environment Environment
}

func (p *runpodProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "runpod"
	resp.Version = p.version
}

func (p *runpodProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// Configure creates the client. It sends no request, so a wrong key is reported by
// the first read.
func (p *runpodProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := model.unknown(ctx); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
		resp.DataSourceData = connection{unknown: unknown}
		resp.EphemeralResourceData = resp.DataSourceData
		return
	}
	config, sources, diags := model.resolve(ctx, p.environment.Getenv)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	config.Transport = p.environment.Transport
	config.Now = p.environment.Now
	config.UserAgent = fmt.Sprintf("terraform-provider-runpod/%s Terraform/%s", p.version, req.TerraformVersion)
	config.Log = writeLog
	client, err := runpod.New(config)
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("api_key"), summaryInternal, err.Error())
		return
	}
	resp.DataSourceData = connection{client: client, sources: sources}
	resp.EphemeralResourceData = resp.DataSourceData
}

func writeLog(ctx context.Context, message string, fields map[string]any) {
	tflog.Debug(ctx, message, fields)
}

func (p *runpodProvider) DataSources(context.Context) []func() datasource.DataSource {
	all := []func() datasource.DataSource{newBudgetDataSource, newPodsDataSource, newPricesDataSource, newAuditDataSource,
		newBalanceDataSource}
	for _, kind := range billing.Kinds() {
		all = append(all, func() datasource.DataSource { return newBillingDataSource(kind) })
	}
	return all
}

func (p *runpodProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newBudgetEphemeral}
}

func (p *runpodProvider) Resources(context.Context) []func() resource.Resource {
	return nil
}
