package provider_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const repository = "../.."

// snippet is a fenced code block of a page.
type snippet struct {
	page string // relative to the root of the repository
	line int
	text string
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// snippets returns a page's code blocks in the languages.
func snippets(t *testing.T, page string, languages ...string) []snippet {
	t.Helper()
	text := readPage(t, page)
	var found []snippet
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		if slices.Contains(languages, text[at[2]:at[3]]) {
			found = append(found, snippet{page, 1 + strings.Count(text[:at[0]], "\n"), text[at[4]:at[5]]})
		}
	}
	return found
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, page)) //nolint:gosec // a page of this repository
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pages returns the paths of all pages of documentation, relative to the root of
// the repository.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DESIGN.md", "SECURITY.md"}
	for _, folder := range []string{"docs", "examples"} {
		err := filepath.WalkDir(filepath.Join(repository, folder), func(path string, _ fs.DirEntry, err error) error {
			if err == nil && filepath.Ext(path) == ".md" {
				path, err = filepath.Rel(repository, path)
				found = append(found, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// TestSnippets plans every configuration in README.md and docs/ exactly as shown.
// On the page of a data source, later snippets extend the first one.
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
				case strings.Contains(s.text, "check \""), strings.Contains(s.text, "plantimestamp()"):
					needVersion(t, "1.5.0", "1.6.0")
				case strings.Contains(s.text, "terraform_data"):
					needVersion(t, "1.4.0", "1.6.0")
				case strings.Contains(s.text, "condition {"): // preconditions and postconditions
					needVersion(t, "1.2.0", "1.6.0")
				}
				files := map[string]string{"main.tf": s.text}
				if !strings.Contains(s.text, "required_providers") {
					if !strings.HasPrefix(page, "docs/data-sources/") {
						t.Error("no required_providers, so Terraform would look for hashicorp/runpod")
					}
					files["first.tf"] = all[0].text
				}
				if strings.Contains(s.text, `"runpod/runpod"`) {
					if err := otherProvider(); err != nil {
						t.Fatal(err)
					}
				}
				w := newWorld(t, noon, fakeapi.Sample(noon))
				w.env["TF_VAR_billing_key"] = testKey
				c := w.inFolder(t, files)
				printed, code := c.run(t, "plan", "-input=false")
				if code != 0 {
					t.Fatalf("plan: exit code %d:\n%s", code, printed)
				}
				// A guard that is read during apply comes too late. Only an id that is not
				// known yet may defer the read.
				deferred := strings.Contains(s.text, "= runpod_pod.trainer.id")
				if got := strings.Contains(printed, "will be read during apply"); got != deferred {
					t.Errorf("deferred is %t, want %t:\n%s", got, deferred, printed)
				}
				if !deferred && strings.Contains(s.text, "data \"") && w.sent() == "" {
					t.Error("nothing was read")
				}
			})
		}
	}
	if planned < 30 {
		t.Errorf("found only %d snippets", planned)
	}
}

// TestTestFiles runs the test files in the guides, each with its page's first
// configuration.
func TestTestFiles(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.7.0", "1.8.0") // mock_provider
	ran := 0
	for _, page := range []string{"docs/guides/cost-guards.md", "docs/guides/getting-started.md"} {
		configuration := snippets(t, page, "terraform")[0].text
		for _, s := range snippets(t, page, "hcl") {
			ran++
			t.Run(fmt.Sprintf("%s:%d", page, s.line), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, noon, account())
				mocked := strings.Contains(s.text, "mock_provider")
				if mocked {
					delete(w.env, "RUNPOD_API_KEY")
				}
				c := w.inFolder(t, map[string]string{"main.tf": configuration, "tests/gate.tftest.hcl": s.text})
				printed, code := c.run(t, "test")
				if code != 0 || !strings.Contains(printed, "1 passed, 0 failed") {
					t.Errorf("exit code %d:\n%s", code, printed)
				}
				if got := w.sent() == ""; got != mocked {
					t.Errorf("sent nothing is %t, want %t", got, mocked)
				}
			})
		}
	}
	if ran != 3 {
		t.Errorf("found %d test files, want 3", ran)
	}
}

