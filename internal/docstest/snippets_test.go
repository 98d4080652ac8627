package docstest

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// figure is the beginning of a summary of a budget, an audit or the balance.
var figure = regexp.MustCompile(`((Within budget|Budget at risk|Over budget): [0-9.]+ USD of [0-9.]+ USD|` +
	`The account costs [0-9.]+ USD an hour:|The balance is [0-9.]+ USD)[^"…\n` + "`" + `]*`)

// TestSnippets plans every configuration in README.md and docs/ exactly as shown.
// On the index page and that of a data source, later snippets extend the first one.
// The amounts on a page are those that its first configuration prints for the sample
// account, which is also the demo's.
func TestSnippets(t *testing.T) {
	t.Parallel()
	planned, figures := 0, 0
	for _, page := range pages(t) {
		all := snippets(t, page, "terraform")
		shown := figure.FindAllString(readPage(t, page), -1)
		figures += len(shown)
		for i, s := range all {
			planned++
			t.Run(fmt.Sprintf("%s:%d", page, s.line), func(t *testing.T) {
				t.Parallel()
				files := map[string]string{"main.tf": s.text}
				if !strings.Contains(s.text, "required_providers") {
					if page != "docs/index.md" && !strings.HasPrefix(page, "docs/data-sources/") {
						t.Error("no required_providers, so Terraform would look for hashicorp/runpod")
					}
					files["first.tf"] = all[0].text
				}
				e := acctest.New(t, noon, fakeapi.Sample(noon))
				e.Vars["TF_VAR_billing_key"] = acctest.Key
				printed := expect(t, install(t, e, files), 0, "", "plan", "-input=false")
				// A guard that is read during apply comes too late. Only an id that is not
				// known yet may defer the read.
				deferred := strings.Contains(s.text, "= runpod_pod.trainer.id")
				if got := strings.Contains(printed, "will be read during apply"); got != deferred {
					t.Errorf("deferred is %t, want %t:\n%s", got, deferred, printed)
				}
				if !deferred && strings.Contains(s.text, "data \"") && e.Sent() == "" {
					t.Error("nothing was read")
				}
				for _, text := range shown {
					if i == 0 && !acctest.Wrapped(text).MatchString(printed) {
						t.Errorf("the page shows %q, but the plan:\n%s", text, printed)
					}
				}
			})
		}
	}
	if planned < 30 || figures < 4 {
		t.Errorf("found only %d snippets and %d figures", planned, figures)
	}
}

// expect runs Terraform and checks its exit code, and that it prints the text. It returns
// all that is printed.
func expect(t *testing.T, folder *acctest.Folder, code int, want string, arguments ...string) string {
	t.Helper()
	printed, got := folder.Run(t, arguments...)
	if got != code || !acctest.Wrapped(want).MatchString(printed) {
		t.Errorf("%s: exit code %d, want %d and %q:\n%s", arguments, got, code, want, printed)
	}
	return printed
}

// install installs the providers of a configuration in a new folder. It skips the test
// if Terraform is older than the configuration requires, or, where it does not say, than
// its features.
func install(t *testing.T, e *acctest.Env, files map[string]string) *acctest.Folder {
	t.Helper()
	var configuration string
	for name, text := range files {
		if filepath.Ext(name) == ".tf" {
			configuration += text
		}
	}
	required := regexp.MustCompile(`required_version += ">= ([0-9.]+)"`).FindAllStringSubmatch(configuration, -1)
	for _, version := range required {
		acctest.NeedVersion(t, version[1], version[1])
	}
	for _, since := range []struct{ feature, terraform, tofu string }{ // the latest first
		{`ephemeral "|ephemeral +=`, "1.10.0", "1.11.0"},
		{`"runpod/runpod"`, "1.6.0", "1.6.0"},
		{`check "|plantimestamp\(\)`, "1.5.0", "1.6.0"},
		{`terraform_data`, "1.4.0", "1.6.0"},
		{`condition \{`, "1.2.0", "1.6.0"}, // a precondition or postcondition
	} {
		// A configuration that requires a version of Terraform must work with it. Some
		// features came to OpenTofu in another one.
		if regexp.MustCompile(since.feature).MatchString(configuration) && (required == nil || acctest.IsTofu()) {
			acctest.NeedVersion(t, since.terraform, since.tofu)
			break
		}
	}
	if strings.Contains(configuration, `"runpod/runpod"`) {
		if err := otherProvider(); err != nil {
			t.Fatal(err)
		}
	}
	return e.Folder(t, files)
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
			expect(t, folder, 0, "1 passed, 0 failed", "test")
			if got := e.Sent() == ""; got != mocked {
				t.Errorf("sent nothing is %t, want %t", got, mocked)
			}
		})
	}
}
