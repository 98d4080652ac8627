// Command demo demonstrates the provider. It builds the provider, starts a
// stand-in for Runpod's API on a loopback port, and runs the real Terraform or
// OpenTofu on examples/cost-guard. Everything happens in a temporary folder, which
// it removes at the end. With DEMO_API=runpod, it reads the real account of
// RUNPOD_API_KEY instead.
//
// Run it from the root of the repository.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

const example = "examples/cost-guard"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		if ctx.Err() != nil {
			err = errors.New("interrupted; the temporary folder is removed")
		}
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "runpod-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	say("Building the provider")
	mirror, err := tfmirror.New(filepath.Join(folder, "mirror"))
	if err != nil {
		return err
	}
	if err := mirror.Build(ctx, "."); err != nil {
		return err
	}

	api, err := chooseAPI(ctx)
	if err != nil {
		return err
	}
	commands := tfmirror.Commands()
	if len(commands) == 0 {
		return errors.New("neither terraform nor tofu is on the path: install one of them")
	}
	terraform := commands[0]

	work := filepath.Join(folder, "cost-guard")
	if err := os.CopyFS(work, os.DirFS(example)); err != nil {
		return fmt.Errorf("copying %s: %w", example, err)
	}
	environment := append(mirror.Environ(), api...)

	if _, err := runTerraform(ctx, work, environment, terraform, "init"); err != nil {
		return err
	}
	plan, err := runTerraform(ctx, work, environment, terraform, "plan")
	if err != nil {
		return err
	}
	fmt.Print(shorten(plan))

	plan, err = runTerraform(ctx, work, environment, terraform, "plan", "-var", onePodMore)
	if stopped := (*exec.ExitError)(nil); err != nil && !errors.As(err, &stopped) {
		return err
	}
	fmt.Print(outcome(plan), byHand)
	return nil
}

// onePodMore is the pod that the second plan would add.
const onePodMore = `planned={trainer-2={gpu_type_id="NVIDIA H100 80GB HBM3",gpu_count=1}}`

// runTerraform returns what a subcommand prints, even with an error, which contains it
// as well.
func runTerraform(ctx context.Context, folder string, environment []string, terraform string, arguments ...string) (string, error) {
	subcommand := arguments[0]
	say(filepath.Base(terraform) + " " + strings.ReplaceAll(strings.Join(arguments, " "), onePodMore, "'"+onePodMore+"'"))
	arguments = append(arguments, "-input=false", "-no-color")
	command := exec.CommandContext(ctx, terraform, arguments...) //nolint:gosec // terraform or tofu
	command.Dir, command.Env = folder, environment
	var printed bytes.Buffer
	command.Stdout, command.Stderr = &printed, &printed
	stopGently(command)
	if err := command.Run(); err != nil {
		return printed.String(), fmt.Errorf("%s: %w\n%s", subcommand, err, printed.String())
	}
	return printed.String(), nil
}

// What shorten leaves out of a plan.
var (
	progress   = regexp.MustCompile(`(?m)^.*: (Reading\.\.\.|Read complete after .*)\n`)
	sourceCode = regexp.MustCompile(`(?m)^  (on .*|  [├│].*| *[0-9]+: .*)\n`)
	footer     = regexp.MustCompile(`(?s)You can apply this plan.*?infrastructure\.\n|\n─────.*`)
	warning    = regexp.MustCompile(`Warning: Check block assertion failed\n+`)
	maps       = regexp.MustCompile(`(?m)^  \+ \w+ += \{\n(?: {6}.*\n)* {4}\}\n`)
	oneInList  = regexp.MustCompile(`\[\n +\+ (".*"),\n +\]`)
	blankLines = regexp.MustCompile(`\n{3,}`)
)

// shorten makes a plan fit on a screen: without the progress of reads, the source
// code of failed checks, advice on applying, and the outputs that are maps, which
// other outputs have in one line, and with short lists in one line.
func shorten(plan string) string {
	for _, left := range []*regexp.Regexp{progress, sourceCode, footer, maps} {
		plan = left.ReplaceAllString(plan, "")
	}
	plan = oneInList.ReplaceAllString(plan, "[$1]")
	return blankLines.ReplaceAllString(warning.ReplaceAllString(plan, "Warning: "), "\n\n")
}

// outcome returns the errors of a plan, or says that there are none.
func outcome(plan string) string {
	_, errs, stopped := strings.Cut(shorten(plan), "\nError: ")
	if !stopped {
		return "\nThe pod fits: nothing stops the plan.\n"
	}
	return "\nError: " + errs
}

const byHand = `
These are the plans without progress, source code and maps; of the second, only the error. The
guards are in examples/cost-guard. To try your own configuration on such an account, run make api.
To run the guards on your own account:

  make install
  cd examples/cost-guard
  export RUNPOD_API_KEY=...
  terraform init
  terraform plan -var monthly_budget=500
`

func say(what string) {
	fmt.Printf("\n==> %s\n", what)
}

// chooseAPI returns the environment variables that configure the provider, either
// for the stand-in, which it starts, or for the real API.
func chooseAPI(ctx context.Context) ([]string, error) {
	if os.Getenv("DEMO_API") == "runpod" {
		if os.Getenv("RUNPOD_API_KEY") == "" {
			return nil, errors.New("DEMO_API=runpod reads your account: set RUNPOD_API_KEY as well")
		}
		say("Reading your Runpod account")
		return slices.DeleteFunc(os.Environ(), func(variable string) bool {
			return !strings.HasPrefix(variable, "RUNPOD_")
		}), nil
	}
	// The stand-in's clock is fixed, so that the demo always shows the same amounts.
	base, environ, err := fakeapi.ServeSample(ctx, "127.0.0.1:0", fakeapi.SampleTime)
	if err != nil {
		return nil, err
	}
	say("Started a stand-in for Runpod's API at " + base + "; its clock is at " + fakeapi.SampleTime().Format(time.RFC1123))
	return environ, nil
}

// stopGently gives the command time to stop on its own when the demo is interrupted.
// On a terminal, Ctrl-C has already reached it, and a second signal would make it
// abort without cleaning up.
func stopGently(command *exec.Cmd) {
	command.Cancel = func() error {
		time.Sleep(2 * time.Second)
		return command.Process.Signal(os.Interrupt)
	}
	command.WaitDelay = 10 * time.Second
}
