// Package docstest checks the documentation and the examples: that configurations
// work as shown, and that links, commands, tables and figures are right.
package docstest

import (
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/provider"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// noon is a Friday.
var noon = fakeapi.SampleTime()

const repository = "../.."

// snippet is a fenced code block of a page.
type snippet struct {
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
			found = append(found, snippet{1 + strings.Count(text[:at[0]], "\n"), text[at[4]:at[5]]})
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

// filesIn returns the paths of the files in folders of the repository, relative to its
// root, without those that Terraform leaves there.
func filesIn(t *testing.T, folders ...string) []string {
	t.Helper()
	var found []string
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(repository, folder), func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.Name() == ".terraform":
				return fs.SkipDir
			case entry.IsDir(), strings.HasPrefix(entry.Name(), ".terraform"), strings.Contains(entry.Name(), ".tfstate"):
				return nil
			}
			path, err = filepath.Rel(repository, path)
			found = append(found, filepath.ToSlash(path))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// pages returns the paths of all pages of documentation, relative to the root of
// the repository.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DESIGN.md", "SECURITY.md", "RELEASING.md"}
	for _, file := range filesIn(t, "docs", "examples") {
		if filepath.Ext(file) == ".md" {
			found = append(found, file)
		}
	}
	return found
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
			if tests, err := filepath.Glob(filepath.Join(repository, match[1], "*_test.go")); err != nil || len(tests) == 0 {
				t.Errorf("%s says %s, but %s has no tests", page, match[0], match[1])
			}
		}
	}
	if checked < 12 {
		t.Errorf("found only %d commands", checked)
	}
}

// TestInstallFolder checks where "make install" installs.
func TestInstallFolder(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("skipped: make is not on the path")
	}
	for want, env := range map[string][]string{
		`"/home/me/.terraform.d/plugins/$host/costguard/runpod/`: {"HOME=/home/me"},
		`"C:/Users/My Name/AppData/Roaming/terraform.d/plugins/$host/costguard/runpod/`: {
			"OS=Windows_NT", `APPDATA=C:\Users\My Name\AppData\Roaming`,
		},
	} {
		command := exec.CommandContext(t.Context(), "make", "-n", "install")
		command.Dir = repository
		command.Env = append(os.Environ(), env...)
		printed, err := command.CombinedOutput()
		if err != nil || !strings.Contains(string(printed), want) {
			t.Errorf("missing %s (%v):\n%s", want, err, printed)
		}
	}
}

// TestReleasing checks that RELEASING.md lists every place that changes once the
// provider is in a registry, and that the samples build a commit until then.
func TestReleasing(t *testing.T) {
	t.Parallel()
	releasing := readPage(t, "RELEASING.md")
	found, samples := 0, 0
	for _, file := range filesIn(t, "README.md", "templates", "examples") {
		text := readPage(t, file)
		if strings.Contains(text, "in a registry") {
			found++
			if !strings.Contains(releasing, "`"+file+"`") {
				t.Errorf("RELEASING.md does not list %s", file)
			}
		}
		if path.Base(path.Dir(file)) == "ci" {
			samples++
			if !strings.Contains(text, "PROVIDER_COMMIT: '"+strings.Repeat("0", 40)+"'") {
				t.Errorf("%s does not build a single commit of the provider", file)
			}
		}
	}
	if found < 10 || samples < 4 {
		t.Errorf("found only %d places and %d samples", found, samples)
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
	schemas := schemas(t)
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
	checkSame(t, "the README", got, want)
}

// schemas returns the provider's schemas.
func schemas(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", provider.Environment{})())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return schemas
}

// TestTroubleshootingGuide checks that the guide lists all of the provider's
// diagnostics and no others, and that each is in the golden file or in a test.
func TestTroubleshootingGuide(t *testing.T) {
	t.Parallel()
	var tests strings.Builder
	for _, file := range filesIn(t, "internal/provider") {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "/diagnostics.golden") {
			tests.WriteString(readPage(t, file))
		}
	}
	want := []string{ // Terraform's and the framework's own
		"Invalid Attribute Value Match", "Invalid Attribute Combination", "Invalid Attribute Value Length",
		"Invalid Attribute Value Time Duration", "Unsupported argument", "Invalid index",
	}
	summary := regexp.MustCompile(`(?m)^\tsummary(\w+) += "(.*)"$`)
	for _, match := range summary.FindAllStringSubmatch(readPage(t, "internal/provider/summaries.go"), -1) {
		if match[1] == "Internal" { // users cannot cause it
			continue
		}
		want = append(want, match[2])
		if !strings.Contains(tests.String(), match[2]) {
			t.Errorf("no test covers %q", match[2])
		}
	}
	var guide []string
	row := regexp.MustCompile("(?m)^\\| (?:error|warning) `([^`]+)` \\|")
	for _, match := range row.FindAllStringSubmatch(readPage(t, "docs/guides/troubleshooting.md"), -1) {
		guide = append(guide, match[1])
	}
	checkSame(t, "the guide", guide, want)
}

// checkSame checks that both lists have the same texts, in any order.
func checkSame(t *testing.T, name string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s has\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
