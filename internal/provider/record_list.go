package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// recordListAttribute is the attribute records. The framework looks up the type
// of every null in a state by its path, and a nested attribute copies all its
// attributes for each step of the way; a type does not.
type recordListAttribute struct {
	schema.ListNestedAttribute
}

// ApplyTerraform5AttributePathStep goes from the list to the type of a record.
func (a recordListAttribute) ApplyTerraform5AttributePathStep(step tftypes.AttributePathStep) (any, error) {
	return a.CustomType.ApplyTerraform5AttributePathStep(step)
}

// recordListType is the type of the attribute records. Its values stay in the
// form that goes to Terraform: to turn each record into framework values and
// back would take several times as long as everything else together.
type recordListType struct {
	basetypes.ListType
}

// recordList is a list of records, or null.
type recordList struct {
	terraform *tftypes.Value // never changed once made; nil: null
}

var (
	_ basetypes.ListTypable  = recordListType{}
	_ basetypes.ListValuable = recordList{}
)

func newRecordListType() recordListType {
	object := schema.NestedAttributeObject{Attributes: recordAttributes()}
	return recordListType{ListType: types.ListType{ElemType: object.Type()}}
}

func newRecordList(ctx context.Context, records []runpod.Record) recordList {
	listType := newRecordListType()
	objectType := listType.ElemType.TerraformType(ctx)
	elements := make([]tftypes.Value, len(records))
	for i, r := range records {
		elements[i] = tftypes.NewValue(objectType, map[string]tftypes.Value{
			"time":                 tftypes.NewValue(tftypes.String, formatTime(r.Time)),
			"pod_id":               terraformText(r.PodID),
			"gpu_type_id":          terraformText(r.GPUTypeID),
			"endpoint_id":          terraformText(r.EndpointID),
			"amount":               tftypes.NewValue(tftypes.Number, bigFloat(r.Amount)),
			"time_billed_ms":       terraformNumber(r.TimeBilledMS),
			"disk_space_billed_gb": terraformNumber(r.DiskSpaceBilledGB),
			"gpu_amount":           terraformNumber(r.GPUAmount),
			"cpu_amount":           terraformNumber(r.CPUAmount),
			"disk_amount":          terraformNumber(r.DiskAmount),
		})
	}
	list := tftypes.NewValue(listType.TerraformType(ctx), elements)
	return recordList{terraform: &list}
}

func terraformText(text string) tftypes.Value {
	if text == "" {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, text)
}

func terraformNumber(d decimal.NullDecimal) tftypes.Value {
	if !d.Valid {
		return tftypes.NewValue(tftypes.Number, nil)
	}
	return tftypes.NewValue(tftypes.Number, bigFloat(d.Decimal))
}

func (t recordListType) Equal(other attr.Type) bool {
	o, ok := other.(recordListType)
	return ok && t.ListType.Equal(o.ListType)
}

func (t recordListType) ValueType(context.Context) attr.Value {
	return recordList{}
}

func (t recordListType) ValueFromTerraform(_ context.Context, value tftypes.Value) (attr.Value, error) {
	return recordList{terraform: &value}, nil
}

func (t recordListType) ValueFromList(ctx context.Context, list basetypes.ListValue) (basetypes.ListValuable, diag.Diagnostics) {
	var diags diag.Diagnostics
	value, err := list.ToTerraformValue(ctx)
	if err != nil {
		diags.AddError("Records cannot be converted", err.Error())
	}
	return recordList{terraform: &value}, diags
}

func (l recordList) Type(context.Context) attr.Type { return newRecordListType() }

func (l recordList) ToTerraformValue(ctx context.Context) (tftypes.Value, error) {
	if l.terraform == nil {
		return tftypes.NewValue(newRecordListType().TerraformType(ctx), nil), nil
	}
	return *l.terraform, nil
}

// ToListValue is asked for by the framework alone, and only where another list
// of records exists to compare with. There is none: the argument is computed.
func (l recordList) ToListValue(ctx context.Context) (basetypes.ListValue, diag.Diagnostics) {
	var diags diag.Diagnostics
	terraform, err := l.ToTerraformValue(ctx)
	if err != nil {
		diags.AddError("Records cannot be converted", err.Error())
	}
	value, err := newRecordListType().ListType.ValueFromTerraform(ctx, terraform)
	if err != nil {
		diags.AddError("Records cannot be converted", err.Error())
	}
	list, _ := value.(basetypes.ListValue)
	return list, diags
}

func (l recordList) Equal(other attr.Value) bool {
	o, ok := other.(recordList)
	switch {
	case !ok:
		return false
	case l.terraform == o.terraform:
		return true
	case l.terraform == nil || o.terraform == nil:
		return l.IsNull() && o.IsNull()
	}
	return l.terraform.Equal(*o.terraform)
}

func (l recordList) IsNull() bool    { return l.terraform == nil || l.terraform.IsNull() }
func (l recordList) IsUnknown() bool { return l.terraform != nil && !l.terraform.IsKnown() }

func (l recordList) String() string {
	if l.terraform == nil {
		return "<null>"
	}
	return l.terraform.String()
}
