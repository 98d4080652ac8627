package provider_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/tfmirror"
)

// builtProvider builds the provider once for all tests, into a mirror that
// "terraform init" installs from. plugin-testing serves all instances of a
// provider from one process; this is for tests that need the real thing.
var builtProvider = sync.OnceValues(func() (mirror string, err error) {
	mirror, err = os.MkdirTemp("", "runpod-provider-")
	if err != nil {
		return "", err
	}
	m, err := tfmirror.New(mirror)
	if err == nil {
		err = m.Build(context.Background(), "../..")
	}
	return mirror, err
})

// cli is a folder with a configuration, and the environment to run the real
// Terraform in it.
type cli struct {
	folder string
	env    []string
}

// inFolder makes a copy of the files that Terraform runs in, with the provider
// installed by a real "terraform init".
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
	c := &cli{folder: folder, env: append(tfmirror.Mirror{Dir: mirror}.Environ(), "HOME="+folder, "TF_IN_AUTOMATION=1")}
	for name, value := range w.env {
		c.env = append(c.env, name+"="+value)
	}
	if output, code := c.run(t, "init", "-input=false"); code != 0 {
		t.Fatalf("terraform init: %s", output)
	}
	return c
}

// command is a Terraform command, not started.
func (c *cli) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Getenv("TF_ACC_TERRAFORM_PATH"), append(arguments, "-no-color")...) //nolint:gosec // the binary under test
	command.Dir, command.Env = c.folder, c.env
	return command
}

// run returns all that the command printed, and its exit code.
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

// TestTwoProviders: each instance has a key and a version of its own.
func TestTwoProviders(t *testing.T) {
	t.Parallel()
	first, second := newWorld(t, noon, account()), newWorld(t, noon, account())
	c := first.inFolder(t, map[string]string{"main.tf": billing(`pod_id = "note"`, `
		provider "runpod" { api_version = "v1" }
		provider "runpod" {
			alias       = "second"
			endpoints   = { v2 = "`+second.url+`/v2" }
			api_version = "v2"
		}
		data "runpod_pod_billing" "second" {
			provider = runpod.second
			pod_id   = "proxy"
		}
		output "both" {
			value = join(" ", [for b in [data.runpod_pod_billing.x, data.runpod_pod_billing.second] : "${b.api_version} ${b.total_amount}"])
		}
	`)})
	if output, code := c.run(t, "plan"); code != 0 || !strings.Contains(output, `both = "v1 0.44 v2 0.03"`) {
		t.Errorf("exit code %d:\n%s", code, output)
	}
	if got, want := first.sent()+"\n"+second.sent(), "/v1/billing/pods?bucketSize=day&podId=note\n/v2/billing/pods?bucketSize=day&podId=proxy"; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

// TestKeyIsNowhere runs Terraform with all its logs, on answers good and bad,
// and looks for the key in all it prints and leaves behind.
func TestKeyIsNowhere(t *testing.T) {
	t.Parallel()
	elsewhere := newWorld(t, noon, account())
	for name, test := range map[string]struct {
		fault fakeapi.Fault
		code  int
		want  string
	}{
		"a right answer":      {fakeapi.Fault{}, 0, "total = 9.195"},
		"the key echoed":      {fakeapi.Fault{Status: 401, Body: `{"message":"` + testKey + ` is unknown"}`, Header: map[string]string{"X-Request-Id": testKey}}, 1, "Runpod refused the API key"},
		"a redirect":          {fakeapi.Fault{Status: 307, Header: map[string]string{"Location": elsewhere.url + "/" + testKey}}, 1, "Runpod's API redirects elsewhere"},
		"an answer cut short": {fakeapi.Fault{Cut: true}, 0, "total = 9.195"},
		"the key as a time":   {fakeapi.Fault{Body: `[{"amount":1,"time":"` + testKey + `"}]`}, 1, "Runpod's answer cannot be trusted"},
	} {
		for _, inBlock := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, key in block: %t", name, inBlock), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, noon, account())
				w.env["RUNPOD_API_VERSION"] = "v1"
				w.env["TF_LOG"] = "TRACE"
				w.api.Script(test.fault)
				files := map[string]string{"main.tf": billing("", `output "total" { value = data.runpod_pod_billing.x.total_amount }`)}
				if inBlock {
					files["provider.tf"] = `
						variable "key" {
							type      = string
							sensitive = true
						}
						provider "runpod" { api_key = var.key }`
					w.env["TF_VAR_key"] = testKey
					delete(w.env, "RUNPOD_API_KEY")
				}
				c := w.inFolder(t, files)
				output, code := c.run(t, "apply", "-auto-approve", "-input=false")
				if code != test.code || !strings.Contains(output, test.want) {
					t.Errorf("exit code %d, want %d and %q:\n%.3000s", code, test.code, test.want, output)
				}
				if !strings.Contains(output, "Asked the Runpod API") {
					t.Error("the log does not tell what was asked")
				}
				if at := strings.Index(output, testKey); at >= 0 {
					t.Errorf("the key is in the output: …%s…", output[max(0, at-300):at])
				}
				if code != 0 {
					return
				}
				state, err := os.ReadFile(filepath.Join(c.folder, "terraform.tfstate"))
				if err != nil {
					t.Fatal(err)
				}
				plan, _ := c.run(t, "show", "-json")
				if bytes.Contains(state, []byte(testKey)) || strings.Contains(plan, testKey) {
					t.Error("the key is in the state")
				}
			})
		}
	}
}

// TestCtrlC: an interrupt during a wait ends the run within a second or so, and
// says so.
func TestCtrlC(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: Windows has no interrupt to send to another process")
	}
	needVersion(t, "1.1.0", "1.6.0") // 1.0 does not tell providers of an interrupt
	w := newWorld(t, noon, account())
	w.api.Script(fakeapi.Fault{Status: 429, Times: fakeapi.Always, Header: map[string]string{"Retry-After": "60"}})
	c := w.inFolder(t, map[string]string{"main.tf": billing("")})
	var printed bytes.Buffer
	command := c.command(t.Context(), "plan", "-input=false")
	command.Stdout, command.Stderr = &printed, &printed
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for len(w.api.Requests()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	pressed := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
	if took := time.Since(pressed); err == nil || took > 10*time.Second || !strings.Contains(printed.String(), "Reading Runpod's billing was interrupted") {
		t.Errorf("%v after %s:\n%s", err, took, printed.String())
	}
	if got := len(w.api.Requests()); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}
