package docstest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

// desk stands in for a webhook and for the issues of a repository on GitHub or GitLab.
type desk struct {
	mu       sync.Mutex
	down     bool            // the webhook fails
	received []string        // what was posted, edited or closed
	issue    *map[string]any // the open issue
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	var sent map[string]any
	if len(body) > 0 && json.Unmarshal(body, &sent) != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	if r.URL.Path == "/webhook" {
		if r.Header.Get("Authorization") != "" || d.down {
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		d.received = append(d.received, "webhook "+webhookText(sent))
		return
	}
	if r.Header.Get("Authorization") != "Bearer token" {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	switch route := r.Method + " " + r.URL.RequestURI(); route {
	case "GET /repos/o/r/issues?labels=runpod-alert&state=open", "GET /projects/5/issues?labels=runpod-alert&state=opened":
		open := []any{}
		if d.issue != nil {
			open = append(open, *d.issue)
		}
		_ = json.NewEncoder(w).Encode(open) //nolint:errchkjson // a test's own server
	case "POST /repos/o/r/issues", "POST /projects/5/issues":
		d.received = append(d.received, fmt.Sprintf("open %v %v", sent["labels"], sent["title"]))
		sent["number"], sent["iid"] = 7, 7
		d.issue = &sent
	case "PATCH /repos/o/r/issues/7", "PUT /projects/5/issues/7":
		if sent["state"] == "closed" && r.Method == http.MethodPatch || sent["state_event"] == "close" && r.Method == http.MethodPut {
			d.received = append(d.received, "close")
			d.issue = nil
			return
		}
		d.received = append(d.received, fmt.Sprintf("edit %v", sent["title"]))
		(*d.issue)["title"] = sent["title"]
	default:
		http.Error(w, route, http.StatusNotFound)
	}
}

// webhookText returns the text of a message in Slack's or Teams' format.
func webhookText(sent map[string]any) string {
	if text, ok := sent["text"].(string); ok {
		return text
	}
	var lines []string
	attachment := sent["attachments"].([]any)[0].(map[string]any)                  //nolint:forcetypeassert // or the test panics
	for _, block := range attachment["content"].(map[string]any)["body"].([]any) { //nolint:forcetypeassert // likewise
		lines = append(lines, block.(map[string]any)["text"].(string)) //nolint:forcetypeassert // likewise
	}
	return strings.Join(lines, "\n")
}

// TestNotify runs notify.sh several times, and checks that it posts and updates the
// issue only when the status changes.
func TestNotify(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"jq", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("skipped: " + tool + " is not on the path")
		}
	}
	const (
		within   = "TF_VAR_monthly_budget=10000 "
		atRisk   = "TF_VAR_monthly_budget=100 "
		over     = "TF_VAR_monthly_budget=19 "
		badKey   = "RUNPOD_API_KEY=rpa_wrong_key "
		wasteful = "TF_VAR_waste_limit=0.1 "
	)
	type run struct {
		env  string
		down bool
		code int
		want []string // regular expressions
	}
	for name, test := range map[string]struct {
		env  []string
		runs []run
	}{
		"GitHub and Slack": {
			env: []string{
				"GITHUB_ACTIONS=true", "GITHUB_REPOSITORY=o/r", "GITHUB_SERVER_URL=https://github.example", "GITHUB_RUN_ID=9", "WEBHOOK=slack",
			},
			runs: []run{
				{env: within},
				{env: atRisk, down: true, code: 22}, // curl's code
				{env: atRisk, want: []string{
					`webhook Runpod: budget at risk\nBudget at risk: 19\.30 USD of 100\.00 USD (?s:.*)` +
						`\n- notebook \(note4a40q9zk1\): .*(?s:.*)\nhttps://github\.example/o/r/actions/runs/9`,
					`open \[runpod-alert\] Runpod: budget at risk`,
				}},
				{env: atRisk},
				{env: over + wasteful, want: []string{
					`webhook Runpod: budget over, waste over the limit\nOver budget: (?s:.*)`, `edit Runpod: budget over, waste over the limit`,
				}},
				{env: badKey, code: 1, want: []string{
					`webhook Runpod: the account could not be read\n(?s:.*)`, `edit Runpod: the account could not be read`,
				}},
				{env: badKey, code: 1},
				{env: within, want: []string{`webhook Runpod: back to normal\nWithin budget: (?s:.*)`, `close`}},
				{env: within},
			},
		},
		"GitLab and Teams": {
			env: []string{"CI_PROJECT_ID=5", "CI_JOB_URL=https://gitlab.example/job/9", "WEBHOOK=teams"},
			runs: []run{
				{env: over, want: []string{
					`webhook Runpod: budget over\nOver budget: (?s:.*)\nhttps://gitlab\.example/job/9`, `open \[runpod-alert\] Runpod: budget over`,
				}},
				{env: atRisk, want: []string{`webhook Runpod: budget at risk\n(?s:.*)`, `edit Runpod: budget at risk`}},
				{env: within, want: []string{`webhook Runpod: back to normal\n(?s:.*)`, `close`}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &desk{}
			server := httptest.NewServer(d)
			t.Cleanup(server.Close)
			folder := install(t, acctest.New(t, noon, exampleAccount()), example(t, "alerts"))
			bin := filepath.Join(folder.Path, "bin")
			if err := errors.Join(os.Mkdir(bin, 0o700), os.Symlink(acctest.Terraform(), filepath.Join(bin, "terraform"))); err != nil {
				t.Fatal(err)
			}
			folder.Env = append(folder.Env, "GITHUB_API_URL="+server.URL, "CI_API_V4_URL="+server.URL,
				"WEBHOOK_URL="+server.URL+"/webhook", "ISSUE_TOKEN=token")
			folder.Env = append(folder.Env, test.env...)
			for i, run := range test.runs {
				d.down, d.received = run.down, nil
				printed, code := folder.Shell(t, `PATH="$PWD/bin:$PATH" TF_VAR_waste_limit=1000 `+run.env+"sh notify.sh")
				matches := slices.EqualFunc(d.received, run.want, func(got, want string) bool {
					return regexp.MustCompile(`^` + want + `$`).MatchString(got)
				})
				if code != run.code || !matches {
					t.Errorf("run %d: exit code %d, want %d; got %q, want %q:\n%s", i, code, run.code, d.received, run.want, printed)
				}
			}
		})
	}
}
