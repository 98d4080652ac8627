// Command bench compares "terraform plan" runs with the provider to the
// alternatives, and to a lower bound. It prints medians and their ratios. Run it
// from the root of the repository, ideally on an idle machine. The runs alternate,
// so that noise affects all of them alike.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

const runs = 7

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	run := bench
	if os.Getenv(floorAnswer) != "" {
		run = serveFloor // Terraform started this binary as a provider
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// The configurations that contenders run.
const (
	reading = `
data "runpod_pod_billing" "x" {
  bucket_size     = "hour"
  start_time      = %q
  end_time        = %q
  grouping        = "podId"
  include_records = %t
}

output "total" {
  value = data.runpod_pod_billing.x.total_amount
}
`
	decoding = `
locals {
  records = jsondecode(file(%q))
}

output "total" {
  value = sum(local.records[*].amount)
}
`
)

// The number of records in an answer of which only the totals are read, and in one
// that is returned as a list.
const (
	many = 100_000
	some = 10_000
)

const key = "bench-key"

// contender is one way to get the result.
type contender struct {
	name   string
	binary string // the provider, "" for none
	config string
	env    []string
	folder string // set by prepare
}

// readingOf returns the configuration that reads an answer with n records.
func readingOf(n int, records bool) string {
	start, end := fakeapi.ManyWindow(n)
	return fmt.Sprintf(reading, start.Format(time.RFC3339), end.Format(time.RFC3339), records)
}

// environ returns the environment that selects a version at an endpoint.
func environ(version, endpoint string) []string {
	variable := map[string]string{"v1": "RUNPOD_REST_API_URL", "v2": "RUNPOD_REST_V2_API_URL"}[version]
	return []string{"RUNPOD_API_KEY=" + key, "RUNPOD_API_VERSION=" + version, variable + "=" + endpoint}
}

func bench(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "runpod-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	ours := filepath.Join(folder, "ours")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", ours, ".") //nolint:gosec // a path made above
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	versions := []string{"v2", "v1"}
	bodies := map[string][]byte{}
	for _, version := range versions {
		bodies["/"+version+"/many/billing/pods"] = fakeapi.Many(version, many)
		bodies["/"+version+"/some/billing/pods"] = fakeapi.Many(version, some)
	}
	api, err := serve(ctx, bodies)
	if err != nil {
		return err
	}
	data := filepath.Join(folder, "records.json")
	if err := os.WriteFile(data, bodies["/v1/many/billing/pods"], 0o600); err != nil {
		return err
	}

	var groups [][]contender
	for _, version := range versions {
		groups = append(groups, []contender{
			{
				name: "provider, totals of 100,000 records of " + version, binary: ours, config: readingOf(many, false),
				env: environ(version, api+"/"+version+"/many"),
			},
			{name: "jsondecode(file()) and sum(), 100,000 records", config: fmt.Sprintf(decoding, data)},
		}, []contender{
			{
				name: "provider, list of 10,000 records of " + version, binary: ours, config: readingOf(some, true),
				env: environ(version, api+"/"+version+"/some"),
			},
			{
				name: "provider that has the list at no cost", binary: self, config: readingOf(some, true),
				env: append(environ(version, api+"/"+version+"/some"), floorAnswer+"="+filepath.Join(folder, version+".msgpack")),
			},
		})
	}
	groups = append(groups, []contender{{name: "no provider", config: "output \"total\" { value = 1 }\n"}})
	for i, group := range groups {
		for j := range group {
			if err := group[j].prepare(ctx, filepath.Join(folder, fmt.Sprintf("%d-%d", i, j))); err != nil {
				return err
			}
		}
	}

	fmt.Printf("terraform plan, median of %d alternating runs:\n\n", runs)
	for _, group := range groups {
		if err := compare(ctx, group); err != nil {
			return err
		}
	}
	return nil
}

// compare plans with the contenders in turn. It prints their medians, and the ratio of
// the first one's median to each.
func compare(ctx context.Context, contenders []contender) error {
	took := make([][]time.Duration, len(contenders))
	for round := range runs + 1 {
		for i, c := range contenders {
			begun := time.Now()
			if err := c.terraform(ctx, "plan"); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 { // the first round warms up
				took[i] = append(took[i], time.Since(begun))
			}
		}
	}
	var first time.Duration
	for i, c := range contenders {
		slices.Sort(took[i])
		median := took[i][runs/2]
		if i == 0 {
			first = median
		}
		fmt.Printf("  %-46s %8s   %5.2f\n", c.name, median.Round(time.Millisecond), float64(first)/float64(median))
	}
	fmt.Println()
	return nil
}

// prepare writes the configuration to the folder and runs "terraform init".
func (c *contender) prepare(ctx context.Context, folder string) error {
	c.folder = folder
	mirror, err := tfmirror.New(filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	c.env = slices.Concat(mirror.Environ(), c.env)
	config := c.config
	if c.binary != "" {
		if err := mirror.Add(tfmirror.Source, "1.0.0", c.binary); err != nil {
			return err
		}
		config = fmt.Sprintf("terraform {\n  required_providers {\n    runpod = { source = %q }\n  }\n}\n", tfmirror.Source) + config
	}
	if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(config), 0o600); err != nil {
		return err
	}
	return c.terraform(ctx, "init")
}

func (c *contender) terraform(ctx context.Context, subcommand string) error {
	command := exec.CommandContext(ctx, "terraform", subcommand, "-input=false", "-no-color") //nolint:gosec // init or plan
	command.Dir, command.Env = c.folder, c.env
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("terraform %s: %w\n%s", subcommand, err, output)
	}
	return nil
}

// serve serves the bodies at their paths, until the program ends.
func serve(ctx context.Context, bodies map[string][]byte) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(bodies[r.URL.Path])
	})
	go func() { _ = (&http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}).Serve(listener) }()
	return "http://" + listener.Addr().String(), nil
}
