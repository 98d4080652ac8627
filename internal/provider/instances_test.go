package provider_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// These tests run the provider as Terraform does, in a separate process.

// TestTwoProviders checks that each instance has its own key and version.
func TestTwoProviders(t *testing.T) {
	t.Parallel()
	first, second := newEnv(t, noon, account()), newEnv(t, noon, account())
	folder := first.Folder(t, map[string]string{"main.tf": billing(`pod_id = "note"`, `
		provider "runpod" { api_version = "v1" }
		provider "runpod" {
			alias       = "second"
			endpoints   = { v2 = "`+second.URL+`/v2" }
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
	if output, code := folder.Run(t, "plan"); code != 0 || !strings.Contains(output, `both = "v1 0.44 v2 0.03"`) {
		t.Errorf("exit code %d:\n%s", code, output)
	}
	const want = "/v1/billing/pods?bucketSize=day&grouping=podId&podId=note\n/v2/billing/pods?bucketSize=day&podId=proxy"
	if got := first.Sent() + "\n" + second.Sent(); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

// TestKeyIsNowhere runs Terraform with full logging, with the key in the environment and
// in a variable, and searches its output, state and plan for the key.
func TestKeyIsNowhere(t *testing.T) {
	t.Parallel()
	for place, config := range map[string]string{
		"RUNPOD_API_KEY": "",
		"TF_VAR_key":     "variable \"key\" { sensitive = true }\nprovider \"runpod\" { api_key = var.key }",
	} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, noon, account())
			delete(e.Vars, "RUNPOD_API_KEY")
			e.Vars[place], e.Vars["TF_LOG"] = acctest.Key, "TRACE"
			folder := e.Folder(t, map[string]string{
				"main.tf": billing("", config, `output "total" { value = data.runpod_pod_billing.x.total_amount }`),
			})
			output, code := folder.Run(t, "apply", "-auto-approve", "-input=false")
			if code != 0 || !strings.Contains(output, "total = 9.195") || !strings.Contains(output, "Sent a request to the Runpod API") {
				t.Errorf("exit code %d:\n%.3000s", code, output)
			}
			state, err := os.ReadFile(filepath.Join(folder.Path, "terraform.tfstate"))
			if err != nil {
				t.Fatal(err)
			}
			plan, _ := folder.Run(t, "show", "-json")
			checkNoKey(t, "output", output)
			checkNoKey(t, "state", string(state))
			checkNoKey(t, "plan", plan)
		})
	}
}

// TestHostileEcho checks that a server that echoes the key in every place cannot get
// eight consecutive characters of it into a log.
func TestHostileEcho(t *testing.T) {
	t.Parallel()
	escaped := "" // in JSON
	for i := range len(acctest.Key) {
		escaped += fmt.Sprintf(`\u%04x`, acctest.Key[i])
	}
	echoes := acctest.Key + " " + strings.ToLower(acctest.Key) + " " + strings.TrimPrefix(acctest.Key, "rpa_")
	// The second body has an echo close to where messages are truncated.
	bodies := map[string]struct {
		status int
		body   string
	}{
		"/2/billing/pods": {401, `{"message":"` + escaped + " " + echoes + `"}`},
		"/2/billing":      {400, `{"detail":"` + strings.Repeat("x", 489) + escaped + `","errors":["` + echoes + `"]}`},
		"/2/billing/clusters": {200, `{"` + acctest.Key + `":1,"records":[],"metadata":{"` + escaped +
			`":{"` + acctest.Key + `":["` + acctest.Key},
		"/2/pods":               {200, `{"pods":[{"id":"` + escaped + `"},{"id":"` + acctest.Key + `"}]}`},
		"/2/billing/serverless": {200, `{"records":[{"startTime":"` + escaped + `"}],"metadata":{"query":{"startTime":"` + acctest.Key + `"}}}`},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"X-Request-Id", "Cf-Ray", "Server", "Warning", "Set-Cookie", "WWW-Authenticate"} {
			w.Header().Set(name, acctest.Key)
		}
		answer := bodies[r.URL.Path]
		if r.URL.Path == "/2/billing/endpoints" {
			w.Header().Set("Location", "https://"+acctest.Key+".example/"+acctest.Key+"?"+acctest.Key)
			answer.status = http.StatusFound
		}
		w.Header().Set("Content-Type", "application/json; charset="+acctest.Key)
		if r.URL.Path == "/2/billing/network-volumes" {
			w.Header().Set("Content-Type", "text/"+acctest.Key)
			answer.status = http.StatusOK
		}
		w.WriteHeader(answer.status)
		_, _ = w.Write([]byte(answer.body))
	}))
	t.Cleanup(server.Close)
	e := newEnvAt(server.URL+"/2", noon)
	e.Vars["TF_LOG"] = "TRACE"
	folder := e.Folder(t, map[string]string{"main.tf": billing("", `
		provider "runpod" { max_retries = 0 }
		data "runpod_billing" "x" {}
		data "runpod_cluster_billing" "x" {}
		data "runpod_serverless_billing" "x" {}
		data "runpod_public_endpoint_billing" "x" {}
		data "runpod_network_volume_billing" "x" {}
		data "runpod_pods" "x" {}
	`)})
	output, code := folder.Run(t, "plan", "-input=false")
	for _, want := range []string{
		"rejected the API key", "rejected the request", "is incomplete or contradicts itself", "Unexpected redirect", "(API key)",
	} {
		if code != 1 || !strings.Contains(output, want) {
			t.Errorf("exit code %d, want 1 and %q", code, want)
		}
	}
	checkNoKey(t, "output", output)
}

