package provider_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const repository = "../.."

// snippet is one fenced block of a page.
type snippet struct {
	page string // from the root of the repository
	line int
	text string
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// snippets are a page's blocks in one of the languages.
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

// pages are all that people read, from the root of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"}
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

// TestSnippets plans every configuration that README.md and docs/ show, each on
// its own and just as it stands.
func TestSnippets(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		all := snippets(t, page, "terraform", "hcl")
		for _, s := range all {
			if strings.HasPrefix(s.text, "run ") { // a test file; TestTerraformTest has it
				continue
			}
			t.Run(fmt.Sprintf("%s:%d", page, s.line), func(t *testing.T) {
				t.Parallel()
				switch {
				case strings.Contains(s.text, "plantimestamp()"):
					needVersion(t, "1.5.0", "1.6.0")
				case strings.Contains(s.text, "check \""), strings.Contains(s.text, "terraform_data"):
					needVersion(t, "1.5.0", "1.6.0")
				case strings.Contains(s.text, "condition {"): // of resources, data sources and outputs
					needVersion(t, "1.2.0", "1.6.0")
				}
				files := map[string]string{"main.tf": s.text}
				if !strings.Contains(s.text, "required_providers") {
					files["required.tf"] = required
				}
				for name, text := range s.needed(all) {
					files[name+".tf"] = text
				}
				if strings.Contains(s.text, `"runpod/runpod"`) {
					if err := otherProvider(); err != nil {
						t.Fatal(err)
					}
				}
				w := afterV1(t, fakeapi.Sample(noon))
				w.env["TF_VAR_billing_key"] = testKey
				c := w.inFolder(t, files)
				if printed, code := c.run(t, "validate"); code != 0 {
					t.Fatalf("validate: exit code %d:\n%s", code, printed)
				}
				printed, code := c.run(t, "plan", "-input=false")
				if code != 0 {
					t.Fatalf("plan: exit code %d:\n%s", code, printed)
				}
				// A guard that is read during apply is none. Only an id that is not
				// known yet may put it off.
				putOff := strings.Contains(s.text, "= runpod_pod.trainer.id")
				if got := strings.Contains(printed, "will be read during apply"); got != putOff {
					t.Errorf("the read is put off: %t, want %t:\n%s", got, putOff, printed)
				}
				if !putOff && strings.Contains(s.text, "data \"") && w.sent() == "" {
					t.Error("nothing was read")
				}
			})
		}
	}
}

var (
	declared   = regexp.MustCompile(`data "runpod_pod_billing" "(\w+)"`)
	referenced = regexp.MustCompile(`data\.runpod_pod_billing\.(\w+)`)
)

// needed are those of the page's other snippets that declare what this one
// refers to.
func (s snippet) needed(all []snippet) map[string]string {
	needed := map[string]string{}
	for _, reference := range referenced.FindAllStringSubmatch(s.text, -1) {
		for _, other := range all {
			for _, declaration := range declared.FindAllStringSubmatch(other.text, -1) {
				if declaration[1] == reference[1] && !strings.Contains(s.text, declaration[0]) {
					needed[reference[1]] = other.text
				}
			}
		}
	}
	return needed
}

// otherProvider builds a stand-in for Runpod's own provider into the mirror.
var otherProvider = sync.OnceValue(func() error {
	mirror, err := builtProvider()
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		binary := filepath.Join(mirror, host, "runpod", "runpod", "2.0.0", runtime.GOOS+"_"+runtime.GOARCH, "terraform-provider-runpod_v2.0.0")
		build := exec.CommandContext(context.Background(), "go", "build", "-o", binary, "./testdata/otherprovider") //nolint:gosec // a path made above
		if output, buildErr := build.CombinedOutput(); buildErr != nil {
			err = errors.Join(err, fmt.Errorf("%w: %s", buildErr, output))
		}
	}
	return err
})

