package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

func newNetworkVolumeBillingDataSource() datasource.DataSource {
	return &billingDataSource{kind: billing.NetworkVolumes()}
}
