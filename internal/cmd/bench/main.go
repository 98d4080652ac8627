// Command bench compares "terraform plan" with the provider to a plan with a provider
// that has the list at no cost. It prints medians and their ratio. Run it ideally on an
// idle machine. The runs alternate, so that noise affects both alike.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/provider"
	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

const (
	runs    = 7
	records = 10_000
)

// role is an environment variable that Terraform passes on. If it is set, this command
// is a provider: ours, or the one that has the list in the file that role names.
const (
	role = "RUNPOD_BENCH_ROLE"
	ours = "the provider"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	run := bench
	if os.Getenv(role) != "" {
		run = serve // Terraform started this binary
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

const configuration = `
terraform {
  required_providers {
    runpod = { source = %q }
  }
}

data "runpod_pod_billing" "x" {
  bucket_size = "hour"
  start_time  = %q
  end_time    = %q
  grouping    = "podId"
}

output "total" {
  value = data.runpod_pod_billing.x.total_amount
}
`

func bench(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "runpod-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	mirror, err := tfmirror.New(filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := mirror.Add(tfmirror.Source, "1.0.0", self); err != nil {
		return err
	}
	start, end := fakeapi.ManyWindow(records)
	config := fmt.Sprintf(configuration, tfmirror.Source, start.Format(time.RFC3339), end.Format(time.RFC3339))
	if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(config), 0o600); err != nil {
		return err
	}
	body := fakeapi.Many("v2", records)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}))
	defer api.Close()

	terraform := func(subcommand, as string) error {
		command := exec.CommandContext(ctx, "terraform", subcommand, "-input=false", "-no-color") //nolint:gosec // init or plan
		command.Dir = folder
		command.Env = append(mirror.Environ(), "RUNPOD_API_KEY=bench-key", "RUNPOD_REST_V2_API_URL="+api.URL, role+"="+as)
		output, err := command.CombinedOutput()
		if err != nil {
			return fmt.Errorf("terraform %s as %s: %w\n%s", subcommand, as, err, output)
		}
		return nil
	}
	if err := terraform("init", ours); err != nil {
		return err
	}
	roles := []string{ours, filepath.Join(folder, "answer.msgpack")}
	took := make([][]time.Duration, len(roles))
	for round := range runs + 1 {
		for i, as := range roles {
			begun := time.Now()
			if err := terraform("plan", as); err != nil {
				return err
			}
			if round > 0 { // the first round warms up
				took[i] = append(took[i], time.Since(begun))
			}
		}
	}
	median := func(i int) time.Duration {
		slices.Sort(took[i])
		return took[i][runs/2]
	}
	fmt.Printf("terraform plan of a list of %d records, median of %d alternating runs:\n\n", records, runs)
	fmt.Printf("  with the provider                            %s\n", median(0).Round(time.Millisecond))
	fmt.Printf("  with a provider that has the list at no cost %s\n", median(1).Round(time.Millisecond))
	fmt.Printf("  ratio                                        %.2f\n", float64(median(0))/float64(median(1)))
	return nil
}

func serve(context.Context) error {
	newServer := providerserver.NewProtocol6(provider.New("bench", provider.System())())
	return tf6server.Serve("registry.terraform.io/"+tfmirror.Source, func() tfprotov6.ProviderServer {
		if as := os.Getenv(role); as != ours {
			return floor{newServer(), as}
		}
		return newServer()
	})
}

// floor saves its first answer in the file, and returns the content of the file from
// then on.
type floor struct {
	tfprotov6.ProviderServer
	file string
}

func (f floor) ReadDataSource(ctx context.Context, request *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	if state, err := os.ReadFile(f.file); err == nil {
		return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: state}}, nil
	}
	response, err := f.ProviderServer.ReadDataSource(ctx, request)
	if err == nil && len(response.Diagnostics) == 0 {
		err = os.WriteFile(f.file, response.State.MsgPack, 0o600)
	}
	return response, err
}