// TestCostGuardsGuide holds what docs/guides/cost-guards.md says that Terraform
// does.
func TestCostGuardsGuide(t *testing.T) {
	t.Parallel()
	needVersion(t, "1.5.0", "1.6.0")
	const (
		month = `data "runpod_pod_billing" "x" {
			bucket_size = "month"
			last_n      = 1
		}
		`
		assertion = `assert {
			condition     = data.runpod_pod_billing.x.total_amount < 2
			error_message = "Over the limit."
		}`
		condition = `condition = data.runpod_pod_billing.x.total_amount < 2
		error_message = "Over the limit."`
	)
	for name, test := range map[string]struct {
		config    string
		arguments []string
		key       string
		code      int
		want      string
	}{
		"a check warns":                         {config: month + "check \"x\" {\n" + assertion + "\n}", want: "Warning: Check block assertion failed"},
		"a precondition stops":                  {config: month + "resource \"terraform_data\" \"pod\" {\nlifecycle {\nprecondition {\n" + condition + "\n}\n}\n}", code: 1, want: "Error: Resource precondition failed"},
		"not in terraform destroy":              {config: month + "resource \"terraform_data\" \"pod\" {\nlifecycle {\nprecondition {\n" + condition + "\n}\n}\n}", arguments: []string{"-destroy"}, want: "No changes"},
		"a precondition of an output stops":     {config: month + "output \"x\" {\nvalue = 1\nprecondition {\n" + condition + "\n}\n}", code: 1, want: "Error: Module output value precondition failed"},
		"a postcondition stops":                 {config: "data \"runpod_pod_billing\" \"x\" {\nlast_n = 1\nlifecycle {\npostcondition {\ncondition = self.record_count == 0\nerror_message = \"Over the limit.\"\n}\n}\n}", code: 1, want: "Error: Resource postcondition failed"},
		"a failed read stops":                   {config: month + "check \"x\" {\n" + assertion + "\n}", key: "rpa_wrong", code: 1, want: "Error: Runpod refused the API key"},
		"a failed read inside a check warns":    {config: "check \"x\" {\n" + month + assertion + "\n}", key: "rpa_wrong", want: "Warning: Runpod refused the API key"},
		"inside a check no plan is empty":       {config: "check \"x\" {\n" + month + "assert {\ncondition = data.runpod_pod_billing.x.total_amount > 2\nerror_message = \"Under.\"\n}\n}", arguments: []string{"-detailed-exitcode"}, code: 2, want: "will be read during apply"},
		"outside it is":                         {config: month, arguments: []string{"-detailed-exitcode"}, want: "No changes"},
		"timestamp() puts the read off":         {config: "data \"runpod_pod_billing\" \"x\" {\nstart_time = \"2026-11-01T00:00:00Z\"\nend_time = timestamp()\n}", want: "will be read during apply"},
		"depends_on puts the read off":          {config: "resource \"terraform_data\" \"pod\" {}\ndata \"runpod_pod_billing\" \"x\" {\nlast_n = 1\ndepends_on = [terraform_data.pod]\n}", want: "will be read during apply"},
		"a pod's own guard cannot read the pod": {config: "resource \"terraform_data\" \"pod\" {\nlifecycle {\nprecondition {\n" + condition + "\n}\n}\n}\ndata \"runpod_pod_billing\" \"x\" {\npod_id = terraform_data.pod.id\n}", code: 1, want: "Error: Cycle"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := afterV1(t, account())
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

// TestFaultsGuide: the guide's tables have every diagnostic there is, and none
// that there is not.
func TestFaultsGuide(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("testdata/diagnostics.golden")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{} // by severity and summary
	for _, match := range regexp.MustCompile(`(?m)^(ERROR|WARNING): (.+)$`).FindAllStringSubmatch(string(golden), -1) {
		known[strings.ToLower(match[1])+" "+match[2]] = true
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, source := range sources {
		if !strings.HasSuffix(source, "_test.go") {
			text, err := os.ReadFile(source) //nolint:gosec // of this folder
			if err != nil {
				t.Fatal(err)
			}
			code.Write(text)
		}
	}
	// The golden file has what a read can end with. The rest is in the code.
	for _, pattern := range []string{
		`(Error)\w*\((?:[^"\n]+(?:"\w+"\))?, )?"([A-Z][^"]+)"`,   // AddAttributeError(path.Root("x"), "Summary"
		`(Warning)\w*\((?:[^"\n]+(?:"\w+"\))?, )?"([A-Z][^"]+)"`, // AddWarning("Summary"
		`return ()"([A-Z][^"]+)",`,
		`invalid\w+ += ()"([A-Z][^"]+)"`,
	} {
		for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(code.String(), -1) {
			known[cmp.Or(strings.ToLower(match[1]), "error")+" "+match[2]] = true
		}
	}
	// Nothing that people do leads to these.
	for _, unseen := range []string{"The Runpod provider cannot be set up", "Reading Runpod's billing failed", "Records cannot be converted"} {
		delete(known, "error "+unseen)
	}

	guide := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\|.*\| ([^|]+) \|$`).FindAllStringSubmatch(readPage(t, "docs/guides/what-can-go-wrong.md"), -1) {
		for _, match := range regexp.MustCompile("(error|warning) `([^`]+)`").FindAllStringSubmatch(row[1], -1) {
			guide[match[1]+" "+match[2]] = true
		}
	}
	if len(known) < 20 || len(guide) < 20 {
		t.Errorf("found only %d diagnostics, and %d in the guide", len(known), len(guide))
	}
	for _, diagnostic := range slices.Sorted(maps.Keys(known)) {
		if !guide[diagnostic] {
			t.Errorf("the guide does not have the %s", diagnostic)
		}
	}
	for _, diagnostic := range slices.Sorted(maps.Keys(guide)) {
		if !known[diagnostic] {
			t.Errorf("the guide has the %s, which the provider never gives", diagnostic)
		}
	}
}

// TestLinks: what a page links to is there.
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
				t.Errorf("%s links to %s, which a registry does not show", page, match[1])
			}
			checked++
			if _, err := os.Stat(filepath.Join(repository, target)); err != nil {
				t.Errorf("%s links to %s, which is not there", page, match[1])
			}
		}
	}
	if checked < 20 {
		t.Errorf("found only %d links", checked)
	}
}

