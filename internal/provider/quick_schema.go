package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// quickSchema is a schema that finds the type at a path without copying all its
// attributes first. The framework asks for it several times for every null in a
// state, and records have many.
type quickSchema struct {
	schema.Schema
}

// findTypesQuickly has the framework look types of the state up in a
// quickSchema. The schema stays the same otherwise.
func findTypesQuickly(state *tfsdk.State) {
	if plain, ok := state.Schema.(schema.Schema); ok {
		state.Schema = quickSchema{plain}
	}
}

// TypeAtTerraformPath goes from the type of the first step's attribute on.
func (s quickSchema) TypeAtTerraformPath(ctx context.Context, path *tftypes.AttributePath) (attr.Type, error) {
	if steps := path.Steps(); len(steps) > 0 {
		name, _ := steps[0].(tftypes.AttributeName)
		if attribute, ok := s.Attributes[string(name)]; ok {
			found, _, err := tftypes.WalkAttributePath(attribute.GetType(), tftypes.NewAttributePathWithSteps(steps[1:]))
			if typ, ok := found.(attr.Type); ok && err == nil {
				return typ, nil
			}
		}
	}
	return s.Schema.TypeAtTerraformPath(ctx, path)
}
