package provider

// This file makes long lists of records fast.
//
// The framework converts every value of a state to its own values and back, to
// compare them semantically. recordList is a list value that keeps the form in which
// it is sent to Terraform. The framework could request its elements, but never does.
// Without it, in-process reads of 10,000 records of pods take twice as long, as
// BenchmarkReadDataSource measures.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
)

// newRecordList returns the list of records for the state, null for nil.
func newRecordList(ctx context.Context, kind billing.Kind, records []billing.Record) attr.Value {
	listType := newRecordListType(kind)
	if records == nil {
		return listType.ValueType(ctx)
	}
	objectType := listType.ElemType.TerraformType(ctx)
	names := make([]string, len(kind.Numbers()))
	for i := range names {
		names[i] = numberAttribute(kind, i)
	}
	elements := make([]tftypes.Value, len(records))
	for i, r := range records {
		values := make(map[string]tftypes.Value, 2+len(r.IDs)+len(r.Numbers))
		values["time"], values["amount"] = rawText(calendar.Format(r.Time)), rawNumber(r.Amount)
		for j, id := range kind.IDs {
			values[id.Name] = rawText(r.IDs[j])
		}
		for j, name := range names {
			values[name] = rawNullableNumber(r.Numbers[j])
		}
		elements[i] = tftypes.NewValue(objectType, values)
	}
	list := tftypes.NewValue(listType.TerraformType(ctx), elements)
	return recordList{listType, &list}
}

func rawNumber(d decimal.Decimal) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, bigFloat(d))
}

func rawNullableNumber(d decimal.NullDecimal) tftypes.Value {
	if !d.Valid {
		return tftypes.NewValue(tftypes.Number, nil)
	}
	return rawNumber(d.Decimal)
}

// rawText returns a string, null for "".
func rawText(text string) tftypes.Value {
	if text == "" {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, text)
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
