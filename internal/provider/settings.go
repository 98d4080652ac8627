package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// The environment variables for provider arguments. Those for the endpoints have the
// same names as in Runpod's own tools. envBaseURL is that of Runpod's own provider:
// it is v2's endpoint if envEndpointV2 is not set, with or without the path.
const (
	envAPIKey     = "RUNPOD_API_KEY" //nolint:gosec // a name, not a key
	envAPIVersion = "RUNPOD_API_VERSION"
	envEndpointV1 = "RUNPOD_REST_API_URL"
	envEndpointV2 = "RUNPOD_REST_V2_API_URL"
	envBaseURL    = "RUNPOD_API_BASE_URL"
)

const maxMaxRetries = 10

// defaultReadTimeout is the default time limit of a whole read, including retries
// and waits.
const defaultReadTimeout = 2 * time.Minute

func apiVersions() []string { return []string{string(runpod.V1), string(runpod.V2)} }

// providerSchema returns the schema of the provider block.
func providerSchema() schema.Schema {
	return schema.Schema{
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

// providerModel is the provider block.
type providerModel struct {
	APIKey     types.String `tfsdk:"api_key"`
	APIVersion types.String `tfsdk:"api_version"`
	Endpoints  types.Object `tfsdk:"endpoints"`
	MaxRetries types.Number `tfsdk:"max_retries"`
}

type endpointsModel struct {
	V1 types.String `tfsdk:"v1"`
	V2 types.String `tfsdk:"v2"`
}

func (m providerModel) endpoints(ctx context.Context) (endpoints endpointsModel) {
	if !m.Endpoints.IsNull() && !m.Endpoints.IsUnknown() {
		// The schema has just these two strings, so nothing can fail here.
		m.Endpoints.As(ctx, &endpoints, basetypes.ObjectAsOptions{})
	}
	return endpoints
}

// unknown returns the arguments whose values are not known yet.
func (m providerModel) unknown(ctx context.Context) []path.Path {
	endpoints := m.endpoints(ctx)
	var unknown []path.Path
	for _, argument := range []struct {
		path  path.Path
		value attr.Value
	}{
		{path.Root("api_key"), m.APIKey},
		{path.Root("api_version"), m.APIVersion},
		{path.Root("endpoints"), m.Endpoints},
		{path.Root("endpoints").AtName("v1"), endpoints.V1},
		{path.Root("endpoints").AtName("v2"), endpoints.V2},
		{path.Root("max_retries"), m.MaxRetries},
	} {
		if argument.value.IsUnknown() {
			unknown = append(unknown, argument.path)
		}
	}
	return unknown
}

// sources says where settings came from, for errors about them.
type sources struct {
	apiKey   string // "api_key" or the name of the environment variable
	version  string // why this version is used, as a sentence
	endpoint string // "endpoints.v2", the name of the environment variable, or "the default endpoint"
	retired  string // if this version is retired, what to do, which begins every error of a read
}

// setting is a value and the name of where it came from.
type setting struct{ value, source string }

// resolve returns the configured value, or else the environment's. An empty
// variable counts as not set; an empty configured value counts as set.
func resolve(argument string, configured types.String, variable string, getenv func(string) string) (setting, bool) {
	if !configured.IsNull() {
		return setting{configured.ValueString(), argument}, true
	}
	if value := getenv(variable); value != "" {
		return setting{value, variable}, true
	}
	return setting{}, false
}

// resolve returns every setting. A value in the configuration takes precedence
// over the environment, which takes precedence over the default.
func (m providerModel) resolve(ctx context.Context, getenv func(string) string) (runpod.Config, sources, diag.Diagnostics) {
	var diags diag.Diagnostics
	config := runpod.Config{MaxRetries: runpod.DefaultMaxRetries}
	if !m.MaxRetries.IsNull() {
		config.MaxRetries = wholeNumber(m.MaxRetries)
	}

	key, _ := resolve("api_key", m.APIKey, envAPIKey, getenv)
	config.APIKey = key.value
	switch err := runpod.CheckAPIKey(key.value); {
	case key.value == "":
		diags.AddAttributeError(path.Root("api_key"), summaryMissingKey,
			"Set the environment variable "+envAPIKey+", or the argument api_key in the provider block. "+
				"An empty api_key counts as missing, even if the environment variable is set. "+
				"Create a key in the Runpod console under Settings, API keys; it needs read access to billing and pods.")
	case err != nil:
		diags.AddAttributeError(path.Root("api_key"), summaryInvalidKey,
			fmt.Sprintf("The API key in %s cannot be used: %s.", key.source, err))
	}

	endpoints := m.endpoints(ctx)
	v1, ownV1 := resolve("endpoints.v1", endpoints.V1, envEndpointV1, getenv)
	v2, ownV2 := resolve("endpoints.v2", endpoints.V2, envEndpointV2, getenv)
	if !ownV2 {
		v2, ownV2 = resolve("", types.StringNull(), envBaseURL, getenv)
		if base, err := runpod.ParseEndpoint(v2.value); err == nil && base.Path == "/" {
			v2.value = base.JoinPath("v2").String()
		}
	}
	// Both are checked, whichever is used.
	for name, endpoint := range map[string]setting{"v1": v1, "v2": v2} {
		if _, err := runpod.ParseEndpoint(endpoint.value); endpoint.source != "" && err != nil {
			diags.Append(invalidEndpoint(path.Root("endpoints").AtName(name), endpoint.source, endpoint.value, err))
		}
	}

	version, configured := resolve("api_version", m.APIVersion, envAPIVersion, getenv)
	versionSource := ""
	switch {
	case configured && !slices.Contains(apiVersions(), version.value):
		diags.AddAttributeError(path.Root("api_version"), summaryInvalidVersion,
			fmt.Sprintf("%s is %q, but must be one of %q.", version.source, version.value, apiVersions()))
	case configured:
		config.Version = runpod.Version(version.value)
		versionSource = fmt.Sprintf("%s is set to %q.", version.source, version.value)
	case ownV1 && !ownV2 && strings.TrimRight(v1.value, "/") != runpod.DefaultEndpointV1:
		// A custom endpoint for v1 selects v1. The key must not go to v2's public host.
		config.Version = runpod.V1
		versionSource = fmt.Sprintf("%s is set to %q and no endpoint for v2 is set.", v1.source, v1.value)
	default:
		config.Version = runpod.V2
	}

	endpoint := setting{runpod.DefaultEndpointV2, "the default endpoint"}
	switch {
	case config.Version == runpod.V2 && ownV2:
		endpoint = v2
	case config.Version == runpod.V1 && ownV1:
		endpoint = v1
	case config.Version == runpod.V1:
		endpoint.value = runpod.DefaultEndpointV1
	}
	if !diags.HasError() {
		config.Endpoint, _ = runpod.ParseEndpoint(endpoint.value) // checked above
		if config.Endpoint.Scheme == "https" {
			var err error
			if config.Proxy, err = runpod.ProxyFromEnvironment(getenv); err != nil {
				diags.AddError(summaryInvalidProxy, sentence(err.Error()))
			}
		}
	}
	found := sources{apiKey: key.source, version: versionSource, endpoint: endpoint.source}
	if config.Version == runpod.V1 {
		found.retired = useV2(versionSource)
	}
	return config, found, diags
}

// connection is what the provider's Configure passes to the data sources.
type connection struct {
	client  *runpod.Client // nil while the configuration is unknown
	sources sources
	unknown []path.Path // provider arguments whose values are not known yet
}

// check returns an error if the configuration does not allow a data source to be read.
func (c connection) check(dataSource string) (diags diag.Diagnostics) {
	switch {
	case c.client == nil:
		diags.Append(unknownConfiguration(c.unknown))
	case c.client.Version() == runpod.V1:
		diags.Append(servedByV1(dataSource, c.sources.version)...)
	}
	return diags
}

// unknownConfiguration is the error of a read while provider arguments are
// unknown.
func unknownConfiguration(unknown []path.Path) diag.Diagnostic {
	names := make([]string, len(unknown))
	for i, argument := range unknown {
		names[i] = argument.String()
	}
	return diag.NewErrorDiagnostic(summaryUnknownConfig,
		fmt.Sprintf("The value of the provider's %s is not known until something else is applied, so nothing can be read yet. "+
			"Use a value that is known during planning, such as a variable or an environment variable, "+
			"or first apply what it depends on, with -target.", cmp.Or(strings.Join(names, " and "), "configuration")))
}
