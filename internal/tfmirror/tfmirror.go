// Package tfmirror lets Terraform and OpenTofu install the provider from this
// repository. It builds the provider into a filesystem mirror, which "terraform
// init" uses instead of a registry, and returns the environment for running them.
package tfmirror

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// Source is the provider's source address, without a registry host.
const Source = "costguard/runpod"

// Commands returns the paths of the Terraform and OpenTofu commands to use: the one
// that TF_ACC_TERRAFORM_PATH names, if it is set, or those on the path, terraform
// first.
func Commands() []string {
	names := []string{"terraform", "tofu"}
	if name := os.Getenv("TF_ACC_TERRAFORM_PATH"); name != "" {
		names = []string{name}
	}
	var commands []string
	for _, name := range names {
		if command, err := exec.LookPath(name); err == nil {
			commands = append(commands, command)
		}
	}
	return commands
}

// Mirror is a filesystem mirror, set up by New.
type Mirror struct {
	// Dir contains a folder for each registry host. Terraform ignores the files beside
	// them: the CLI configuration and what was built.
	Dir string
}

// New makes an empty mirror in dir, which it creates if needed.
func New(dir string) (Mirror, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Mirror{}, err
	}
	m := Mirror{Dir: dir}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Mirror{}, err
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(dir))
	return m, os.WriteFile(m.cliConfig(), []byte(config), 0o600)
}

func (m Mirror) cliConfig() string { return filepath.Join(m.Dir, "cli.tfrc") }

// Build builds the repository's provider into the mirror, as version NextVersion.
func (m Mirror) Build(ctx context.Context, repository string) error {
	version, err := NextVersion(repository)
	if err != nil {
		return err
	}
	return m.BuildFrom(ctx, Source, version, repository)
}

// BuildFrom builds the main package in the folder into the mirror, as that
// version of the source address.
func (m Mirror) BuildFrom(ctx context.Context, source, version, folder string) error {
	binary := filepath.Join(m.Dir, path.Dir(source)+".build")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".") //nolint:gosec // a path in the mirror
	build.Dir = folder
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, err, output)
	}
	return m.Add(source, version, binary)
}

// Add puts a provider's binary into the mirror, as that version of the source
// address.
func (m Mirror) Add(source, version, binary string) error {
	name := "terraform-provider-" + path.Base(source) + "_v" + version
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return m.put(binary, source, filepath.Join(version, runtime.GOOS+"_"+runtime.GOARCH, name))
}

// AddZip puts a zip file of a release into the mirror. Its name already contains the
// version and the platform.
func (m Mirror) AddZip(source, zip string) error {
	return m.put(zip, source, filepath.Base(zip))
}

// put copies a file to where Terraform and OpenTofu look for the source address. Each
// adds the host of its own registry.
func (m Mirror) put(file, source, name string) error {
	content, err := os.ReadFile(file) //nolint:gosec // named by the caller
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		target := filepath.Join(m.Dir, host, filepath.FromSlash(source), name)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(target), 0o750)
		}
		if err == nil {
			err = os.WriteFile(target, content, 0o755) //nolint:gosec // in the mirror, and has to be executable
		}
	}
	return err
}

// Environ returns this process's environment, changed so that Terraform installs
// providers from the mirror only. It leaves out the variables that configure
// Terraform (TF_*) and the provider (RUNPOD_*).
func (m Mirror) Environ() []string {
	environ := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "RUNPOD_")
	})
	return append(environ, "TF_CLI_CONFIG_FILE="+m.cliConfig(), "CHECKPOINT_DISABLE=1")
}

var heading = regexp.MustCompile(`^## (\d+\.\d+\.\d+)\b`)

// NextVersion returns the first version in the repository's CHANGELOG.md. It
// satisfies the version constraints of the examples.
func NextVersion(repository string) (string, error) {
	changelog, err := os.ReadFile(filepath.Join(repository, "CHANGELOG.md")) //nolint:gosec // the caller's repository
	if err != nil {
		return "", err
	}
	match := heading.FindSubmatch(changelog)
	if match == nil {
		return "", errors.New("CHANGELOG.md does not begin with a version")
	}
	return string(match[1]), nil
}
