package provider_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

// builtProvider builds the provider once for all tests, into a mirror that
// "terraform init" installs from. plugin-testing serves all provider instances from
// one process; this is for tests that need real processes.
var builtProvider = sync.OnceValues(func() (tfmirror.Mirror, error) {
	folder, err := os.MkdirTemp("", "runpod-provider-")
	if err != nil {
		return tfmirror.Mirror{}, err
	}
	removeMirror = func() { _ = os.RemoveAll(folder) }
	mirror, err := tfmirror.New(folder)
	if err != nil {
		return mirror, err
	}
	return mirror, mirror.Build(context.Background(), "../..")
})

// removeMirror removes builtProvider's mirror, if there is one.
var removeMirror = func() {}

// cli is a folder with a configuration and the environment to run a real Terraform
// in.
type cli struct {
	folder string
	env    []string
}

// inFolder writes the files to a new folder and installs the provider with
// "terraform init".
func (w *world) inFolder(t *testing.T, files map[string]string) *cli {
	t.Helper()
	needTerraform(t)
	mirror, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	c := &cli{folder: folder, env: append(mirror.Environ(), "HOME="+folder, "TF_IN_AUTOMATION=1")}
	for name, value := range w.env {
		c.env = append(c.env, name+"="+value)
	}
	if output, code := c.run(t, "init", "-input=false"); code != 0 {
		t.Fatalf("terraform init: %s", output)
	}
	return c
}

// command returns a Terraform command that has not been started.
func (c *cli) command(ctx context.Context, arguments ...string) *exec.Cmd {
	binary := os.Getenv("TF_ACC_TERRAFORM_PATH")
	command := exec.CommandContext(ctx, binary, append(arguments, "-no-color")...) //nolint:gosec // the binary under test
	command.Dir, command.Env = c.folder, c.env
	return command
}

// run runs the command and returns its output and exit code.
func (c *cli) run(t *testing.T, arguments ...string) (output string, code int) {
	t.Helper()
	var printed bytes.Buffer
	command := c.command(t.Context(), arguments...)
	command.Stdout, command.Stderr = &printed, &printed
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return printed.String(), command.ProcessState.ExitCode()
}

// binaryVersion is the version of the Terraform or OpenTofu under test.
var binaryVersion = sync.OnceValues(func() (*version.Version, error) {
	binary := os.Getenv("TF_ACC_TERRAFORM_PATH")
	command := exec.CommandContext(context.Background(), binary, "version", "-json") //nolint:gosec // the binary under test
	command.Env = []string{"TF_CLI_CONFIG_FILE=" + os.DevNull, "CHECKPOINT_DISABLE=1"}
	printed, err := command.Output()
	if err != nil {
		return nil, err
	}
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(printed, &answer); err != nil {
		return nil, err
	}
	found, err := version.NewVersion(answer.Version)
	if err != nil {
		return nil, err
	}
	return found.Core(), nil
})

// needVersion skips the test if the Terraform or OpenTofu binary is older than the
// given version.
func needVersion(t *testing.T, terraform, tofu string) {
	t.Helper()
	needTerraform(t)
	needed := terraform
	if strings.HasPrefix(filepath.Base(os.Getenv("TF_ACC_TERRAFORM_PATH")), "tofu") {
		needed = tofu
	}
	found, err := binaryVersion()
	if err != nil {
		t.Fatal(err)
	}
	if found.LessThan(version.Must(version.NewVersion(needed))) {
		t.Skipf("skipped: needs version %s, but the binary is version %s", needed, found)
	}
}
