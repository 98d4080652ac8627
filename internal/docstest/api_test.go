package docstest

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

// TestAPI starts the command behind "make api", plans with the variables that it
// prints, and interrupts it.
func TestAPI(t *testing.T) {
	t.Parallel()
	acctest.NeedTerraform(t)
	if runtime.GOOS == "windows" {
		t.Skip("skipped: Windows cannot interrupt a process")
	}
	binary := filepath.Join(t.TempDir(), "api")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./internal/cmd/api") //nolint:gosec // a temporary path
	build.Dir = repository
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	begin := time.Now().UTC().Truncate(time.Second)            // the API's clock has seconds
	api := exec.CommandContext(t.Context(), binary, "-port=0") //nolint:gosec // the command under test
	stdout, err := api.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	api.Stderr = &stderr
	if err := api.Start(); err != nil {
		t.Fatal(err)
	}

	env := &acctest.Env{Vars: map[string]string{}}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Press Ctrl-C") {
		if export, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "export "); ok {
			name, value, _ := strings.Cut(export, "=")
			env.Vars[name] = value
		}
	}
	port := regexp.MustCompile(`^http://127\.0\.0\.1:([0-9]+)/v2$`).FindStringSubmatch(env.Vars["RUNPOD_REST_V2_API_URL"])
	if port == nil || env.Vars["RUNPOD_API_KEY"] == "" || len(env.Vars) != 2 {
		t.Fatalf("exports %v\n%s", env.Vars, stderr.String())
	}
	folder := env.Folder(t, map[string]string{"main.tf": acctest.Required + `
		data "runpod_pods" "now" {}
		output "running" { value = data.runpod_pods.now.summary }
		output "read_at" { value = data.runpod_pods.now.read_at }`})
	printed := expect(t, folder, 0, strings.Trim(examplePods, `"`), "plan", "-input=false")
	readAt := regexp.MustCompile(`read_at += "(.*)"|$`).FindStringSubmatch(printed)[1]
	if at, err := time.Parse(time.RFC3339, readAt); err != nil || at.Before(begin) || at.After(time.Now()) {
		t.Errorf("read at %s, not between %s and now (%v)", readAt, begin, err)
	}

	second := exec.CommandContext(t.Context(), binary, "-port="+port[1]) //nolint:gosec // the command under test
	refusal, err := second.CombinedOutput()
	if err == nil || !strings.Contains(string(refusal), "address already in use; choose another port: make api PORT=") {
		t.Errorf("second command on the port: %v\n%s", err, refusal)
	}

	if err := api.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var last string
	for lines.Scan() {
		last = lines.Text()
	}
	if err := api.Wait(); err != nil || stderr.Len() > 0 {
		t.Errorf("interrupted: %v\n%s", err, stderr.String())
	}
	if want := "Stopped. In the other shell: unset RUNPOD_API_KEY RUNPOD_REST_V2_API_URL"; last != want {
		t.Errorf("last line %q, want %q", last, want)
	}
}
