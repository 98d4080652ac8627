package provider

// This file makes long lists of records fast.
//
// The framework converts every value of a state several times: to its own
// values and back to compare them semantically, and to find the type of each
// null by its path. For a list of 10,000 records of ten attributes that takes
// longer than everything else together. Two changes avoid it, and have no other
// effect:
//
//   - recordList is a list value that keeps the form in which it is sent to
//     Terraform. The framework could request its elements, but never does.
//     Without it, in-process reads of 10,000 records of pods take 2.0 times as
//     long on v1, and 1.7 times on v2.
//   - fastSchema and recordListAttribute find what is at a path without copying
//     all attributes of the schema at each step. Without them the same reads take
//     2.1 times as long on v1, and 1.8 times on v2.
//
// Both save time on nulls. Records of pods have many; records of the account have
// none, and take as long without either. BenchmarkReadDataSource measures whole
// reads. The ratios are of the minimum of several rounds in one run, on one CPU.

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
)

// recordsValue returns the list of records for the state, null for nil.
func recordsValue(ctx context.Context, kind billing.Kind, records []billing.Record) tftypes.Value {
	listType := newRecordListType(kind)
	if records == nil {
		return tftypes.NewValue(listType.TerraformType(ctx), nil)
	}
	objectType := listType.ElemType.TerraformType(ctx)
	names := make([]string, len(kind.Numbers()))
	for i := range names {
		names[i] = numberAttribute(kind, i)
	}
	elements := make([]tftypes.Value, len(records))
	for i, r := range records {
		values := make(map[string]tftypes.Value, 2+len(r.IDs)+len(r.Numbers))
		values["time"], values["amount"] = timeText(r.Time), number(r.Amount)
		for j, id := range kind.IDs {
			values[id.Name] = text(r.IDs[j])
		}
		for j, name := range names {
			values[name] = nullableNumber(r.Numbers[j])
		}
		elements[i] = tftypes.NewValue(objectType, values)
	}
	return tftypes.NewValue(listType.TerraformType(ctx), elements)
}

// recordListAttribute is the schema of the attribute records.
type recordListAttribute struct {
	schema.ListNestedAttribute
}

// ApplyTerraform5AttributePathStep steps into the type instead of copying the
// attributes.
func (a recordListAttribute) ApplyTerraform5AttributePathStep(step tftypes.AttributePathStep) (any, error) {
	return a.CustomType.ApplyTerraform5AttributePathStep(step)
}

// recordListType is the type of the attribute records.
type recordListType struct {
	basetypes.ListType
}

// recordList is a list of records, or null.
type recordList struct {
	typ       recordListType
	terraform *tftypes.Value // never changed once made; a pointer, so that a list is quickly equal to itself
}

var (
	_ basetypes.ListTypable  = recordListType{}
	_ basetypes.ListValuable = recordList{}
)

func newRecordListType(kind billing.Kind) recordListType {
	object := schema.NestedAttributeObject{Attributes: recordAttributes(kind)}
	return recordListType{ListType: types.ListType{ElemType: object.Type()}}
}

func (t recordListType) Equal(other attr.Type) bool {
	o, ok := other.(recordListType)
	return ok && t.ListType.Equal(o.ListType)
}

func (t recordListType) ValueType(ctx context.Context) attr.Value {
	null := tftypes.NewValue(t.TerraformType(ctx), nil)
	return recordList{t, &null}
}

func (t recordListType) ValueFromTerraform(_ context.Context, value tftypes.Value) (attr.Value, error) {
	return recordList{t, &value}, nil
}

func (t recordListType) ValueFromList(ctx context.Context, list basetypes.ListValue) (basetypes.ListValuable, diag.Diagnostics) {
	var diags diag.Diagnostics
	value, err := list.ToTerraformValue(ctx)
	if err != nil {
		diags.AddError(summaryInternal, err.Error())
	}
	return recordList{t, &value}, diags
}

func (l recordList) Type(context.Context) attr.Type { return l.typ }

func (l recordList) ToTerraformValue(context.Context) (tftypes.Value, error) {
	return *l.terraform, nil
}

// ToListValue is what the framework would call to compare two lists of records. It
// never does, because the attribute is computed.
func (l recordList) ToListValue(ctx context.Context) (basetypes.ListValue, diag.Diagnostics) {
	var diags diag.Diagnostics
	value, err := l.typ.ListType.ValueFromTerraform(ctx, *l.terraform)
	if err != nil {
		diags.AddError(summaryInternal, err.Error())
	}
	list, _ := value.(basetypes.ListValue)
	return list, diags
}

func (l recordList) Equal(other attr.Value) bool {
	o, ok := other.(recordList)
	return ok && (l.terraform == o.terraform || l.terraform.Equal(*o.terraform))
}

func (l recordList) IsNull() bool    { return l.terraform.IsNull() }
func (l recordList) IsUnknown() bool { return !l.terraform.IsKnown() }
func (l recordList) String() string  { return l.terraform.String() }

// fastSchema is a schema that finds the type at a path without copying all of its
// attributes. Attribute is an internal type of the framework, which a method can
// only return if it is inferred.
type fastSchema[Attribute any] struct {
	schema.Schema

	attributeAt func(schema.Schema, context.Context, *tftypes.AttributePath) (Attribute, error)
}

func newFastSchema[Attribute any](
	plain schema.Schema, attributeAt func(schema.Schema, context.Context, *tftypes.AttributePath) (Attribute, error),
) fastSchema[Attribute] {
	return fastSchema[Attribute]{plain, attributeAt}
}

// findTypesQuickly makes the framework look up types in a fastSchema.
func findTypesQuickly(state *tfsdk.State) {
	if plain, ok := state.Schema.(schema.Schema); ok {
		state.Schema = newFastSchema(plain, schema.Schema.AttributeAtTerraformPath)
	}
}

// errInsideRecords means that a path leads into the records, where a
// recordListAttribute has types, but no attributes.
var errInsideRecords = errors.New("the path leads into the records")

// AttributeAtTerraformPath returns an error for a path into the records, as the
// plain schema does after copying its attributes.
func (s fastSchema[Attribute]) AttributeAtTerraformPath(ctx context.Context, path *tftypes.AttributePath) (found Attribute, err error) {
	if steps := path.Steps(); len(steps) > 1 && steps[0] == tftypes.AttributeName("records") {
		return found, errInsideRecords
	}
	return s.attributeAt(s.Schema, ctx, path)
}

// TypeAtTerraformPath looks up the first step's attribute directly, and walks the
// rest of the path in its type.
func (s fastSchema[Attribute]) TypeAtTerraformPath(ctx context.Context, path *tftypes.AttributePath) (attr.Type, error) {
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
