package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAddingAKind checks CONTRIBUTING.md's worked example against the code: the
// files that mention the last kind added are exactly those that the steps list.
func TestAddingAKind(t *testing.T) {
	t.Parallel()
	lastKind := regexp.MustCompile(`\bClusters\(|[cC]luster(Billing|Charge)|cluster_billing|"clusterId"`)
	var found []string
	err := filepath.WalkDir(filepath.Join(repository, "internal"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" ||
			strings.HasSuffix(path, "_test.go") || strings.Contains(path, "testdata") {
			return err
		}
		text, err := os.ReadFile(path) //nolint:gosec // a file of this repository
		if err == nil && lastKind.Match(text) {
			path, err = filepath.Rel(repository, path)
			found = append(found, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	want := []string{
		"internal/billing/kind.go",
		"internal/fakeapi/account.go",
		"internal/fakeapi/charges.go",
		"internal/fakeapi/sample.go",
		"internal/fakeapi/v2_billing.go",
		"internal/provider/cluster_billing_data_source.go",
		"internal/provider/provider.go",
	}
	if !slices.Equal(found, want) {
		t.Errorf("the files that mention the last kind are\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
	_, steps, _ := strings.Cut(readPage(t, "CONTRIBUTING.md"), "## Add a billing kind")
	steps, _, _ = strings.Cut(steps, "\n## ")
	for _, path := range want {
		if !strings.Contains(steps, filepath.Base(path)) {
			t.Errorf("the steps do not mention %s", path)
		}
	}
}
