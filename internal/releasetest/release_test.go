// Package releasetest checks goreleaser's release of this repository against the
// rules of the Terraform and OpenTofu registries, and installs it.
//
// RELEASE_DIST is the folder of a finished release to check. If it is not set but
// REQUIRE_TOOLS is, the test builds a release of the last commit in a clone,
// signed with a temporary key. Nothing is published in either case.
package releasetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

const (
	project  = "terraform-provider-runpod"
	manifest = "terraform-registry-manifest.json"
)

// platforms are those that the registries recommend, plus other systems that people
// run Terraform on. HCP Terraform needs linux_amd64.
func platforms() []string {
	return []string{
		"darwin_amd64", "darwin_arm64",
		"freebsd_amd64", "freebsd_arm64",
		"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"windows_amd64", "windows_arm64",
	}
}

// release is a finished release in a folder.
type release struct {
	dist        string
	repository  string   // its source
	environment []string // for gpg, with the signing key; nil: this process's

	// From goreleaser's metadata.json.
	Version string `json:"version"`
}

func (r release) name(suffix string) string { return project + "_" + r.Version + "_" + suffix }
func (r release) path(suffix string) string { return filepath.Join(r.dist, r.name(suffix)) }

// built returns the names of what is built for the platforms.
func (r release) built() []string {
	var names []string
	for _, platform := range platforms() {
		names = append(names, r.name(platform+".zip"), r.name(platform+".zip.cdx.json"))
	}
	return names
}

func TestRelease(t *testing.T) {
	dist := os.Getenv("RELEASE_DIST")
	if dist == "" && os.Getenv("REQUIRE_TOOLS") == "" {
		t.Skip("a release takes minutes to build; run make release-check")
	}
	made := release{
		dist:       dist,
		repository: strings.TrimSpace(run(t, "", nil, "git", "rev-parse", "--show-toplevel")),
	}
	if dist == "" {
		made.environment = append(os.Environ(), "GNUPGHOME="+throwAwayKey(t), "GPG_FINGERPRINT="+keyName)
		made.repository = goreleaser(t, made.repository, made.environment)
		made.dist = filepath.Join(made.repository, "dist")
	} else if !filepath.IsAbs(dist) {
		made.dist = filepath.Join(made.repository, dist)
	}
	err := json.Unmarshal(read(t, filepath.Join(made.dist, "metadata.json")), &made)
	if err != nil || made.Version == "" {
		t.Fatalf("metadata.json has no version: %+v (%v)", made, err)
	}

	t.Run("files", made.testFiles)
	t.Run("checksums", made.testChecksums)
	t.Run("signature", made.testSignature)
	t.Run("manifest", made.testManifest)
	t.Run("install", made.testInstall)
}

