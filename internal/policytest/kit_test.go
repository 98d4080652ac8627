// Package policytest runs the policies in examples/policy, with the commands from
// their README, on plans that a real Terraform makes with a fake Runpod API.
package policytest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

const (
	repository = "../.."
	kitFolder  = repository + "/examples/policy"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// needTools skips the test unless REQUIRE_TOOLS is set, since these tests take minutes,
// and fails it if a tool is missing.
func needTools(t *testing.T) {
	t.Helper()
	if os.Getenv("REQUIRE_TOOLS") == "" {
		t.Skip("skipped: make policy-check installs opa and conftest and runs this test")
	}
	for _, tool := range []string{"sh", "terraform", "opa", "conftest"} {
		if result := sh(t, repository, nil, "command -v "+tool); result.code != 0 {
			t.Fatalf("%s is neither in bin nor on the path", tool)
		}
	}
}

func needProgram(t *testing.T, name string) {
	t.Helper()
	if sh(t, repository, nil, "command -v "+name).code != 0 {
		t.Skipf("skipped: %s is not on the path", name)
	}
}

const (
	imitationSource = "imitation/runpod" // this provider, as if it were somebody else's
	// The stand-in of Runpod's own provider, also as if it were somebody else's.
	runpodSource = "runpod/runpod"
	copySource   = "copy/runpod"

	standIn = "../acctest/testdata/otherprovider"
)

// needProviders is needTools, and adds the other providers to the mirror, which has this
// one.
func needProviders(t *testing.T) {
	t.Helper()
	needTools(t)
	if err := otherProviders(); err != nil {
		t.Fatal(err)
	}
}

var otherProviders = sync.OnceValue(func() error {
	mirror, err := acctest.Mirror()
	if err != nil {
		return err
	}
	ctx := context.Background()
	return errors.Join(
		mirror.BuildFrom(ctx, imitationSource, "1.0.0", repository),
		mirror.BuildFrom(ctx, runpodSource, "2.0.0", standIn),
		mirror.BuildFrom(ctx, copySource, "2.0.0", standIn),
	)
})

// copyKit copies the kit's files to a new folder, without files that are left in
// examples/policy from trying the kit. The copy's clock stands still.
func copyKit(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	files, err := filepath.Glob(filepath.Join(kitFolder, "rules", "*.rego"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the kit has no policy (%v)", err)
	}
	clocks := 0
	for _, file := range append(files, filepath.Join(kitFolder, "rules", "data.yaml"), filepath.Join(kitFolder, "rules", "policies.hcl")) {
		text := read(t, file)
		clocks += strings.Count(text, "time.now_ns()")
		text = strings.ReplaceAll(text, "time.now_ns()", strconv.FormatInt(clock.UnixNano(), 10))
		write(t, folder, map[string]string{"rules/" + filepath.Base(file): text})
	}
	if clocks != 1 {
		t.Fatalf("the rules read the clock in %d places, want 1", clocks)
	}
	write(t, folder, map[string]string{"terraform/main.tf": read(t, filepath.Join(kitFolder, "terraform", "main.tf"))})
	return folder
}

// snippet returns the only example in the README that contains the text.
func snippet(t *testing.T, text string) string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		if strings.Contains(match[1], text) {
			found = append(found, match[1])
		}
	}
	if len(found) != 1 {
		t.Fatalf("the README has %d examples with %q, want 1", len(found), text)
	}
	return found[0]
}

func readme(t *testing.T) string {
	t.Helper()
	return read(t, filepath.Join(kitFolder, "README.md"))
}

// result is a script's output and exit code.
type result struct {
	stdout, stderr string
	code           int
}

func (r result) String() string {
	return fmt.Sprintf("exit code %d\n%s\n%s", r.code, r.stdout, r.stderr)
}

var color = regexp.MustCompile("\x1b\\[[0-9;]*m")

// sh runs a script as if pasted into a shell: it continues after a command that
// fails, and its exit code is that of the last command.
func sh(t *testing.T, folder string, environment []string, script string) result {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join(repository, "bin"))
	if err != nil {
		t.Fatal(err)
	}
	mirror, err := acctest.Mirror()
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
	// Not every tool supports NO_COLOR.
	plain := func(text string) string { return color.ReplaceAllString(text, "") }
	return result{plain(stdout.String()), plain(stderr.String()), command.ProcessState.ExitCode()}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path) //nolint:gosec // a file in the repository or in a test's folder
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// write writes files, whose names are relative to the folder.
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
