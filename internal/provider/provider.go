// Package provider is the Terraform provider: everything that knows Terraform.
package provider

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// Environment is what the provider takes from the process it runs in. Tests
// bring their own.
type Environment struct {
	Getenv    func(string) string
	Now       func() time.Time
	Transport http.RoundTripper // nil: the client's own
}

// System is the environment of the running process.
func System() Environment {
	return Environment{Getenv: os.Getenv, Now: time.Now}
}

// New returns a function that makes the provider, as the plugin server wants
// it. The version stands in the User-Agent of every request.
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
		MarkdownDescription: "Reads what [Runpod](https://www.runpod.io) charges, as exact decimals, from version 1 or 2 of its REST API.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				MarkdownDescription: "Runpod API key; reading billing is all it has to be allowed. May also be set with the environment variable `" + envAPIKey + "`, which keeps it out of the configuration.",
				Optional:            true,
				Sensitive:           true,
			},
			"api_version": schema.StringAttribute{
				MarkdownDescription: "Which version of the API to ask: `v1`, `v2`, or `auto`, the default. `auto` asks v1 and moves to v2 for the rest of the run once v1 answers 410 or 404, or its host no longer resolves. If only one endpoint is set, `auto` means that one's version. May also be set with the environment variable `" + envAPIVersion + "`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(apiVersions()...)},
			},
			"endpoints": schema.SingleNestedAttribute{
				MarkdownDescription: "Base URLs of the API, for a proxy or a test server. A URL must be absolute and without user information, query or fragment; `http` is allowed for a loopback host only, since the API key must not travel in clear.",
				Optional:            true,
				Attributes: map[string]schema.Attribute{
					"v1": endpointAttribute("v1", runpod.DefaultEndpointV1, envEndpointV1),
					"v2": endpointAttribute("v2", runpod.DefaultEndpointV2, envEndpointV2),
				},
			},
			"max_retries": schema.NumberAttribute{
				MarkdownDescription: fmt.Sprintf("How often a request is repeated that failed in a way that may pass: status 429, a server error, a broken connection. From 0 to %d, default %d. All attempts together are bounded by the data source's `timeouts.read`.", mostRetries, runpod.DefaultMaxRetries),
				Optional:            true,
				Validators:          []validator.Number{whole(0, mostRetries)},
			},
		},
	}
}

func endpointAttribute(version, defaultURL, variable string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("Base URL of API %s. Default `%s`. May also be set with the environment variable `%s`.", version, defaultURL, variable),
		Optional:            true,
		Validators:          []validator.String{validEndpoint()},
	}
}

// Configure makes the client. It sends nothing: whether the key is any good
// shows when something is read.
func (p *runpodProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := config.unknown(ctx); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
		resp.DataSourceData = connection{unknown: unknown}
		return
	}
	settings, diags := config.resolve(ctx, p.environment.Getenv)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	settings.Transport = p.environment.Transport
	settings.Now = p.environment.Now
	settings.UserAgent = fmt.Sprintf("terraform-provider-runpod/%s Terraform/%s", p.version, req.TerraformVersion)
	settings.Log = writeLog
	client, err := runpod.New(settings)
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("api_key"), "The Runpod provider cannot be set up", err.Error())
		return
	}
	resp.DataSourceData = connection{client: client}
}

// connection is what Configure hands to the data sources.
type connection struct {
	client  *runpod.Client // nil while the configuration is unknown
	unknown []path.Path    // provider arguments that Terraform does not know yet
}

func writeLog(ctx context.Context, level slog.Level, message string, fields map[string]any) {
	if level >= slog.LevelInfo {
		tflog.Info(ctx, message, fields)
		return
	}
	tflog.Debug(ctx, message, fields)
}

func (p *runpodProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newPodBillingDataSource}
}

func (p *runpodProvider) Resources(context.Context) []func() resource.Resource {
	return nil
}
