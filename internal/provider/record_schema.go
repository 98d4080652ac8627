package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// recordAttributes returns the attributes of a kind's records.
func recordAttributes(kind billing.Kind) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"time":   computedText("Start of the bucket, in RFC 3339 and UTC."),
		"amount": computedNumber("Amount charged, in USD."),
	}
	for _, id := range kind.IDs {
		attributes[id.Name] = computedText(strings.ToUpper(id.Doc[:1]) + id.Doc[1:] + " that the charge is for." + id.Note)
	}
	for i, field := range kind.Numbers() {
		doc := field.Doc + "."
		if i < len(kind.Parts) {
			doc = "Part of `amount` for " + field.Doc + ", in USD."
		}
		attributes[numberAttribute(kind, i)] = computedNumber(doc + field.Note)
	}
	return attributes
}

// numberAttribute returns the name of the record attribute for Kind.Numbers()[i].
func numberAttribute(kind billing.Kind, i int) string {
	name := kind.Numbers()[i].Name
	if i < len(kind.Parts) {
		name += "_amount"
	}
	return name
}
