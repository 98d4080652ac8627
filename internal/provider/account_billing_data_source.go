package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

func newAccountBillingDataSource() datasource.DataSource {
	return &billingDataSource{kind: billing.Account()}
}
