package docstest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestSnippets plans every configuration in README.md and docs/ exactly as shown.
// On the index page and that of a data source, later snippets extend the first one.
func TestSnippets(t *testing.T) {
	t.Parallel()
	planned := 0
	for _, page := range pages(t) {
		all := snippets(t, page, "terraform")
		for _, s := range all {
			planned++
			t.Run(fmt.Sprintf("%s:%d", page, s.line), func(t *testing.T) {
				t.Parallel()
				switch {
				case strings.Contains(s.text, "ephemeral \""):
					acctest.NeedVersion(t, "1.10.0", "1.11.0")
				case strings.Contains(s.text, "check \""), strings.Contains(s.text, "plantimestamp()"):
					acctest.NeedVersion(t, "1.5.0", "1.6.0")
				case strings.Contains(s.text, "terraform_data"):
					acctest.NeedVersion(t, "1.4.0", "1.6.0")
				case strings.Contains(s.text, "condition {"): // preconditions and postconditions
					acctest.NeedVersion(t, "1.2.0", "1.6.0")
				}
				files := map[string]string{"main.tf": s.text}
				if !strings.Contains(s.text, "required_providers") {
					if page != "docs/index.md" && !strings.HasPrefix(page, "docs/data-sources/") {
						t.Error("no required_providers, so Terraform would look for hashicorp/runpod")
					}
					files["first.tf"] = all[0].text
				}
				if strings.Contains(s.text, `"runpod/runpod"`) {
					if err := otherProvider(); err != nil {
						t.Fatal(err)
					}
				}
				e := acctest.New(t, noon, fakeapi.Sample(noon))
				e.Vars["TF_VAR_billing_key"] = acctest.Key
				folder := e.Folder(t, files)
				printed, code := folder.Run(t, "plan", "-input=false")
				if code != 0 {
					t.Fatalf("plan: exit code %d:\n%s", code, printed)
				}
				// A guard that is read during apply comes too late. Only an id that is not
				// known yet may defer the read.
				deferred := strings.Contains(s.text, "= runpod_pod.trainer.id")
				if got := strings.Contains(printed, "will be read during apply"); got != deferred {
					t.Errorf("deferred is %t, want %t:\n%s", got, deferred, printed)
				}
				if !deferred && strings.Contains(s.text, "data \"") && e.Sent() == "" {
					t.Error("nothing was read")
				}
			})
		}
	}
	if planned < 30 {
		t.Errorf("found only %d snippets", planned)
	}
}

// otherProvider adds a stand-in for Runpod's own provider to the mirror.
var otherProvider = sync.OnceValue(func() error {
	mirror, err := acctest.Mirror()
	if err != nil {
		return err
	}
	return mirror.BuildFrom(context.Background(), "runpod/runpod", "2.0.0", "../acctest/testdata/otherprovider")
})

// TestTestFiles runs the test files in the guide to cost guards with its first
// configuration. Those of other guides are files of the examples.
func TestTestFiles(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.7.0", "1.10.0") // mock_provider
	const page = "docs/guides/cost-guards.md"
	configuration := snippets(t, page, "terraform")[0].text
	files := snippets(t, page, "hcl")
	if len(files) != 2 {
		t.Errorf("found %d test files, want 2", len(files))
	}
	for _, s := range files {
		t.Run(fmt.Sprint(s.line), func(t *testing.T) {
			t.Parallel()
			account := exampleAccount()
			account.Pods = nil // the forecast with them is above the guide's budget
			e := acctest.New(t, noon, account)
			mocked := strings.Contains(s.text, "mock_provider")
			if mocked {
				delete(e.Vars, "RUNPOD_API_KEY")
			}
			folder := e.Folder(t, map[string]string{"main.tf": configuration, "tests/gate.tftest.hcl": s.text})
			printed, code := folder.Run(t, "test")
			if code != 0 || !strings.Contains(printed, "1 passed, 0 failed") {
				t.Errorf("exit code %d:\n%s", code, printed)
			}
			if got := e.Sent() == ""; got != mocked {
				t.Errorf("sent nothing is %t, want %t", got, mocked)
			}
		})
	}
}

// printedFigure is the beginning of a budget's summary.
var printedFigure = regexp.MustCompile(`(Within budget|Budget at risk|Over budget): [0-9.]+ USD of [0-9.]+ USD[^` + "`" + `…\n]*`)

// TestFigures checks that the amounts on a page are those that its first
// configuration prints for the sample account, which is also the demo's.
func TestFigures(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.5.0", "1.6.0")
	checked := 0
	for _, page := range pages(t) {
		figures := printedFigure.FindAllString(readPage(t, page), -1)
		checked += len(figures)
		if len(figures) == 0 {
			continue
		}
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, fakeapi.Sample(noon))
			printed, code := e.Folder(t, map[string]string{"main.tf": snippets(t, page, "terraform")[0].text}).Run(t, "plan")
			for _, figure := range figures {
				if code != 0 || !acctest.Wrapped(figure).MatchString(printed) {
					t.Errorf("exit code %d, want %q:\n%s", code, figure, printed)
				}
			}
		})
	}
	if checked < 2 {
		t.Errorf("found only %d figures", checked)
	}
}
