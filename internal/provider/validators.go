package provider

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const (
	invalidEndpoint = "Invalid Runpod endpoint"
	invalidTime     = "Invalid time"
	invalidTimeout  = "Invalid timeout"
	invalidNumber   = "Invalid number"
)

// stringRule is a validator for a string that is set and known.
type stringRule struct {
	description string
	check       func(path.Path, string) diag.Diagnostic // nil: nothing to say
}

func (r stringRule) Description(context.Context) string         { return r.description }
func (r stringRule) MarkdownDescription(context.Context) string { return r.description }

func (r stringRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if found := r.check(req.Path, req.ConfigValue.ValueString()); found != nil {
		resp.Diagnostics.Append(found)
	}
}

// wholeRule is a validator for a number without a fraction, from min to max. An
// Int64Attribute would answer 1.5 with the framework's words for a fault of the
// provider.
type wholeRule struct{ min, max int64 }

func whole(lowest, highest int64) validator.Number { return wholeRule{lowest, highest} }

func (r wholeRule) Description(context.Context) string {
	return fmt.Sprintf("must be a whole number from %d to %d", r.min, r.max)
}

func (r wholeRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (r wholeRule) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueBigFloat()
	if n, accuracy := value.Int64(); accuracy != big.Exact || n < r.min || n > r.max {
		resp.Diagnostics.AddAttributeError(req.Path, invalidNumber,
			fmt.Sprintf("Attribute %s %s, got: %s", req.Path, r.Description(ctx), value.Text('g', 20)))
	}
}

// wholeNumber is the value that a wholeRule has let pass, 0 where there is none.
func wholeNumber(value types.Number) int {
	if value.IsNull() || value.IsUnknown() {
		return 0
	}
	n, _ := value.ValueBigFloat().Int64()
	return int(n)
}

func validEndpoint() validator.String {
	return stringRule{
		description: "must be an absolute URL, https unless the host is loopback, without user information, query and fragment",
		check: func(p path.Path, text string) diag.Diagnostic {
			if _, err := runpod.ParseEndpoint(text); err != nil {
				return diag.NewAttributeErrorDiagnostic(p, invalidEndpoint,
					fmt.Sprintf("This URL cannot be used: %s. Give a base URL such as %q.", err, runpod.DefaultEndpointV2))
			}
			return nil
		},
	}
}

func validTime() validator.String {
	return stringRule{
		description: "must be a time in RFC 3339",
		check: func(p path.Path, text string) diag.Diagnostic {
			t, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return diag.NewAttributeErrorDiagnostic(p, invalidTime,
					fmt.Sprintf("%q is not a time in RFC 3339. Write it with date, time and zone, for example \"2026-11-01T00:00:00Z\".", text))
			}
			if beforeThePlan(t) {
				return nil
			}
			return timeInRange(p, text, t)
		},
	}
}

// beforeThePlan tells a time that Terraform before 1.10 and OpenTofu before 1.9.1
// make of plantimestamp() while they validate: the year 1, or near it. When they
// plan it is the right one. The read checks it again.
func beforeThePlan(t time.Time) bool { return t.UTC().Year() < 3 }

func timeInRange(p path.Path, text string, t time.Time) diag.Diagnostic {
	if t.UTC().Year() < runpod.EarliestYear || t.UTC().Year() > 9999 {
		return diag.NewAttributeErrorDiagnostic(p, invalidTime,
			fmt.Sprintf("%q is not within the years %d to 9999.", text, runpod.EarliestYear))
	}
	return nil
}

func positiveDuration(p path.Path, text string) diag.Diagnostic {
	if duration, err := time.ParseDuration(text); err == nil && duration <= 0 {
		return diag.NewAttributeErrorDiagnostic(p, invalidTimeout,
			fmt.Sprintf("A timeout of %q leaves no time to read anything. Give a positive duration, for example \"2m\".", text))
	}
	return nil
}

func knownGPUType() validator.String {
	return stringRule{
		description: "should be a GPU type that Runpod's API lists",
		check: func(p path.Path, text string) diag.Diagnostic {
			if text != "" && !slices.Contains(runpod.GPUTypeIDs(), text) {
				return diag.NewAttributeWarningDiagnostic(p, "Unknown GPU type",
					fmt.Sprintf("%q is not among the GPU types that Runpod's API listed when this provider was released. "+
						"It is asked for as it is. If it is misspelt, nothing will be found, and the spend reads as zero.", text))
			}
			return nil
		},
	}
}
