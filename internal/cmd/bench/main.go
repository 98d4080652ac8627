// Command bench compares "terraform plan" runs with the provider to a lower bound. It
// prints medians and their ratios. Run it from the root of the repository, ideally on
// an idle machine. The runs alternate, so that noise affects all of them alike.
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

// configuration reads a list of 10,000 records.
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

const records = 10_000

// contender is a provider that reads the list.
type contender struct {
	name   string
	binary string
	env    []string
	folder string // set by prepare
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
	fmt.Printf("terraform plan of a list of %d records, median of %d alternating runs:\n\n", records, runs)
	for _, version := range []string{"v2", "v1"} {
		endpoint, err := serve(ctx, fakeapi.Many(version, records))
		if err != nil {
			return err
		}
		env := []string{
			"RUNPOD_API_KEY=bench-key", "RUNPOD_API_VERSION=" + version, "RUNPOD_REST_API_URL=" + endpoint, "RUNPOD_REST_V2_API_URL=" + endpoint,
		}
		contenders := []contender{
			{name: "the provider, " + version, binary: ours, env: env},
			{
				name: "a provider that has the list at no cost", binary: self,
				env: append(slices.Clone(env), floorAnswer+"="+filepath.Join(folder, version+".msgpack")),
			},
		}
		for i := range contenders {
			if err := contenders[i].prepare(ctx, filepath.Join(folder, fmt.Sprint(version, i))); err != nil {
				return err
			}
		}
		if err := compare(ctx, contenders); err != nil {
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
	if err := mirror.Add(tfmirror.Source, "1.0.0", c.binary); err != nil {
		return err
	}
	start, end := fakeapi.ManyWindow(records)
	config := fmt.Sprintf(configuration, tfmirror.Source, start.Format(time.RFC3339), end.Format(time.RFC3339))
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

// serve answers every request with the body, until the program ends.
func serve(ctx context.Context, body []byte) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	})
	go func() { _ = (&http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}).Serve(listener) }()
	return "http://" + listener.Addr().String(), nil
}