// TestGettingStarted follows the guide: the plan shows the summary, and with a
// lower budget it warns and the gate fails.
func TestGettingStarted(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.6.0", "1.6.0")
	const page = "docs/guides/getting-started.md"
	w := newWorld(t, noon, fakeapi.Sample(noon))
	c := w.inFolder(t, map[string]string{
		"main.tf":                 snippets(t, page, "terraform")[0].text,
		"tests/budget.tftest.hcl": snippets(t, page, "hcl")[0].text,
	})
	shown := regexp.MustCompile("`(Within budget: [^`…]+)").FindStringSubmatch(readPage(t, page))
	if printed, code := c.run(t, "plan"); code != 0 || shown == nil || !strings.Contains(printed, strings.TrimSpace(shown[1])) {
		t.Errorf("exit code %d, want %q:\n%s", code, shown, printed)
	}
	if printed, code := c.run(t, "plan", "-var=monthly_budget=100"); code != 0 || !strings.Contains(printed, "Over budget: ") {
		t.Errorf("exit code %d, want a warning:\n%s", code, printed)
	}
	if printed, code := c.run(t, "test", "-var=monthly_budget=100"); code != 1 || !strings.Contains(printed, "0 passed, 1 failed") {
		t.Errorf("exit code %d, want the gate to fail:\n%s", code, printed)
	}
}

// TestReadmeWarning checks that the README's configuration prints the warning shown
// there, with the sample account.
func TestReadmeWarning(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	w := newWorld(t, noon, fakeapi.Sample(noon))
	c := w.inFolder(t, map[string]string{"main.tf": snippets(t, "README.md", "terraform")[0].text})
	printed, code := c.run(t, "plan")
	for line := range strings.Lines(snippets(t, "README.md", "text")[0].text) {
		if code != 0 || !wrapped(strings.TrimSpace(line)).MatchString(printed) {
			t.Errorf("exit code %d, want %q:\n%s", code, line, printed)
		}
	}
}

// otherProvider adds a stand-in for Runpod's own provider to the mirror.
var otherProvider = sync.OnceValue(func() error {
	mirror, err := builtProvider()
	if err != nil {
		return err
	}
	return mirror.BuildFrom(context.Background(), "runpod/runpod", "2.0.0", "testdata/otherprovider")
})

// TestBesideRunpodsProvider checks that without provider = costguard, Terraform
// uses Runpod's own data source of the same name, whose results have different
// names.
func TestBesideRunpodsProvider(t *testing.T) {
	t.Parallel()
	if err := otherProvider(); err != nil {
		t.Fatal(err)
	}
	const providers = `terraform {
		required_providers {
			runpod    = { source = "runpod/runpod" }
			costguard = { source = "costguard/runpod" }
		}
	}
	`
	for name, test := range map[string]struct {
		config string
		want   string
	}{
		"a result of this provider": {`data "runpod_pod_billing" "x" { last_n = 1 }
			output "total" { value = data.runpod_pod_billing.x.total_amount }`, "Error: Unsupported attribute"},
		"an argument of this provider": {`data "runpod_pod_billing" "x" { include_records = false }`, "Error: Unsupported argument"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, noon, account())
			printed, code := w.inFolder(t, map[string]string{"main.tf": providers + test.config}).run(t, "plan")
			if code != 1 || !strings.Contains(printed, test.want) || w.sent() != "" {
				t.Errorf("exit code %d, sent %q, want %s:\n%s", code, w.sent(), test.want, printed)
			}
		})
	}
}

