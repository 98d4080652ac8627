package main

import (
	"context"
	"errors"
	"maps"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/numberplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type attributes = map[string]schema.Attribute

// paid returns the resources that cost money, with the attributes of 2.x and of 1.x
// that the tests use. Arguments are not validated.
func paid() map[string]attributes {
	text, number := schema.StringAttribute{Optional: true}, schema.NumberAttribute{Optional: true}
	texts := schema.ListAttribute{Optional: true, ElementType: types.StringType}
	chosen := schema.NumberAttribute{Optional: true, Computed: true} // by Runpod, if it is left out
	replacing := schema.StringAttribute{
		Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured()},
	}
	count, cloud := chosen, replacing
	count.PlanModifiers = []planmodifier.Number{numberplanmodifier.RequiresReplaceIfConfigured()}
	cloud.Computed = true
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
		"serverless_endpoint": {
			"name": text, "gpu_count": chosen, "workers_min": chosen, "workers_max": chosen, "gpu_pools": texts, "excluded_types": texts,
		},
		"endpoint": {
			"name": text, "gpu_count": chosen, "workers_min": chosen, "workers_max": chosen,
			"gpu_type_id": text, "gpu_type_ids": texts, "vcpu_count": number,
		},
		"network_volume": {"name": text, "size": number, "type": text},
		"pod_action":     {"pod_id": text, "action": text},
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
	resp.Schema.Attributes = maps.Clone(s.attributes)
	resp.Schema.Attributes["id"] = schema.StringAttribute{Computed: true}
}

func (s stored) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = s.complete(req.Plan.Raw)
}

func (s stored) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (s stored) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = s.complete(req.Plan.Raw)
}

func (s stored) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// complete sets what is unknown to the API's defaults. Each GPU of a pod costs 2.50
// USD an hour, which is no list price.
func (s stored) complete(plan tftypes.Value) tftypes.Value {
	defaults := map[string]any{
		"id": s.name, "cloud": "SECURE", "desired_state": "RUNNING", "gpu_count": 1, "workers_min": 0, "workers_max": 3,
	}
	var values map[string]tftypes.Value
	err := plan.As(&values)
	for name, value := range values {
		if !value.IsKnown() {
			values[name] = tftypes.NewValue(value.Type(), defaults[name])
		}
	}
	if s.name == "pod" {
		cost, gpus, desired := new(big.Float), new(big.Float), ""
		err = errors.Join(err, values["gpu_count"].As(&gpus), values["desired_state"].As(&desired))
		if desired == "RUNNING" && gpus != nil {
			cost.Mul(big.NewFloat(2.5), gpus)
		}
		values["cost"] = tftypes.NewValue(tftypes.Number, cost)
	}
	if err != nil {
		panic(err) // the plan does not follow the schema
	}
	return tftypes.NewValue(plan.Type(), values)
}
