package acctest

import (
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

// Main runs a package's tests and exits. It ignores the developer's own CLI
// configuration.
func Main(m *testing.M) {
	if err := os.Unsetenv("TF_CLI_CONFIG_FILE"); err != nil {
		panic(err)
	}
	code := m.Run()
	removeMirror()
	os.Exit(code)
}

// Terraform returns the path of the Terraform or OpenTofu binary under test, or ""
// if there is none.
func Terraform() string {
	for _, command := range tfmirror.Commands() {
		return command
	}
	return ""
}

// IsTofu reports whether the binary under test is OpenTofu.
func IsTofu() bool { return strings.HasPrefix(filepath.Base(Terraform()), "tofu") }

// NeedTerraform skips the test if there is no Terraform or OpenTofu binary. A binary
// that was asked for must be there.
func NeedTerraform(t *testing.T) {
	t.Helper()
	if Terraform() != "" {
		return
	}
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		t.Fatalf("TF_ACC_TERRAFORM_PATH is %q, which cannot be run", path)
	}
	t.Skip("skipped: neither terraform nor tofu is on the path, and TF_ACC_TERRAFORM_PATH is not set")
}

// NeedVersion skips the test if the Terraform or OpenTofu binary is older than the
// given version.
func NeedVersion(t *testing.T, terraform, tofu string) {
	t.Helper()
	NeedTerraform(t)
	needed := terraform
	if IsTofu() {
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

// binaryVersion is the version of the Terraform or OpenTofu under test.
var binaryVersion = sync.OnceValues(func() (*version.Version, error) {
	command := exec.CommandContext(context.Background(), Terraform(), "version", "-json") //nolint:gosec // the binary under test
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

// Mirror is the mirror that Folder installs from. It builds the provider once for
// all tests of a package.
var Mirror = sync.OnceValues(func() (tfmirror.Mirror, error) {
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

// removeMirror removes Mirror's folder, if there is one.
var removeMirror = func() {}

// Folder is a folder with a configuration and the environment to run Terraform in.
type Folder struct {
	Path string
	Env  []string
}

// Folder writes the files to a new folder and installs the provider with "terraform
// init".
func (e *Env) Folder(t *testing.T, files map[string]string) *Folder {
	t.Helper()
	NeedTerraform(t)
	mirror, err := Mirror()
	if err != nil {
		t.Fatal(err)
	}
	path := t.TempDir()
	for name, content := range files {
		file := filepath.Join(path, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o750), os.WriteFile(file, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	f := &Folder{Path: path, Env: append(mirror.Environ(), "HOME="+path, "TF_IN_AUTOMATION=1")}
	for name, value := range e.Vars {
		f.Env = append(f.Env, name+"="+value)
	}
	if output, code := f.Run(t, "init", "-input=false"); code != 0 {
		t.Fatalf("terraform init: %s", output)
	}
	return f
}

// Command returns a Terraform command that has not been started.
func (f *Folder) Command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, Terraform(), append(arguments, "-no-color")...) //nolint:gosec // the binary under test
	command.Dir, command.Env = f.Path, f.Env
	return command
}

// Run runs Terraform and returns its output and exit code.
func (f *Folder) Run(t *testing.T, arguments ...string) (output string, code int) {
	t.Helper()
	return finish(t, f.Command(t.Context(), arguments...))
}

// Shell runs a script with bash and returns its output and exit code. It skips the
// test if there is no bash.
func (f *Folder) Shell(t *testing.T, script string) (output string, code int) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("skipped: bash is not on the path")
	}
	command := exec.CommandContext(t.Context(), bash, "-c", script) //nolint:gosec // written by the test
	command.Dir, command.Env = f.Path, f.Env
	return finish(t, command)
}

func finish(t *testing.T, command *exec.Cmd) (output string, code int) {
	t.Helper()
	printed, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(printed), command.ProcessState.ExitCode()
}
