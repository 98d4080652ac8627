// Package policytest runs the policies of examples/policy, with the commands of
// their README, on plans that the real Terraform makes against a stand-in for
// Runpod's API.
package policytest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

const (
	repository = "../.."
	kitFolder  = repository + "/examples/policy"
)

// mirror is where terraform init finds the provider, and the one that imitates it.
var mirror tfmirror.Mirror

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "policytest")
	if err == nil {
		mirror, err = tfmirror.New(folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	return m.Run()
}

// needTools skips the test where a tool is missing, or fails it if REQUIRE_TOOLS
// is set.
func needTools(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"sh", "terraform", "opa", "conftest"} {
		if result := sh(t, repository, nil, "command -v "+tool); result.code != 0 {
			missing := t.Skipf
			if os.Getenv("REQUIRE_TOOLS") != "" {
				missing = t.Fatalf
			}
			missing("%s is neither in bin nor on the path; make policy-check installs opa and conftest, and runs this", tool)
		}
	}
}

const imitationSource = "imitation/runpod"

// buildProviders builds both providers once.
var buildProviders = sync.OnceValue(func() error {
	ctx := context.Background()
	return errors.Join(
		mirror.Build(ctx, repository),
		mirror.BuildFrom(ctx, imitationSource, "1.0.0", filepath.Join("testdata", "imitation")),
	)
})

// copyKit copies the kit's files to a new folder. What somebody who tried the kit
// has left in examples/policy is not copied.
func copyKit(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	files, err := filepath.Glob(filepath.Join(kitFolder, "rules", "*.rego"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the kit has no policy (%v)", err)
	}
	for _, file := range files {
		write(t, folder, map[string]string{"rules/" + filepath.Base(file): read(t, file)})
	}
	for _, name := range []string{"rules/data.yaml", "rules/policies.hcl", "terraform/main.tf"} {
		write(t, folder, map[string]string{name: read(t, filepath.Join(kitFolder, name))})
	}
	return folder
}

// snippet returns the one example of the README that contains the text.
func snippet(t *testing.T, text string) string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		if strings.Contains(match[1], text) {
			found = append(found, match[1])
		}
	}
	if len(found) != 1 {
		t.Fatalf("the README has %d examples with %q, want one", len(found), text)
	}
	return found[0]
}

func readme(t *testing.T) string {
	t.Helper()
	return read(t, filepath.Join(kitFolder, "README.md"))
}

// result is what a script printed, and its exit code.
type result struct {
	stdout, stderr string
	code           int
}

func (r result) String() string {
	return fmt.Sprintf("exit code %d\n%s\n%s", r.code, r.stdout, r.stderr)
}

var color = regexp.MustCompile("\x1b\\[[0-9;]*m")

// sh runs a script as someone would who pastes it: it goes on after a command that
// fails, and its exit code is that of the last one.
func sh(t *testing.T, folder string, environment []string, script string) result {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join(repository, "bin"))
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	command := exec.CommandContext(t.Context(), "sh", "-c", script) //nolint:gosec // from the README, or a test
	command.Dir = folder
	command.Env = append(append(mirror.Environ(),
		"PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"TF_IN_AUTOMATION=1", "TF_INPUT=0", "NO_COLOR=1"), environment...)
	command.Stdout, command.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", script, err)
	}
	// Not every tool knows NO_COLOR.
	plain := func(text string) string { return color.ReplaceAllString(text, "") }
	return result{plain(stdout.String()), plain(stderr.String()), command.ProcessState.ExitCode()}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path) //nolint:gosec // a file of the repository, or of a test's own folder
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// write writes files, named from the folder on.
func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
