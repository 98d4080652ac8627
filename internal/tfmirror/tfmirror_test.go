package tfmirror_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

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