// TestUnaskedBytes checks that the key is not logged if it follows a response,
// since net/http logs unsolicited bytes.
func TestUnaskedBytes(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, buffer, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(func() { _ = connection.Close() })
		_, _ = buffer.WriteString("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}\r\nAuthorization: Bearer " + acctest.Key)
		_ = buffer.Flush()
	}))
	t.Cleanup(server.Close)
	e := newEnvAt(server.URL+"/v2", noon)
	e.Vars["TF_LOG"] = "TRACE"
	output, code := e.Folder(t, map[string]string{"main.tf": billing("")}).Run(t, "plan", "-input=false")
	if want := "rejected the API key"; code != 1 || !strings.Contains(output, want) {
		t.Errorf("exit code %d, want 1 and %q", code, want)
	}
	checkNoKey(t, "output", output)
}

// checkNoKey searches for eight consecutive characters of the key, in any case.
func checkNoKey(t *testing.T, place, text string) {
	t.Helper()
	folded, key := strings.ToLower(text), strings.ToLower(acctest.Key)
	for i := 0; i+8 <= len(key); i++ {
		if at := strings.Index(folded, key[i:i+8]); at >= 0 {
			t.Errorf("part of the key, %q, is in the %s: …%s…", key[i:i+8], place, text[max(0, at-300):at])
			return
		}
	}
}

// TestCtrlC checks that an interrupt ends a wait promptly, with an error that says
// so.
func TestCtrlC(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: Windows cannot send an interrupt to another process")
	}
	acctest.NeedVersion(t, "1.1.0", "1.6.0") // 1.0 does not pass interrupts on to providers
	e := newEnv(t, noon, account())
	e.API.Script(fakeapi.Fault{Status: 429, Times: fakeapi.Always, Header: map[string]string{"Retry-After": "60"}})
	folder := e.Folder(t, map[string]string{"main.tf": billing("")})
	var printed bytes.Buffer
	command := folder.Command(t.Context(), "plan", "-input=false")
	command.Stdout, command.Stderr = &printed, &printed
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for len(e.API.Requests()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	pressed := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
	const want = "Reading from Runpod was interrupted"
	if took := time.Since(pressed); err == nil || took > 10*time.Second || !strings.Contains(printed.String(), want) {
		t.Errorf("%v after %s:\n%s", err, took, printed.String())
	}
	if got := len(e.API.Requests()); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}
