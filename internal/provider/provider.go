// Package provider implements the Terraform provider: settings, schemas, state and
// diagnostics.
package provider

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
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
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads charges, prices and what runs from [Runpod](https://www.runpod.io)'s REST API, with exact amounts.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				MarkdownDescription: "Runpod API key, of at least 8 characters. It needs read access to billing and pods; without " +
					"the latter, `runpod_budget` needs `include_running = false`. May also be set with the environment variable " +
					"`" + envAPIKey + "`, which keeps it out of configuration and plan files.",
				Optional:  true,
				Sensitive: true,
			},
			"api_version": schema.StringAttribute{
				MarkdownDescription: "Version of the API to use: `v2` or `v1`. Runpod has retired v1, which only served " +
					"`runpod_pod_billing`. Default `v2`, or `v1` if only a custom endpoint for v1 is set. May also be set with the " +
					"environment variable `" + envAPIVersion + "`.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf(apiVersions()...)},
			},
			"endpoints": schema.SingleNestedAttribute{
				MarkdownDescription: "Base URLs of the API, for a proxy or a test server. A URL must be absolute, without user information, " +
					"query or fragment. `http` is only allowed for a loopback host, because it sends the API key in clear text.",
				Optional: true,
				Attributes: map[string]schema.Attribute{
					"v1": endpointAttribute("v1, which Runpod has retired", runpod.DefaultEndpointV1, "`"+envEndpointV1+"`"),
					"v2": endpointAttribute("v2", runpod.DefaultEndpointV2, "`"+envEndpointV2+"`, or with `"+envBaseURL+
						"`, to which `/v2` is added if it has no path"),
				},
			},
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: fmt.Sprintf("How many times to retry a request after a temporary failure: status 429, a server error, a "+
					"broken connection. From 0 to %d, default %d. If it is not 0, requests that Runpod's rate limit refuses wait as long as "+
					"Runpod asks, and are sent in turn; that does not count as a retry. The data source's `timeouts.read` limits the "+
					"total time of all attempts and waits.", maxMaxRetries, runpod.DefaultMaxRetries),
				Optional:   true,
				Validators: []validator.Number{whole(0, maxMaxRetries)},
			},
		},
	}
}

func endpointAttribute(version, defaultURL, variable string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("Base URL of API %s. Default `%s`. May also be set with the environment variable %s.",
			version, defaultURL, variable),
		Optional:   true,
		Validators: []validator.String{validEndpoint()},
	}
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
