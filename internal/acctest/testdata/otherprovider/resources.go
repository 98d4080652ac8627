package main

import (
	"context"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/numberplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type attributes = map[string]schema.Attribute

// paid returns the resources that cost money. They have the attributes of 2.x and of
// 1.x that decide the cost. Arguments are not validated.
func paid() map[string]attributes {
	text, texts, number := schema.StringAttribute{Optional: true}, schema.ListAttribute{Optional: true, ElementType: types.StringType},
		schema.NumberAttribute{Optional: true}
	computedNumber := schema.NumberAttribute{Optional: true, Computed: true}
	replacing := schema.StringAttribute{
		Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured()},
	}
	count, cloud := computedNumber, replacing
	count.PlanModifiers = []planmodifier.Number{numberplanmodifier.RequiresReplaceIfConfigured()}
	cloud.Computed = true
	endpoint := func(more attributes) attributes {
		all := attributes{
			"name": text, "gpu_count": computedNumber, "workers_min": computedNumber, "workers_max": computedNumber,
		}
		for name, attribute := range more {
			all[name] = attribute
		}
		return all
	}
	return map[string]attributes{
		"pod": {
			"name": text, "image": text, "template_id": text,
			"gpu_type_id": replacing, "gpu_type_ids": texts, "gpu_count": count,
			"cpu_type_id": replacing, "vcpu_count": number,
			"cloud": cloud, "cloud_type": text,
			"desired_state": schema.StringAttribute{Optional: true, Computed: true},
			"cost":          schema.NumberAttribute{Computed: true},
		},
		"cluster": {"name": text, "type": text, "image": text, "gpu_type_id": text, "gpu_count_per_pod": number, "pod_count": number},
		"serverless_endpoint": endpoint(attributes{
			"gpu_pools": texts, "excluded_types": texts,
			"cpu": schema.ListNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
				Attributes: attributes{"cpu_type_id": text, "vcpu_count": number},
			}},
		}),
		"endpoint": endpoint(attributes{
			"gpu_type_id": text, "gpu_type_ids": texts, "cpu_flavor_ids": texts, "vcpu_count": number,
		}),
		"network_volume": {"name": text, "size": number, "type": text},
		"pod_action":     {"pod_id": text, "action": text, "triggers": schema.MapAttribute{Optional: true, ElementType: types.StringType}},
	}
}

// stored is a resource that exists only in the state.
type stored struct {
	name       string
	attributes attributes
}

func (s stored) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "runpod_" + s.name
}

func (s stored) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema.Attributes = attributes{"id": schema.StringAttribute{Computed: true}}
	for name, attribute := range s.attributes {
		resp.Schema.Attributes[name] = attribute
	}
}

func (s stored) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	s.complete(ctx, &resp.State)
}

func (s stored) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (s stored) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
	s.complete(ctx, &resp.State)
}

func (s stored) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// complete sets what is unknown to the API's defaults. Each GPU of a pod costs 2.50
// USD an hour, which is no list price.
func (s stored) complete(ctx context.Context, state *tfsdk.State) {
	defaults := map[string]attr.Value{
		"id": types.StringValue(s.name), "cloud": types.StringValue("SECURE"), "desired_state": types.StringValue("RUNNING"),
		"gpu_count": whole(1), "workers_min": whole(0), "workers_max": whole(3),
	}
	for name, value := range defaults {
		if _, ok := state.Schema.GetAttributes()[name]; ok && isUnknown(ctx, state, name) {
			state.SetAttribute(ctx, path.Root(name), value)
		}
	}
	if s.name == "pod" {
		var gpus types.Number
		var desired types.String
		state.GetAttribute(ctx, path.Root("gpu_count"), &gpus)
		state.GetAttribute(ctx, path.Root("desired_state"), &desired)
		cost := whole(0)
		if desired.ValueString() == "RUNNING" && !gpus.IsNull() {
			cost = types.NumberValue(new(big.Float).Mul(big.NewFloat(2.5), gpus.ValueBigFloat()))
		}
		state.SetAttribute(ctx, path.Root("cost"), cost)
	}
}

func isUnknown(ctx context.Context, state *tfsdk.State, name string) bool {
	var value attr.Value
	state.GetAttribute(ctx, path.Root(name), &value)
	return value != nil && value.IsUnknown()
}

func whole(n float64) types.Number { return types.NumberValue(big.NewFloat(n)) }
