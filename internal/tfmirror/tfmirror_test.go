package tfmirror_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

func TestInit(t *testing.T) {
	t.Parallel()
	commands := tfmirror.Commands()
	if len(commands) == 0 {
		t.Skip("neither terraform nor tofu is on the path")
	}
	const repository = "../.."
	mirror, err := tfmirror.New(filepath.Join(t.TempDir(), "mirror"))
	if err != nil {
		t.Fatal(err)
	}
	if err := mirror.Build(t.Context(), repository); err != nil {
		t.Fatal(err)
	}
	want, err := tfmirror.NextVersion(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range commands {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			config := "terraform {\n  required_providers {\n    runpod = { source = \"" + tfmirror.Source + "\" }\n  }\n}\n"
			if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			var output []byte
			for _, arguments := range [][]string{{"init"}, {"version", "-json"}} {
				command := exec.CommandContext(t.Context(), name, arguments...) //nolint:gosec // terraform or tofu
				command.Dir, command.Env = folder, mirror.Environ()
				var stderr strings.Builder
				command.Stderr = &stderr
				var err error
				if output, err = command.Output(); err != nil {
					t.Fatalf("%s: %v\n%s%s", arguments[0], err, output, &stderr)
				}
			}
			var got struct {
				Providers map[string]string `json:"provider_selections"`
			}
			if err := json.Unmarshal(output, &got); err != nil {
				t.Fatal(err)
			}
			if len(got.Providers) != 1 {
				t.Fatalf("installed %v, want one provider", got.Providers)
			}
			for address, version := range got.Providers {
				if !strings.HasSuffix(address, "/"+tfmirror.Source) || version != want {
					t.Errorf("installed %s %s, want %s %s", address, version, tfmirror.Source, want)
				}
			}
		})
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	mirror, err := tfmirror.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "binary")
	if err := os.WriteFile(binary, []byte("a provider"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := mirror.Add("someone/else", "1.2.3", binary); err != nil {
		t.Fatal(err)
	}
	if err := mirror.AddZip("someone/else", binary); err != nil {
		t.Fatal(err)
	}
	for _, host := range tfmirror.Hosts() {
		for _, pattern := range []string{"1.2.3/*/terraform-provider-else_v1.2.3*", "binary"} {
			found, err := filepath.Glob(filepath.Join(mirror.Dir, host, "someone", "else", pattern))
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: found %q, want one file (%v)", pattern, found, err)
			}
			if got, err := os.ReadFile(found[0]); err != nil || string(got) != "a provider" {
				t.Errorf("%s contains %q (%v)", found[0], got, err)
			}
		}
	}
}

func TestEnviron(t *testing.T) {
	t.Setenv("TF_LOG", "trace")
	t.Setenv("RUNPOD_API_KEY", "secret")
	t.Setenv("OTHER", "kept")
	mirror, err := tfmirror.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	environ := mirror.Environ()
	if slices.Contains(environ, "TF_LOG=trace") || slices.Contains(environ, "RUNPOD_API_KEY=secret") {
		t.Errorf("inherited variables of Terraform or the provider: %q", environ)
	}
	if !slices.Contains(environ, "OTHER=kept") {
		t.Error("OTHER is not inherited")
	}
}