// TestCommands: what people are told to run exists.
func TestCommands(t *testing.T) {
	t.Parallel()
	makefile := readPage(t, "GNUmakefile")
	checked := 0
	for _, page := range []string{"README.md", "CONTRIBUTING.md"} {
		var told strings.Builder
		for _, s := range snippets(t, page, "shell", "bash", "sh") {
			told.WriteString(s.text)
		}
		for _, inline := range regexp.MustCompile("`[^`\n]+`").FindAllString(fence.ReplaceAllString(readPage(t, page), ""), -1) {
			told.WriteString(strings.Trim(inline, "`") + "\n")
		}
		for _, match := range regexp.MustCompile(`(?m)\bmake +([a-z-]+)`).FindAllStringSubmatch(told.String(), -1) {
			checked++
			if !strings.Contains(makefile, "\n"+match[1]+":") {
				t.Errorf("%s says make %s, which GNUmakefile does not have", page, match[1])
			}
		}
		for _, match := range regexp.MustCompile(`go test (\./\S+) -run (\w+)`).FindAllStringSubmatch(told.String(), -1) {
			checked++
			if found, err := filepath.Glob(filepath.Join(repository, match[1], "*_test.go")); err != nil || len(found) == 0 {
				t.Errorf("%s says %s, and %s has no tests", page, match[0], match[1])
			}
		}
	}
	if checked < 8 {
		t.Errorf("found only %d commands", checked)
	}
}

// TestCodeMap: what the map in CONTRIBUTING.md shows is there.
func TestCodeMap(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|").FindAllStringSubmatch(readPage(t, "CONTRIBUTING.md"), -1) {
		folder := "."
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[1], -1) {
			path := filepath.Join(folder, name[1])
			if strings.Contains(name[1], "/") { // names that follow are of the same folder
				path, folder = name[1], filepath.Dir(name[1])
			}
			checked++
			if found, err := filepath.Glob(filepath.Join(repository, path)); err != nil || len(found) == 0 {
				t.Errorf("there is no %s", path)
			}
		}
	}
	if checked < 15 {
		t.Errorf("found only %d places", checked)
	}
}

// TestReadmeTables: the README's tables name the arguments and results that the
// schema has, each once.
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
	var want []string
	for _, schema := range []*tfprotov6.Schema{schemas.Provider, schemas.DataSourceSchemas["runpod_pod_billing"]} {
		for _, attribute := range schema.Block.Attributes {
			want = append(want, attribute.Name)
			if attribute.Name == "endpoints" {
				for _, nested := range attribute.NestedType.Attributes {
					want = append(want, nested.Name)
				}
			}
		}
	}
	var got []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|").FindAllStringSubmatch(readPage(t, "README.md"), -1) {
		for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(row[1], -1) {
			got = append(got, name[1])
		}
	}
	// Each of the provider's and the data source's names once; api_version is both's.
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the README has\n%s\nthe schema has\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}
