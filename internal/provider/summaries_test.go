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

// TestEverySummaryIsTested checks that each summary is in the golden file or in a
// test.
func TestEverySummaryIsTested(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tested strings.Builder
	for _, file := range append(files, "testdata/diagnostics.golden") {
		content, err := os.ReadFile(file) //nolint:gosec // a file in this folder
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
		summary, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value) //nolint:forcetypeassert // the file only has string constants
		if err != nil {
			t.Fatal(err)
		}
		found++
		if constant.Names[0].Name != "summaryInternal" && !strings.Contains(tested.String(), summary) { // no test can cause summaryInternal
			t.Errorf("no test covers %s, %q", constant.Names[0], summary)
		}
		return true
	})
	if found < 30 {
		t.Errorf("found only %d summaries", found)
	}
}
