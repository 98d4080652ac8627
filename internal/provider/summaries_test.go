package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestEverySummaryIsTested: each summary is in the golden file, or in a test.
func TestEverySummaryIsTested(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tested strings.Builder
	for _, file := range append(files, "testdata/diagnostics.golden") {
		content, err := os.ReadFile(file) //nolint:gosec // of this folder
		if err != nil {
			t.Fatal(err)
		}
		tested.Write(content)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), "summaries.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(parsed, func(node ast.Node) bool {
		constant, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		summary, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value) //nolint:forcetypeassert // the file has nothing else
		if err != nil {
			t.Fatal(err)
		}
		found++
		if constant.Names[0].Name != "summaryInternal" && !strings.Contains(tested.String(), summary) { // which nothing can provoke
			t.Errorf("nothing tests %s, %q", constant.Names[0], summary)
		}
		return true
	})
	if found < 30 {
		t.Errorf("found %d summaries only", found)
	}
}
