package provider

import (
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

var endpointTypes = map[string]attr.Type{"v1": types.StringType, "v2": types.StringType}

func endpointsOf(v1, v2 types.String) types.Object {
	return types.ObjectValueMust(endpointTypes, map[string]attr.Value{"v1": v1, "v2": v2})
}

func TestResolve(t *testing.T) {
	t.Parallel()
	null, known := types.StringNull(), types.StringValue
	none := types.ObjectNull(endpointTypes)
	const (
		v1, v2     = runpod.DefaultEndpointV1, runpod.DefaultEndpointV2
		key        = "RUNPOD_API_KEY=environ1"
		fromEnv    = "environ1 from RUNPOD_API_KEY, "
		fromConfig = "argument from api_key, "
		default2   = "v2 () at " + v2 + " from the default endpoint, 4 retries"
	)
	for name, test := range map[string]struct {
		config providerModel
		env    string // name=value, separated by spaces
		want   string // or the errors' summaries
	}{
		"no settings":                        {config: providerModel{Endpoints: none}, want: "Missing Runpod API key"},
		"only the key, from the environment": {config: providerModel{Endpoints: none}, env: key, want: fromEnv + default2},
		"everything from the environment": {
			config: providerModel{Endpoints: none},
			env:    key + " RUNPOD_API_VERSION=v2 RUNPOD_REST_API_URL=https://a.example/v1 RUNPOD_REST_V2_API_URL=http://localhost:1/v2",
			want:   fromEnv + `v2 (RUNPOD_API_VERSION is set to "v2".) at http://localhost:1/v2 from RUNPOD_REST_V2_API_URL, 4 retries`,
		},
		"everything from the configuration": {
			config: providerModel{
				known("argument"), known("v1"), endpointsOf(known("https://b.example"), known("https://c.example")), types.NumberValue(big.NewFloat(0)),
			},
			want: fromConfig + `v1 (api_version is set to "v1".) at https://b.example/ from endpoints.v1, 0 retries`,
		},
		"configuration wins": {
			config: providerModel{
				known("argument"), known("v2"), endpointsOf(known("https://b.example"), known("https://c.example/")),
				types.NumberValue(big.NewFloat(10)),
			},
			env:  key + " RUNPOD_API_VERSION=v1 RUNPOD_REST_API_URL=https://a.example/v1 RUNPOD_REST_V2_API_URL=https://a.example/v2",
			want: fromConfig + `v2 (api_version is set to "v2".) at https://c.example/ from endpoints.v2, 10 retries`,
		},
		"both endpoints, one from each": {
			config: providerModel{Endpoints: endpointsOf(null, known("https://c.example"))}, env: key + " RUNPOD_REST_API_URL=https://a.example",
			want: fromEnv + "v2 () at https://c.example/ from endpoints.v2, 4 retries",
		},
		"only v1's endpoint means v1": {
			config: providerModel{Endpoints: endpointsOf(known("https://b.example"), null)},
			env:    key,
			want: fromEnv + `v1 (endpoints.v1 is set to "https://b.example" and no endpoint for v2 is set.)` +
				` at https://b.example/ from endpoints.v1, 4 retries`,
		},
		"only v1's public endpoint": {config: providerModel{Endpoints: endpointsOf(known(v1+"/"), null)}, env: key, want: fromEnv + default2},
		"the base URL of Runpod's own provider": {
			config: providerModel{Endpoints: none}, env: key + " RUNPOD_API_BASE_URL=https://a.example RUNPOD_REST_API_URL=https://b.example/v1",
			want: fromEnv + "v2 () at https://a.example/v2 from RUNPOD_API_BASE_URL, 4 retries",
		},
		"a base URL with a path": {config: providerModel{Endpoints: none}, env: key + " RUNPOD_API_BASE_URL=https://a.example/runpod/v2",
			want: fromEnv + "v2 () at https://a.example/runpod/v2 from RUNPOD_API_BASE_URL, 4 retries"},
		"v2's endpoint wins over a base URL": {config: providerModel{Endpoints: none},
			env:  key + " RUNPOD_API_BASE_URL=https://a.example RUNPOD_REST_V2_API_URL=https://b.example/x",
			want: fromEnv + "v2 () at https://b.example/x from RUNPOD_REST_V2_API_URL, 4 retries"},
		"an invalid base URL": {
			config: providerModel{Endpoints: none}, env: key + " RUNPOD_API_BASE_URL=a.example", want: "Invalid Runpod endpoint",
		},
		"a proxy": {
			config: providerModel{Endpoints: none}, env: key + " HTTPS_PROXY=http://proxy.example:3128",
			want: fromEnv + default2 + ", through http://proxy.example:3128",
		},
		"an invalid proxy": {
			config: providerModel{Endpoints: none}, env: key + " HTTPS_PROXY=http://me:%secret@proxy.example", want: "Invalid proxy setting",
		},
		"an invalid proxy that is not used": {
			config: providerModel{Endpoints: none}, env: key + " https_proxy=://x RUNPOD_REST_V2_API_URL=http://localhost:1/v2",
			want: fromEnv + "v2 () at http://localhost:1/v2 from RUNPOD_REST_V2_API_URL, 4 retries",
		},
		"v1's endpoint, but version v2": {
			config: providerModel{APIVersion: known("v2"), Endpoints: endpointsOf(known("https://b.example"), null)},
			env:    key,
			want:   fromEnv + `v2 (api_version is set to "v2".) at ` + v2 + " from the default endpoint, 4 retries",
		},
		"v2's endpoint, but version v1": {
			config: providerModel{APIVersion: known("v1"), Endpoints: endpointsOf(null, known("https://b.example"))},
			env:    key,
			want:   fromEnv + `v1 (api_version is set to "v1".) at ` + v1 + " from the default endpoint, 4 retries",
		},
		"an empty key overrides the environment": {
			config: providerModel{APIKey: known(""), Endpoints: none}, env: key, want: "Missing Runpod API key",
		},
		"an invalid key": {config: providerModel{APIKey: known("argument twice"), Endpoints: none}, want: "Invalid Runpod API key"},
		"empty variables count as unset": {
			config: providerModel{Endpoints: none}, env: key + " RUNPOD_API_VERSION= RUNPOD_REST_API_URL=", want: fromEnv + default2,
		},
		"an invalid environment": {
			config: providerModel{Endpoints: none}, env: "RUNPOD_API_VERSION=3 RUNPOD_REST_API_URL=http://a.example RUNPOD_REST_V2_API_URL=x",
			want: "Missing Runpod API key, Invalid Runpod endpoint, Invalid Runpod endpoint, Invalid Runpod API version",
		},
	} {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(test.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		config, sources, diags := test.config.resolve(t.Context(), func(name string) string { return env[name] })
		got := ""
		if diags.HasError() {
			var summaries []string
			for _, d := range diags {
				summaries = append(summaries, d.Summary())
			}
			got = strings.Join(summaries, ", ")
		} else {
			got = fmt.Sprintf("%s from %s, %s (%s) at %s from %s, %d retries",
				config.APIKey, sources.apiKey, config.Version, sources.version, config.Endpoint, sources.endpoint, config.MaxRetries)
			if config.Proxy != nil {
				proxy, err := config.Proxy(&http.Request{URL: config.Endpoint})
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if proxy != nil {
					got += fmt.Sprintf(", through %s", proxy)
				}
			}
		}
		if got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, test.want)
		}
	}
}

func TestUnknownSettings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config providerModel
		want   string
	}{
		"none":          {config: providerModel{APIKey: types.StringValue("k")}, want: "[]"},
		"key":           {config: providerModel{APIKey: types.StringUnknown()}, want: "[api_key]"},
		"version":       {config: providerModel{APIVersion: types.StringUnknown()}, want: "[api_version]"},
		"all endpoints": {config: providerModel{Endpoints: types.ObjectUnknown(endpointTypes)}, want: "[endpoints]"},
		"one endpoint":  {config: providerModel{Endpoints: endpointsOf(types.StringNull(), types.StringUnknown())}, want: "[endpoints.v2]"},
		"retries and key": {
			config: providerModel{APIKey: types.StringUnknown(), MaxRetries: types.NumberUnknown()}, want: "[api_key max_retries]",
		},
	} {
		if got := fmt.Sprint(test.config.unknown(t.Context())); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
