package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// defaultReadTimeout is the default time limit of a whole read, including retries
// and waits.
const defaultReadTimeout = 2 * time.Minute

// connection is what Configure passes to the data sources.
type connection struct {
	client  *runpod.Client // nil while the configuration is unknown
	sources sources
	unknown []path.Path // provider arguments whose values are not known yet
}

// begin returns what a read needs: a reader, and a context that ends with the
// read's timeout. cancel releases the context.
func (c connection) begin(ctx context.Context, configured timeouts.Value, dataSource string, servedByV1 bool) (
	reader billing.Reader, limited context.Context, cancel context.CancelFunc, diags diag.Diagnostics,
) {
	if c.client == nil {
		diags.Append(unknownConfiguration(c.unknown))
		return reader, ctx, nil, diags
	}
	if c.client.Version() == runpod.V1 && !servedByV1 {
		diags.Append(needsV2(dataSource, c.sources.version))
		return reader, ctx, nil, diags
	}
	timeout, diags := configured.Read(ctx, defaultReadTimeout)
	if diags.HasError() {
		return reader, ctx, nil, diags
	}
	limited, cancel = context.WithTimeout(ctx, timeout)
	return billing.Reader{Client: c.client}, limited, cancel, diags
}
