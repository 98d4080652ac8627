package provider

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// The environment variables that stand in for provider arguments. Those of the
// endpoints have the names that Runpod's own tools use.
const (
	envAPIKey     = "RUNPOD_API_KEY" //nolint:gosec // a name, not a key
	envAPIVersion = "RUNPOD_API_VERSION"
	envEndpointV1 = "RUNPOD_REST_API_URL"
	envEndpointV2 = "RUNPOD_REST_V2_API_URL"
)

const mostRetries = 10

func apiVersions() []string {
	return []string{string(runpod.Auto), string(runpod.V1), string(runpod.V2)}
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

// unknown lists the arguments whose values Terraform does not know yet.
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

// resolve settles every setting: a value in the configuration wins over the
// environment, which wins over the default.
func (m providerModel) resolve(ctx context.Context, getenv func(string) string) (runpod.Config, diag.Diagnostics) {
	var diags diag.Diagnostics
	endpoints := m.endpoints(ctx)

	config := runpod.Config{
		APIKey:     firstSet(m.APIKey, getenv(envAPIKey)),
		Version:    runpod.Version(firstSet(m.APIVersion, getenv(envAPIVersion))),
		MaxRetries: runpod.DefaultMaxRetries,
	}
	if !m.MaxRetries.IsNull() {
		config.MaxRetries = wholeNumber(m.MaxRetries)
	}

	switch err := runpod.CheckAPIKey(config.APIKey); {
	case config.APIKey == "":
		diags.AddAttributeError(path.Root("api_key"), "Missing Runpod API key",
			"Set the environment variable "+envAPIKey+", or the argument api_key in the provider block. "+
				"An api_key that is set to an empty string counts as missing and hides the environment variable.")
	case err != nil:
		diags.AddAttributeError(path.Root("api_key"), "Unusable Runpod API key",
			"The key in api_key or "+envAPIKey+" cannot be used: "+err.Error()+".")
	}

	if config.Version == "" {
		config.Version = runpod.Auto
	}
	if !slices.Contains(apiVersions(), string(config.Version)) {
		diags.AddAttributeError(path.Root("api_version"), "Unknown Runpod API version",
			fmt.Sprintf("%s is %q, and must be one of %q.", envAPIVersion, config.Version, apiVersions()))
	}

	endpoint := func(version, defaultURL, variable string, configured types.String) (parsed *url.URL, overridden bool) {
		text := firstSet(configured, getenv(variable))
		overridden = text != ""
		if !overridden {
			text = defaultURL
		}
		parsed, err := runpod.ParseEndpoint(text)
		if err != nil {
			diags.AddAttributeError(path.Root("endpoints").AtName(version), invalidEndpoint,
				fmt.Sprintf("The URL in endpoints.%s or %s cannot be used: %s.", version, variable, err))
		}
		return parsed, overridden
	}
	var ownV1, ownV2 bool
	config.EndpointV1, ownV1 = endpoint("v1", runpod.DefaultEndpointV1, envEndpointV1, endpoints.V1)
	config.EndpointV2, ownV2 = endpoint("v2", runpod.DefaultEndpointV2, envEndpointV2, endpoints.V2)

	// Who points one version elsewhere means that version. The key must not go
	// to the other one's public host.
	if config.Version == runpod.Auto && ownV1 != ownV2 {
		config.Version = runpod.V2
		if ownV1 {
			config.Version = runpod.V1
		}
	}
	return config, diags
}

// firstSet is the configured value, or else what the environment has. An empty
// variable counts as absent; an empty configured value does not.
func firstSet(configured types.String, environment string) string {
	if configured.IsNull() {
		return environment
	}
	return configured.ValueString()
}
