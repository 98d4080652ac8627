package provider

import (
	"fmt"
	"math/big"
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
	const v1, v2 = runpod.DefaultEndpointV1, runpod.DefaultEndpointV2
	for name, test := range map[string]struct {
		config providerModel
		env    string // name=value, separated by blanks
		want   string // key version v1 v2 retries, or the errors' summaries
	}{
		"nothing":           {providerModel{Endpoints: none}, "", "Missing Runpod API key"},
		"environment alone": {providerModel{Endpoints: none}, "RUNPOD_API_KEY=e", "e auto " + v1 + " " + v2 + " 4"},
		"everything from the environment": {providerModel{Endpoints: none},
			"RUNPOD_API_KEY=e RUNPOD_API_VERSION=v2 RUNPOD_REST_API_URL=https://a.example/v1 RUNPOD_REST_V2_API_URL=http://localhost:1/v2",
			"e v2 https://a.example/v1 http://localhost:1/v2 4"},
		"configuration alone": {providerModel{known("c"), known("v1"), endpointsOf(known("https://b.example"), known("https://c.example")), types.NumberValue(big.NewFloat(0))},
			"", "c v1 https://b.example https://c.example 0"},
		"configuration wins": {providerModel{known("c"), known("auto"), endpointsOf(known("https://b.example"), known("https://c.example")), types.NumberValue(big.NewFloat(10))},
			"RUNPOD_API_KEY=e RUNPOD_API_VERSION=v2 RUNPOD_REST_API_URL=https://a.example/v1 RUNPOD_REST_V2_API_URL=https://a.example/v2",
			"c auto https://b.example https://c.example 10"},
		"one from each":                      {providerModel{Endpoints: endpointsOf(null, known("https://c.example"))}, "RUNPOD_API_KEY=e RUNPOD_REST_API_URL=https://a.example", "e auto https://a.example https://c.example 4"},
		"only v1's endpoint":                 {providerModel{Endpoints: endpointsOf(known("https://b.example"), null)}, "RUNPOD_API_KEY=e", "e v1 https://b.example " + v2 + " 4"},
		"only v2's endpoint":                 {providerModel{Endpoints: none}, "RUNPOD_API_KEY=e RUNPOD_REST_V2_API_URL=https://a.example", "e v2 " + v1 + " https://a.example 4"},
		"one endpoint, explicit auto":        {providerModel{APIVersion: known("auto"), Endpoints: endpointsOf(null, known("https://b.example"))}, "RUNPOD_API_KEY=e", "e v2 " + v1 + " https://b.example 4"},
		"one endpoint, the other version":    {providerModel{APIVersion: known("v1"), Endpoints: endpointsOf(null, known("https://b.example"))}, "RUNPOD_API_KEY=e", "e v1 " + v1 + " https://b.example 4"},
		"an empty key hides the environment": {providerModel{APIKey: known(""), Endpoints: none}, "RUNPOD_API_KEY=e", "Missing Runpod API key"},
		"an unusable key":                    {providerModel{APIKey: known("a b"), Endpoints: none}, "", "Unusable Runpod API key"},
		"empty variables are absent":         {providerModel{Endpoints: none}, "RUNPOD_API_KEY=e RUNPOD_API_VERSION= RUNPOD_REST_API_URL=", "e auto " + v1 + " " + v2 + " 4"},
		"a bad environment": {providerModel{Endpoints: none}, "RUNPOD_API_VERSION=3 RUNPOD_REST_API_URL=http://a.example RUNPOD_REST_V2_API_URL=x",
			"Missing Runpod API key, Unknown Runpod API version, Invalid Runpod endpoint, Invalid Runpod endpoint"},
	} {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(test.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		settings, diags := test.config.resolve(t.Context(), func(name string) string { return env[name] })
		got := ""
		if diags.HasError() {
			var summaries []string
			for _, d := range diags {
				summaries = append(summaries, d.Summary())
			}
			got = strings.Join(summaries, ", ")
		} else {
			got = fmt.Sprint(settings.APIKey, " ", settings.Version, " ", settings.EndpointV1, " ", settings.EndpointV2, " ", settings.MaxRetries)
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
		"none":              {providerModel{APIKey: types.StringValue("k")}, "[]"},
		"key":               {providerModel{APIKey: types.StringUnknown()}, "[api_key]"},
		"version":           {providerModel{APIVersion: types.StringUnknown()}, "[api_version]"},
		"all endpoints":     {providerModel{Endpoints: types.ObjectUnknown(endpointTypes)}, "[endpoints]"},
		"one endpoint":      {providerModel{Endpoints: endpointsOf(types.StringNull(), types.StringUnknown())}, "[endpoints.v2]"},
		"retries, and more": {providerModel{APIKey: types.StringUnknown(), MaxRetries: types.NumberUnknown()}, "[api_key max_retries]"},
	} {
		if got := fmt.Sprint(test.config.unknown(t.Context())); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