// testFiles checks for missing and unexpected files. The manifest is uploaded from the
// repository, not copied to the folder.
func (r release) testFiles(t *testing.T) {
	paths, err := filepath.Glob(r.path("*"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, path := range paths {
		got = append(got, filepath.Base(path))
	}
	checkNames(t, got, append(r.built(), r.name("SHA256SUMS"), r.name("SHA256SUMS.sig")))
}

func checkNames(t *testing.T, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("files:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// testChecksums parses SHA256SUMS as the registries do.
func (r release) testChecksums(t *testing.T) {
	var names []string
	for line := range strings.Lines(string(read(t, r.path("SHA256SUMS")))) {
		got, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		names = append(names, name)
		path := filepath.Join(r.dist, name)
		if name == r.name("manifest.json") {
			path = filepath.Join(r.repository, manifest)
		}
		if want := fmt.Sprintf("%x", sha256.Sum256(read(t, path))); got != want {
			t.Errorf("checksum of %s is %s, want %s", name, got, want)
		}
	}
	checkNames(t, names, append(r.built(), r.name("manifest.json")))
}

func (r release) testSignature(t *testing.T) {
	signature := r.path("SHA256SUMS.sig")
	if bytes.HasPrefix(read(t, signature), []byte("-----BEGIN")) {
		t.Error("the signature is ASCII-armored; the registries require a binary one")
	}
	need(t, "gpg")
	status := run(t, "", r.environment, "gpg", "--batch", "--status-fd", "1", "--verify", signature, r.path("SHA256SUMS"))
	_, valid, found := strings.Cut(status, "[GNUPG:] VALIDSIG ")
	fields := strings.Fields(valid)
	if !found || len(fields) < 7 {
		t.Fatalf("no valid signature:\n%s", status)
	}
	const rsa, dsa = "1", "17"
	if algorithm := fields[6]; algorithm != rsa && algorithm != dsa {
		t.Errorf("the key uses OpenPGP algorithm %s; the Terraform Registry accepts RSA and DSA", algorithm)
	}
}

func (r release) testManifest(t *testing.T) {
	var got bytes.Buffer
	const want = `{"version":1,"metadata":{"protocol_versions":["6.0"]}}`
	if err := json.Compact(&got, read(t, filepath.Join(r.repository, manifest))); err != nil || strings.TrimSpace(got.String()) != want {
		t.Errorf("the manifest is %s, want %s (%v)", &got, want, err)
	}

	// Additional uploads are only in the configuration, of which goreleaser leaves a
	// copy.
	settings := regexp.MustCompile(`(?m)^release:\n( .*\n)*`).FindString(string(read(t, filepath.Join(r.dist, "config.yaml"))))
	for _, want := range []string{"glob: " + manifest, "{{ .Version }}_manifest.json", "draft: true"} {
		if !strings.Contains(settings, want) {
			t.Errorf("the release's settings lack %q:\n%s", want, settings)
		}
	}
}

// testInstall checks that Terraform and OpenTofu, if they are on the path, can
// install the zips from a mirror and start the provider.
func (r release) testInstall(t *testing.T) {
	mirror, err := tfmirror.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, platform := range platforms() {
		if err := mirror.AddZip(tfmirror.Source, r.path(platform+".zip")); err != nil {
			t.Fatal(err)
		}
	}
	clients := tfmirror.Commands()
	if len(clients) == 0 {
		need(t, "terraform")
	}
	for _, client := range clients {
		folder := t.TempDir()
		config := fmt.Appendf(nil, configuration, tfmirror.Source, r.Version)
		if err := os.WriteFile(filepath.Join(folder, "main.tf"), config, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, folder, mirror.Environ(), client, "init", "-input=false", "-no-color")
		run(t, folder, mirror.Environ(), client, "validate", "-no-color") // asks the provider for its schema
	}
}

const configuration = `
terraform {
  required_providers {
    runpod = { source = %q, version = %q }
  }
}

data "runpod_budget" "month" {
  amount = 1
}
`

const keyName = "release-check"

// throwAwayKey generates a signing key and returns the folder it is in.
func throwAwayKey(t *testing.T) string {
	t.Helper()
	need(t, "gpg")
	folder := filepath.Join(t.TempDir(), "gnupg")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	environment := append(os.Environ(), "GNUPGHOME="+folder)
	t.Cleanup(func() {
		// gpg starts an agent, which would outlive the folder.
		command := exec.CommandContext(context.WithoutCancel(t.Context()), "gpgconf", "--kill", "gpg-agent")
		command.Env = environment
		if err := command.Run(); err != nil {
			t.Logf("stopping gpg's agent: %v", err)
		}
	})
	run(t, "", environment, "gpg", "--batch", "--passphrase", "", "--quick-generate-key", keyName, "rsa3072", "sign", "never")
	return folder
}

// goreleaser builds a release of the last commit, in a clone of the repository, and
// returns the clone.
func goreleaser(t *testing.T, repository string, environment []string) string {
	t.Helper()
	need(t, "goreleaser")
	need(t, "cyclonedx-gomod") // goreleaser runs it
	folder := filepath.Join(t.TempDir(), project)
	run(t, "", nil, "git", "clone", "--quiet", repository, folder)
	run(t, folder, environment, "goreleaser", "release", "--clean", "--snapshot")
	return folder
}

// need skips the test without the tool, or fails it if tools are required.
func need(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil && os.Getenv("REQUIRE_TOOLS") != "" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip(err)
	}
}

// run returns the command's standard output. A nil environment inherits this
// process's.
func run(t *testing.T, folder string, environment []string, name string, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, arguments...) //nolint:gosec // the callers name the command
	command.Dir, command.Env = folder, environment
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(arguments, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path) //nolint:gosec // a file of the release
	if err != nil {
		t.Fatal(err)
	}
	return content
}
