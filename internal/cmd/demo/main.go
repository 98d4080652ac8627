// Command demo demonstrates the provider. It builds the provider, starts a
// stand-in for Runpod's API on a loopback port, and runs the real Terraform or
// OpenTofu on examples/cost-guard. Everything happens in a temporary folder, which
// it removes at the end. With DEMO_API=runpod, it reads the real account of
// RUNPOD_API_KEY instead.
//
// Run it from the root of the repository.
package main

import (
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
	name, work := filepath.Base(commands[0]), filepath.Join(folder, "cost-guard")
	if err := os.CopyFS(work, os.DirFS(example)); err != nil {
		return fmt.Errorf("copying %s: %w", example, err)
	}
	// The error of a subcommand contains what it printed.
	terraform := func(arguments ...string) (printed string, err error) {
		say(name + " " + strings.ReplaceAll(strings.Join(arguments, " "), onePodMore, "'"+onePodMore+"'"))
		command := exec.CommandContext(ctx, commands[0], append(arguments, "-input=false", "-no-color")...) //nolint:gosec // terraform or tofu
		command.Dir, command.Env = work, append(mirror.Environ(), api...)
		// On a terminal, Ctrl-C has already reached the command, and a second signal would
		// make it abort without cleaning up.
		command.Cancel = func() error {
			time.Sleep(2 * time.Second)
			return command.Process.Signal(os.Interrupt)
		}
		command.WaitDelay = 10 * time.Second
		output, err := command.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%s: %w\n%s", arguments[0], err, output)
		}
		return string(output), err
	}

	if _, err := terraform("init"); err != nil {
		return err
	}
	plan, err := terraform("plan")
	if err != nil {
		return err
	}
	fmt.Print(shorten(plan))

	plan, err = terraform("plan", "-var", onePodMore)
	if stopped := (*exec.ExitError)(nil); err != nil && !errors.As(err, &stopped) {
		return err
	}
	_, errs, stopped := strings.Cut(shorten(plan), "\nError: ")
	if stopped {
		fmt.Print("\nError: ", errs)
	} else {
		fmt.Println("\nThe pod fits: nothing stops the plan.")
	}
	fmt.Printf(byHand, name)
	return nil
}

// onePodMore is the pod that the second plan would add.
const onePodMore = `planned={trainer-2={gpu_type_id="NVIDIA H100 80GB HBM3",gpu_count=1}}`

// What shorten leaves out of a plan: the progress of reads, the source code of failed
// checks, advice on applying, and the outputs that are maps, which other outputs have in
// one line.
var (
	leftOut = regexp.MustCompile(`(?m)^.*: (Reading\.\.\.|Read complete after .*)\n` +
		`|^  (on .*|  [├│].*| *[0-9]+: .*)\n` +
		`|(?s:You can apply this plan.*?infrastructure\.\n|\n─────.*)` +
		`|^  \+ \w+ += \{\n(?: {6}.*\n)* {4}\}\n`)
	warning    = regexp.MustCompile(`Warning: Check block assertion failed\n+`)
	blankLines = regexp.MustCompile(`\n{3,}`)
)

// shorten makes a plan fit on a screen.
func shorten(plan string) string {
	plan = warning.ReplaceAllString(leftOut.ReplaceAllString(plan, ""), "Warning: ")
	return blankLines.ReplaceAllString(plan, "\n\n")
}

const byHand = `
These are the plans without progress, source code and maps; of the second, only the error. The
guards are in examples/cost-guard. To try your own configuration on such an account, run make api.
To run the guards on your own account:

  make install
  cd examples/cost-guard
  export RUNPOD_API_KEY=...
  %[1]s init
  %[1]s plan -var monthly_budget=500
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
