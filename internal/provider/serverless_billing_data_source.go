package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

func newServerlessBillingDataSource() datasource.DataSource {
	return &billingDataSource{kind: billing.Serverless()}
}
