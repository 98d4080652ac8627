package docstest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// place is a file or folder that must know a billing kind, besides its declaration.
type place struct {
	path  string // relative to the root of the repository; * stands for the kind's name
	knows func(kind billing.Kind) bool
}

func places(t *testing.T) []place {
	t.Helper()
	exists := func(pattern string) func(billing.Kind) bool {
		return func(kind billing.Kind) bool {
			_, err := os.Stat(filepath.Join(repository, strings.Replace(pattern, "*", kind.Name, 1)))
			return err == nil
		}
	}
	contains := func(path, text string) func(billing.Kind) bool {
		return func(kind billing.Kind) bool {
			return strings.Contains(readPage(t, path), strings.ReplaceAll(text, "*", kind.Name))
		}
	}
	return []place{
		{"internal/billing/kind.go", func(kind billing.Kind) bool {
			return schemas(t).DataSourceSchemas["runpod_"+kind.Name] != nil
		}},
		{"internal/fakeapi/testdata/contracts.json", func(kind billing.Kind) bool {
			var contracts map[string]any
			if err := json.Unmarshal([]byte(readPage(t, "internal/fakeapi/testdata/contracts.json")), &contracts); err != nil {
				t.Fatal(err)
			}
			return contracts[route(kind)] != nil
		}},
		{"internal/fakeapi/v2_billing.go", func(kind billing.Kind) bool {
			return get(t, fakeapi.Account{}, kind) != nil
		}},
		{"internal/fakeapi/sample.go", func(kind billing.Kind) bool {
			return len(get(t, fakeapi.Sample(noon), kind)) > 0
		}},
		{"examples/data-sources/runpod_*/data-source.tf", exists("examples/data-sources/runpod_*/data-source.tf")},
		{"make docs", exists("docs/data-sources/*.md")},
		{"README.md", contains("README.md", "| [`runpod_*`](docs/data-sources/*.md) |")},
		{"templates/index.md.tmpl", contains("templates/index.md.tmpl", "(data-sources/*.md)")},
		{"examples/cost-report/main.tf", func(kind billing.Kind) bool {
			label := regexp.MustCompile(`(?m)^    ` + kind.Scope + ` += "`)
			return kind.Route == "" || label.MatchString(readPage(t, "examples/cost-report/main.tf"))
		}},
		{"examples/focus/main.tf", func(kind billing.Kind) bool {
			// Charges of a kind that it does not read become unattributed.
			return kind.Route == "" || strings.Contains(readPage(t, "examples/focus/main.tf"), `data "runpod_`+kind.Name+`"`)
		}},
		{"internal/provider/audit_data_source.go", func(kind billing.Kind) bool {
			// Its test asserts which charges an audit reads.
			return kind.Route == "" || strings.Contains(readPage(t, "internal/provider/audit_test.go"), route(kind)+"?bucketSize=day&lastN=2")
		}},
		{"examples/policy/rules", func(kind billing.Kind) bool {
			name := regexp.MustCompile(`\brunpod_` + kind.Name + `\b`)
			for file, text := range example(t, "policy/rules") {
				if !strings.HasSuffix(file, "_test.rego") && name.MatchString(text) {
					return true
				}
			}
			return false
		}},
	}
}

// route returns the path of a kind's route on v2.
func route(kind billing.Kind) string {
	return strings.TrimSuffix("/v2/billing/"+kind.Route, "/")
}

// get returns the records of the account that the stand-in reports for the kind, nil
// if it has no such route.
func get(t *testing.T, account fakeapi.Account, kind billing.Kind) []any {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, route(kind), nil)
	request.Header.Set("Authorization", "Bearer "+acctest.Key)
	response := httptest.NewRecorder()
	fakeapi.New(acctest.Key, fakeapi.SampleTime, account).ServeHTTP(response, request)
	var answer struct{ Records []any }
	if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Records
}

// TestKinds checks that every place knows every kind.
func TestKinds(t *testing.T) {
	t.Parallel()
	for _, kind := range billing.Kinds() {
		for _, place := range places(t) {
			if !place.knows(kind) {
				t.Errorf("%s does not know %s", place.path, kind.Name)
			}
		}
	}
}

// TestAddingAKind checks that a kind that nobody has added is missing in every
// place, so that TestKinds names them all, and that the steps in CONTRIBUTING.md
// name them too.
func TestAddingAKind(t *testing.T) {
	t.Parallel()
	_, steps, _ := strings.Cut(readPage(t, "CONTRIBUTING.md"), "## Add a billing kind")
	steps, _, _ = strings.Cut(steps, "\n## ")
	added := billing.Kind{Name: "unheard_of_billing", Scope: "unheard_of", Route: "unheard-of"}
	for _, place := range places(t) {
		if place.knows(added) {
			t.Errorf("%s knows a kind that does not exist", place.path)
		}
		if path := strings.Replace(place.path, "*", "cluster_billing", 1); !strings.Contains(steps, "`"+path+"`") {
			t.Errorf("the steps in CONTRIBUTING.md do not name %s", path)
		}
	}
}

// TestScopes checks that each group of the account is the scope of a kind, and each
// scope a group of the account.
func TestScopes(t *testing.T) {
	t.Parallel()
	kinds := billing.Kinds()
	var scopes []string
	for _, kind := range kinds[1:] {
		scopes = append(scopes, kind.Scope)
	}
	checkSame(t, "the account", kinds[0].Groups(), scopes)
}