// TestCostGuardsGuide checks what docs/guides/cost-guards.md says about Terraform.
func TestCostGuardsGuide(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	const (
		month = `data "runpod_billing" "x" {
			bucket_size = "month"
			last_n      = 1
		}
		`
		assertion = `assert {
			condition     = data.runpod_billing.x.total_amount < 2
			error_message = "Over the limit."
		}`
		condition = `condition = data.runpod_billing.x.total_amount < 2
		error_message = "Over the limit."`
		inCheck  = "check \"x\" {\n" + assertion + "\n}"
		resource = "resource \"terraform_data\" \"pod\" {\nlifecycle {\nprecondition {\n" + condition + "\n}\n}\n}"
	)
	for name, test := range map[string]struct {
		config    string
		arguments []string
		key       string
		code      int
		want      string
	}{
		"a check warns": {config: month + inCheck, want: "Warning: Check block assertion failed"},
		"a precondition stops": {
			config: month + resource, code: 1, want: "Error: Resource precondition failed",
		},
		"terraform destroy ignores a precondition": {config: month + resource, arguments: []string{"-destroy"}, want: "No changes"},
		"an output's precondition stops": {
			config: month + "output \"x\" {\nvalue = 1\nprecondition {\n" + condition + "\n}\n}",
			code:   1, want: "Error: Module output value precondition failed",
		},
		"a postcondition stops": {
			config: "data \"runpod_billing\" \"x\" {\nlast_n = 1\nlifecycle {\npostcondition {\n" +
				"condition = self.record_count == 0\nerror_message = \"Over the limit.\"\n}\n}\n}",
			code: 1, want: "Error: Resource postcondition failed",
		},
		"a failed read stops": {
			config: month + inCheck, key: "rpa_wrong_key", code: 1, want: "Error: Runpod rejected the API key",
		},
		"a failed read inside a check warns": {
			config: "check \"x\" {\n" + month + assertion + "\n}", key: "rpa_wrong_key", want: "Warning: Runpod rejected the API key",
		},
		"a read inside a check makes the plan non-empty": {
			config: "check \"x\" {\n" + month +
				"assert {\ncondition = data.runpod_billing.x.total_amount > 2\nerror_message = \"Under.\"\n}\n}",
			arguments: []string{"-detailed-exitcode"}, code: 2, want: "will be read during apply",
		},
		"a read outside a check leaves the plan empty": {config: month, arguments: []string{"-detailed-exitcode"}, want: "No changes"},
		"timestamp() defers the read": {
			config: "data \"runpod_billing\" \"x\" {\nstart_time = \"2026-11-01T00:00:00Z\"\nend_time = timestamp()\n}",
			want:   "will be read during apply",
		},
		"depends_on defers the read": {
			config: "resource \"terraform_data\" \"pod\" {}\ndata \"runpod_billing\" \"x\" {\nlast_n = 1\ndepends_on = [terraform_data.pod]\n}",
			want:   "will be read during apply",
		},
		"a pod's guard cannot read the same pod": {
			config: "resource \"terraform_data\" \"pod\" {\nlifecycle {\nprecondition {\n" +
				"condition = data.runpod_pod_billing.x.total_amount < 2\nerror_message = \"Over.\"\n}\n}\n}\n" +
				"data \"runpod_pod_billing\" \"x\" {\npod_id = terraform_data.pod.id\n}",
			code: 1, want: "Error: Cycle",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, noon, account())
			if test.key != "" {
				w.env["RUNPOD_API_KEY"] = test.key
			}
			c := w.inFolder(t, map[string]string{"main.tf": required + test.config})
			printed, code := c.run(t, append([]string{"plan", "-input=false"}, test.arguments...)...)
			if code != test.code || !strings.Contains(printed, test.want) {
				t.Errorf("exit code %d, want %d and %q:\n%s", code, test.code, test.want, printed)
			}
		})
	}
}

// summaries returns the constants with the summaries of the provider's diagnostics.
func summaries(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "summaries.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok && spec.Names[0].Name != "summaryInternal" { // users cannot cause it
			for _, value := range spec.Values {
				literal, ok := value.(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s is not a literal", spec.Names[0])
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, text)
			}
		}
		return true
	})
	return found
}

// terraformRefusals are mistakes that Terraform or the framework rejects, by their
// summary in the troubleshooting guide.
func terraformRefusals() map[string]string {
	return map[string]string{
		"Invalid Attribute Value Match":  required + `data "runpod_billing" "x" { bucket_size = "fortnight" }`,
		"Invalid Attribute Combination":  required + `data "runpod_billing" "x" { include_current = false }`,
		"Invalid Attribute Value Length": required + `data "runpod_pod_billing" "x" { pod_id = "" }`,
		"Invalid Attribute Value":        required + `data "runpod_billing" "x" { timeouts = { read = "soon" } }`,
		"Unsupported argument":           required + `data "runpod_billing" "x" { last = 1 }`,
	}
}

