package provider

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// stringRule is a validator for a string that is set and known.
type stringRule struct {
	description string
	check       func(path.Path, string) diag.Diagnostic // nil if the value is fine
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

// wholeNumber returns a value that whole has accepted, 0 for null and
// unknown.
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
				return invalidEndpoint(p, p.String(), text, err)
			}
			return nil
		},
	}
}

func invalidEndpoint(p path.Path, source, text string, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, summaryInvalidEndpoint,
		fmt.Sprintf("%s = %q cannot be used: %s. Use a base URL such as %q.", source, text, err, runpod.DefaultEndpointV2))
}

func validTime() validator.String {
	return stringRule{
		description: "must be a time in RFC 3339",
		check: func(p path.Path, text string) diag.Diagnostic {
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				return diag.NewAttributeErrorDiagnostic(p, summaryInvalidTime,
					fmt.Sprintf("%s = %q is not a time in RFC 3339. Write it with date, time and zone, for example \"2026-11-01T00:00:00Z\".", p, text))
			}
			return nil
		},
	}
}

func validDate() validator.String {
	return stringRule{
		description: "must be a date such as 2026-11-01",
		check: func(p path.Path, text string) diag.Diagnostic {
			if day, err := time.Parse(time.DateOnly, text); err != nil || day.IsZero() {
				return diag.NewAttributeErrorDiagnostic(p, summaryInvalidTime, fmt.Sprintf("%s = %q is not a date. Write it like \"2026-11-01\".", p,
					text))
			}
			return nil
		},
	}
}

func oneLine() validator.String {
	return stringRule{
		description: "must be one line",
		check: func(p path.Path, text string) diag.Diagnostic {
			if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
				return diag.NewAttributeErrorDiagnostic(p, summaryInvalidArgument,
					fmt.Sprintf("%s contains a line break or another character that is not printable. Write it in one line.", p))
			}
			return nil
		},
	}
}

// beforeThePlan reports whether a time is a placeholder: during validation,
// plantimestamp() is in or near the year 1 in Terraform before 1.10 and OpenTofu
// before 1.9.1. During planning it is correct, and the read checks it.
func beforeThePlan(t time.Time) bool { return !t.IsZero() && t.UTC().Year() < 3 }

// positiveTimeout is a validator for timeouts. Their own has checked the syntax.
type positiveTimeout struct{}

func (positiveTimeout) Description(context.Context) string { return "must be a positive duration" }
func (positiveTimeout) MarkdownDescription(context.Context) string {
	return "must be a positive duration"
}

func (positiveTimeout) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	read, _ := req.ConfigValue.Attributes()["read"].(types.String)
	if duration, err := time.ParseDuration(read.ValueString()); err == nil && duration <= 0 {
		// Terraform would show the whole block for timeouts.read.
		resp.Diagnostics.AddAttributeError(req.Path, summaryInvalidTimeout,
			fmt.Sprintf("timeouts.read is %q, but must be a positive duration such as \"2m\".", read.ValueString()))
	}
}

// numberRule is a validator for a number.
type numberRule struct {
	description string
	accepts     func(*big.Float) bool
}

func (r numberRule) Description(context.Context) string         { return r.description }
func (r numberRule) MarkdownDescription(context.Context) string { return r.description }

func (r numberRule) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if value := req.ConfigValue.ValueBigFloat(); !r.accepts(value) {
		resp.Diagnostics.AddAttributeError(req.Path, summaryInvalidNumber,
			fmt.Sprintf("Attribute %s %s, got: %s", req.Path, r.description, value.Text('g', 20)))
	}
}

// whole accepts numbers without a fraction. An Int64Attribute would report 1.5 as a
// bug of the provider.
func whole(lowest, highest int64) validator.Number {
	return numberRule{
		description: fmt.Sprintf("must be a whole number from %d to %d", lowest, highest),
		accepts: func(value *big.Float) bool {
			n, accuracy := value.Int64()
			return accuracy == big.Exact && n >= lowest && n <= highest
		},
	}
}

func numberFrom(lowest, highest int64) validator.Number {
	return numberRule{
		description: fmt.Sprintf("must be a number from %d to %d", lowest, highest),
		accepts: func(value *big.Float) bool {
			return value.Cmp(new(big.Float).SetInt64(lowest)) >= 0 && value.Cmp(new(big.Float).SetInt64(highest)) <= 0
		},
	}
}

func positive() validator.Number {
	return numberRule{"must be greater than 0", func(value *big.Float) bool { return value.Sign() > 0 }}
}
