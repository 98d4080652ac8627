package provider

// What the provider says of API v1, which Runpod has retired.

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// servedByV1 returns an error for a data source that v1 does not serve.
func servedByV1(dataSource, versionSource string) (diags diag.Diagnostics) {
	if slices.ContainsFunc(billing.Kinds(), func(kind billing.Kind) bool { return kind.V1 && kind.Name == dataSource }) {
		return nil
	}
	diags.AddError(summaryNeedsV2,
		fmt.Sprintf("runpod_%s needs API v2, but the provider uses v1: %s Runpod has retired v1, which only served runpod_pod_billing. "+
			"Remove that setting, or use api_version = \"v2\".", dataSource, versionSource))
	return diags
}

// useV2 returns the advice that comes first in every error of a read from v1.
func useV2(versionSource string) string {
	return "Use v2, the default: Runpod has retired v1. The provider uses v1 because " + versionSource + " "
}