// TestTroubleshootingGuide checks that the guide lists all of the provider's
// diagnostics and no others, and quotes Terraform's own errors correctly.
func TestTroubleshootingGuide(t *testing.T) {
	t.Parallel()
	guide := map[string]bool{}
	row := regexp.MustCompile("(?m)^\\| (?:error|warning) `([^`]+)` \\|")
	for _, match := range row.FindAllStringSubmatch(readPage(t, "docs/guides/troubleshooting.md"), -1) {
		guide[match[1]] = true
	}
	want := map[string]bool{}
	for _, summary := range summaries(t) {
		want[summary] = true
	}
	for text := range terraformRefusals() {
		want[text] = true
	}
	for _, text := range slices.Sorted(maps.Keys(want)) {
		if !guide[text] {
			t.Errorf("the guide lacks %q", text)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(guide)) {
		if !want[text] {
			t.Errorf("the guide has %q, which no diagnostic has", text)
		}
	}
	for text, config := range terraformRefusals() {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, noon, account())
			printed, code := w.inFolder(t, map[string]string{"main.tf": config}).run(t, "validate")
			if code != 1 || !strings.Contains(printed, "Error: "+text) {
				t.Errorf("exit code %d:\n%s", code, printed)
			}
		})
	}
}

// TestInstallationTroubles checks what the troubleshooting guide says about a
// missing required_providers block, a missing key, a mirror without the provider,
// and a misspelled nested key.
func TestInstallationTroubles(t *testing.T) {
	t.Parallel()
	page := readPage(t, "docs/guides/troubleshooting.md")
	w := newWorld(t, noon, account())
	for name, test := range map[string]struct{ config, shown string }{
		"no required_providers": {`data "runpod_billing" "x" {}`, "/hashicorp/runpod"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := w.inFolder(t, map[string]string{"main.tf": required})
			if err := os.WriteFile(filepath.Join(c.folder, "main.tf"), []byte(test.config), 0o600); err != nil {
				t.Fatal(err)
			}
			printed, code := c.run(t, "init")
			if code == 0 || !strings.Contains(printed, test.shown) || !strings.Contains(page, test.shown) {
				t.Errorf("exit code %d, want %q:\n%s", code, test.shown, printed)
			}
		})
	}
	t.Run("no provider block and no key", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, noon, account())
		delete(w.env, "RUNPOD_API_KEY")
		printed, code := w.inFolder(t, map[string]string{"main.tf": required + `data "runpod_billing" "x" {}`}).run(t, "plan")
		for _, want := range []string{"requires explicit configuration. Add a provider block to the root module", "Missing Runpod API key"} {
			if code != 1 || !wrapped(want).MatchString(printed) || !strings.Contains(page, want) {
				t.Errorf("exit code %d, want %q:\n%s", code, want, printed)
			}
		}
	})
	t.Run("a custom mirror", func(t *testing.T) {
		t.Parallel()
		c := w.inFolder(t, map[string]string{"main.tf": required})
		mirror, err := builtProvider()
		if err != nil {
			t.Fatal(err)
		}
		const shown = "registry.terraform.io/costguard/runpod was not found in any of the search locations"
		for folder, want := range map[string]int{mirror.Dir: 0, t.TempDir(): 1} {
			config := strings.ReplaceAll(snippets(t, "docs/guides/troubleshooting.md", "hcl")[0].text, "/home/me/mirror", filepath.ToSlash(folder))
			file := filepath.Join(t.TempDir(), "cli.tfrc")
			if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			c.env = append(c.env, "TF_CLI_CONFIG_FILE="+file)
			if err := os.RemoveAll(filepath.Join(c.folder, ".terraform")); err != nil {
				t.Fatal(err)
			}
			printed, code := c.run(t, "init")
			if code != want || code == 1 && (!wrapped(shown).MatchString(strings.ReplaceAll(printed, "opentofu.org", "terraform.io")) ||
				!strings.Contains(page, shown)) {
				t.Errorf("exit code %d, want %d:\n%s", code, want, printed)
			}
		}
	})
	t.Run("a misspelled nested key is ignored", func(t *testing.T) {
		t.Parallel()
		c := w.inFolder(t, map[string]string{"main.tf": required + `provider "runpod" { endpoints = { v3 = "https://x.example" } }
			data "runpod_billing" "x" {}`})
		if printed, code := c.run(t, "validate"); code != 0 {
			t.Errorf("exit code %d:\n%s", code, printed)
		}
	})
}

