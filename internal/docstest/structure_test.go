package docstest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestImports checks that the diagram in DESIGN.md has each import between the
// provider's packages, each that the linter allows, and no other.
func TestImports(t *testing.T) {
	t.Parallel()
	const own = `github\.com/costguard/terraform-provider-runpod/internal/`
	var shown, allowed, found []string
	for _, row := range regexp.MustCompile(`(?m)^(\w+) +→ (.+)$`).FindAllStringSubmatch(readPage(t, "DESIGN.md"), -1) {
		from := row[1]
		if from == "main" {
			continue
		}
		for to := range strings.SplitSeq(row[2], ", ") {
			shown = append(shown, from+" → "+to)
		}
		rule := regexp.MustCompile(`(?s)\n {8}` + from + `:\n.*?\n {10}deny:`).FindString(readPage(t, ".golangci.yml"))
		for _, to := range regexp.MustCompile(own+`(\w+)`).FindAllStringSubmatch(rule, -1) {
			allowed = append(allowed, from+" → "+to[1])
		}
		imports := map[string]bool{}
		for _, file := range filesIn(t, "internal/"+from) {
			if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
				for _, to := range regexp.MustCompile(`(?m)^\t"`+own+`(\w+)"$`).FindAllStringSubmatch(readPage(t, file), -1) {
					imports[from+" → "+to[1]] = true
				}
			}
		}
		found = slices.AppendSeq(found, maps.Keys(imports))
	}
	if len(found) < 15 {
		t.Errorf("found only %d imports", len(found))
	}
	checkSame(t, "the linter", allowed, shown)
	checkSame(t, "the code", found, shown)
}

// TestFilesDependOneWay checks what DESIGN.md says of the files of a package: no two
// depend on each other, whether directly or through others.
func TestFilesDependOneWay(t *testing.T) {
	t.Parallel()
	checked := 0
	folders, err := filepath.Glob(filepath.Join(repository, "internal", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		uses := fileUses(t, folder)
		var reaches func(from, to string, seen []string) bool
		reaches = func(from, to string, seen []string) bool {
			return slices.ContainsFunc(uses[from], func(next string) bool {
				return next == to || !slices.Contains(seen, next) && reaches(next, to, append(seen, next))
			})
		}
		for file, used := range uses {
			checked++
			for _, other := range used {
				if reaches(other, file, nil) {
					t.Errorf("%s: %s uses %s, and the other way round", folder, file, other)
				}
			}
		}
	}
	if checked < 60 {
		t.Errorf("found only %d files that use others", checked)
	}
}

// fileUses returns the files of a package whose declarations each file uses. Without
// the packages that it imports, types of others are unknown, which does not matter.
func fileUses(t *testing.T, folder string) map[string][]string {
	t.Helper()
	var files []*ast.File
	set := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Error: func(error) {}}
	pack, _ := config.Check(folder, set, files, info) // fails, because what it imports is missing
	uses := map[string][]string{}
	for identifier, object := range info.Uses {
		from, to := set.Position(identifier.Pos()).Filename, set.Position(object.Pos()).Filename
		if object.Pkg() == pack && to != "" && from != to && !slices.Contains(uses[from], to) {
			uses[from] = append(uses[from], to)
		}
	}
	return uses
}
