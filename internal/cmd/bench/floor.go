package main

// The provider that has the list at no cost, and the answer that it gives.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/provider"
	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

// floorAnswer is an environment variable that names a file. If it is set, this
// command is a provider whose reads return the content of that file.
const floorAnswer = "RUNPOD_BENCH_FLOOR"

// floor is the provider, except that a read returns a fixed state.
type floor struct {
	tfprotov6.ProviderServer
	state []byte
}

func (f floor) ReadDataSource(context.Context, *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: f.state}}, nil
}

func newServer(variables []string) tfprotov6.ProviderServer {
	environment := provider.System()
	environment.Getenv = func(name string) string {
		for _, variable := range variables {
			if value, found := strings.CutPrefix(variable, name+"="); found {
				return value
			}
		}
		return ""
	}
	return providerserver.NewProtocol6(provider.New("bench", environment)())()
}

func serveFloor(context.Context) error {
	state, err := os.ReadFile(os.Getenv(floorAnswer)) //nolint:gosec // written and named by saveAnswer
	if err != nil {
		return err
	}
	return tf6server.Serve(path.Join(tfmirror.Hosts()[0], tfmirror.Source), func() tfprotov6.ProviderServer {
		return floor{ProviderServer: newServer(environ("v2", "http://localhost")), state: state}
	})
}

// saveAnswer lets the provider read a list of records once, and saves what it would
// send to Terraform.
func saveAnswer(ctx context.Context, version, endpoint, file string) error {
	server := newServer(environ(version, endpoint))
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return err
	}
	config, err := emptyConfig(schemas.Provider, nil)
	if err != nil {
		return err
	}
	if _, err := server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: config}); err != nil {
		return err
	}
	const name = "runpod_pod_billing"
	start, end := fakeapi.ManyWindow(some)
	text := func(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	config, err = emptyConfig(schemas.DataSourceSchemas[name], map[string]tftypes.Value{
		"bucket_size": text("hour"), "grouping": text("podId"), "include_records": tftypes.NewValue(tftypes.Bool, true),
		"start_time": text(start.Format(time.RFC3339)), "end_time": text(end.Format(time.RFC3339)),
	})
	if err != nil {
		return err
	}
	response, err := server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: config})
	if err != nil {
		return err
	}
	for _, d := range response.Diagnostics {
		return fmt.Errorf("%s: %s", d.Summary, d.Detail)
	}
	return os.WriteFile(file, response.State.MsgPack, 0o600)
}

// emptyConfig returns a configuration in which only some attributes are set.
func emptyConfig(schema *tfprotov6.Schema, set map[string]tftypes.Value) (*tfprotov6.DynamicValue, error) {
	object, ok := schema.ValueType().(tftypes.Object)
	if !ok {
		return nil, errors.New("the schema is not an object")
	}
	values := map[string]tftypes.Value{}
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
	}
	maps.Copy(values, set)
	value, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	return &value, err
}