// TestLinks checks that the targets of links exist.
func TestLinks(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, page := range pages(t) {
		for _, match := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(fence.ReplaceAllString(readPage(t, page), ""), -1) {
			link, err := url.Parse(match[1])
			if err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			target := filepath.Join(filepath.Dir(page), link.Path)
			switch own, ok := strings.CutPrefix(link.Path, "/costguard/terraform-provider-runpod/tree/main/"); {
			case link.Host == "github.com" && ok:
				target = own
			case link.Host != "", link.Path == "": // elsewhere, or on the same page
				continue
			case strings.HasPrefix(page, "docs") && !strings.HasPrefix(target, "docs"):
				t.Errorf("%s links to %s, which the registries do not show", page, match[1])
			}
			checked++
			if _, err := os.Stat(filepath.Join(repository, target)); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, match[1])
			}
		}
	}
	if checked < 40 {
		t.Errorf("found only %d links", checked)
	}
}

// TestCommands checks that the commands in the documentation exist.
func TestCommands(t *testing.T) {
	t.Parallel()
	makefile := readPage(t, "GNUmakefile")
	checked := 0
	for _, page := range pages(t) {
		var commands strings.Builder
		for _, s := range snippets(t, page, "shell", "bash", "sh") {
			commands.WriteString(s.text)
		}
		for _, inline := range regexp.MustCompile("`[^`\n]+`").FindAllString(fence.ReplaceAllString(readPage(t, page), ""), -1) {
			commands.WriteString(strings.Trim(inline, "`") + "\n")
		}
		for _, match := range regexp.MustCompile(`(?m)\bmake +([a-z-]+)`).FindAllStringSubmatch(commands.String(), -1) {
			checked++
			if !strings.Contains(makefile, "\n"+match[1]+":") {
				t.Errorf("%s says make %s, which is not in GNUmakefile", page, match[1])
			}
		}
		for _, match := range regexp.MustCompile(`go test (\./\S+) -run (\w+)`).FindAllStringSubmatch(commands.String(), -1) {
			checked++
			if found, err := filepath.Glob(filepath.Join(repository, match[1], "*_test.go")); err != nil || len(found) == 0 {
				t.Errorf("%s says %s, but %s has no tests", page, match[0], match[1])
			}
		}
	}
	if checked < 12 {
		t.Errorf("found only %d commands", checked)
	}
}

// TestCodeMap checks that the paths on the code map in CONTRIBUTING.md exist.
func TestCodeMap(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|").FindAllStringSubmatch(readPage(t, "CONTRIBUTING.md"), -1) {
		folder := "."
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[1], -1) {
			path := filepath.Join(folder, name[1])
			if strings.Contains(name[1], "/") { // the names that follow are in the same folder
				path, folder = name[1], filepath.Dir(name[1])
			}
			checked++
			if found, err := filepath.Glob(filepath.Join(repository, path)); err != nil || len(found) == 0 {
				t.Errorf("%s does not exist", path)
			}
		}
	}
	if checked < 15 {
		t.Errorf("found only %d places", checked)
	}
}

// TestReadmeTables checks that the README lists every data source and every
// provider argument exactly once.
func TestReadmeTables(t *testing.T) {
	t.Parallel()
	server, err := newWorld(t, noon, fakeapi.Account{}).server()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Collect(maps.Keys(schemas.DataSourceSchemas))
	for _, attribute := range schemas.Provider.Block.Attributes {
		want = append(want, attribute.Name)
		if attribute.NestedType != nil {
			for _, nested := range attribute.NestedType.Attributes {
				want = append(want, nested.Name)
			}
		}
	}
	var got []string
	for _, row := range regexp.MustCompile("(?m)^\\| (\\[?`[^|]+) \\|").FindAllStringSubmatch(readPage(t, "README.md"), -1) {
		for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(row[1], -1) {
			got = append(got, name[1])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the README has\n%s\nthe schema has\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}
