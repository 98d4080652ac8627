package docstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// place is a file or folder that must know billing kinds, besides their declaration.
type place struct {
	path string // relative to the root of the repository; * stands for the kind's name
	of   func(kind billing.Kind) bool
	// knows reports whether the kind has everything that it needs there.
	knows func(kind billing.Kind) bool
}

// The kinds that a place must know.
func every(billing.Kind) bool           { return true }
func resources(kind billing.Kind) bool  { return kind.Route != "" }
func resourceID(kind billing.Kind) bool { return len(kind.IDs) > 0 }

func places(t *testing.T) []place {
	t.Helper()
	exists := func(pattern string) func(billing.Kind) bool {
		return func(kind billing.Kind) bool {
			_, err := os.Stat(filepath.Join(repository, strings.Replace(pattern, "*", kind.Name, 1)))
			return err == nil
		}
	}
	// has checks that a file matches all patterns, in which NAME, SCOPE and ROUTE are
	// those of the kind.
	has := func(path string, patterns ...string) func(billing.Kind) bool {
		return func(kind billing.Kind) bool {
			return !slices.ContainsFunc(patterns, func(pattern string) bool {
				pattern = strings.NewReplacer("NAME", kind.Name, "SCOPE", kind.Scope, "ROUTE", route(kind)).Replace(pattern)
				return !regexp.MustCompile(`(?m)` + pattern).MatchString(readPage(t, path))
			})
		}
	}
	const (
		openAPI  = "internal/cmd/contractcheck/testdata/openapi.json"
		report   = "examples/cost-report/main.tf"
		focus    = "examples/focus/main.tf"
		selftest = "examples/cost-guard/selftest/guards.tftest.hcl"
	)
	return []place{
		{"internal/billing/kind.go", every, func(kind billing.Kind) bool {
			return schemas(t).DataSourceSchemas["runpod_"+kind.Name] != nil
		}},
		{contractsFile, every, func(kind billing.Kind) bool { return contracts(t)[route(kind)].Answer != nil }},
		{openAPI, every, has(openAPI, `"ROUTE": \{`)},
		{"internal/fakeapi/v2_billing.go", every, func(kind billing.Kind) bool { return get(t, fakeapi.Account{}, kind) != nil }},
		{"internal/fakeapi/sample.go", every, func(kind billing.Kind) bool { return len(get(t, fakeapi.Sample(noon), kind)) > 0 }},
		{"examples/data-sources/runpod_*/data-source.tf", every, exists("examples/data-sources/runpod_*/data-source.tf")},
		{"internal/docstest/examples_test.go", every, has("internal/docstest/examples_test.go", `^\t\t"data-sources/runpod_NAME": \{`)},
		{"make docs", every, exists("docs/data-sources/*.md")},
		{"README.md", every, has("README.md", "^\\| \\[`runpod_NAME`\\]\\(docs/data-sources/NAME\\.md\\) \\|")},
		{"templates/index.md.tmpl", every, has("templates/index.md.tmpl", `\(data-sources/NAME\.md\)`)},
		{"CHANGELOG.md", every, has("CHANGELOG.md", "`runpod_NAME`")},
		{report, resources, has(report, `^    SCOPE += "`)},
		{report, resourceID, has(report, `^data "runpod_NAME" "month"`, `SCOPE += data\.runpod_NAME\.month\.amount_by_group`, `table = "SCOPE"`)},
		{focus, resources, func(kind billing.Kind) bool {
			patterns := []string{`^data "runpod_NAME" "days"`, `^    SCOPE = \{\n +records = data\.runpod_NAME\.days\.records, `}
			for _, part := range billing.Account().Parts {
				if part.Group == kind.Scope {
					patterns = append(patterns, `\b`+part.Name+` += "`)
				}
			}
			return has(focus, patterns...)(kind)
		}},
		{"examples/focus/README.md", resources, func(kind billing.Kind) bool {
			service := regexp.MustCompile(`data\.runpod_` + kind.Name + `\.days.* service = "([^"]+)"`).FindStringSubmatch(readPage(t, focus))
			return service != nil && strings.Contains(readPage(t, "examples/focus/README.md"), "`"+service[1]+"`")
		}},
		{selftest, resources, has(selftest, `amount_by_group = \{.*\bSCOPE = `)},
		{"make docs", every, has("examples/policy/rules/schema.rego", `"runpod_NAME": \{`)},
	}
}

const contractsFile = "internal/fakeapi/testdata/contracts.json"

// contracts returns what the stand-in's contracts say about the answer of each route.
func contracts(t *testing.T) (all map[string]struct{ Answer map[string]any }) {
	t.Helper()
	if err := json.Unmarshal([]byte(readPage(t, contractsFile)), &all); err != nil {
		t.Fatal(err)
	}
	return all
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
			if place.of(kind) && !place.knows(kind) {
				t.Errorf("%s is incomplete for %s", place.path, kind.Name)
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
	added := billing.Kind{Name: "unheard_of_billing", Scope: "unheard_of", Route: "unheard-of", IDs: []billing.Field{{Name: "unheard_of_id"}}}
	for _, place := range places(t) {
		if place.knows(added) {
			t.Errorf("%s knows a kind that does not exist", place.path)
		}
		if path := strings.Replace(place.path, "*", "cluster_billing", 1); !strings.Contains(steps, "`"+path+"`") {
			t.Errorf("the steps in CONTRIBUTING.md do not name %s", path)
		}
	}
}

// TestDeclarationsOfKinds checks that each kind is declared in full, and as its route's
// contract and the account's parts have it.
func TestDeclarationsOfKinds(t *testing.T) {
	t.Parallel()
	var scopes []string
	for _, kind := range billing.ResourceKinds() {
		scopes = append(scopes, kind.Scope)
		if kind.Subject == "" || kind.Resource == "" || kind.Doc == "" {
			t.Errorf("%s: the subject is %q, the resource %q, and the description %q", kind.Name, kind.Subject, kind.Resource, kind.Doc)
		}
		// What is for compute is what running pods add to.
		own, ofAccount := computeParts(kind, ""), computeParts(billing.Account(), kind.Scope)
		if own != ofAccount || (own > 0) != (kind.RunningPods != billing.NoPods) {
			t.Errorf("%s has %d parts for compute, those of the account are %d, and its running pods are %d",
				kind.Name, own, ofAccount, kind.RunningPods)
		}
	}
	checkSame(t, "the account", billing.Account().Groups(), scopes)

	for _, kind := range billing.Kinds() {
		answer := contracts(t)[route(kind)].Answer
		var ids, parts []string
		for _, id := range kind.IDs {
			if id.V2 != "" {
				ids = append(ids, id.V2)
			}
		}
		for _, part := range kind.Parts {
			parts = append(parts, part.V2)
		}
		totals := append(parts, "totalAmount")
		checkMembers(t, "the totals of "+kind.Name, within(answer, "object", "metadata", "object", "totals"), totals)
		checkMembers(t, "a record of "+kind.Name, within(answer, "object", "records", "list"),
			slices.Concat([]string{"startTime", "endTime"}, ids, totals))
		unique := ""
		for member := range within(answer, "object", "metadata", "object") {
			if strings.HasPrefix(member, "unique") {
				unique = member
			}
		}
		if kind.Unique != unique {
			t.Errorf("%s counts its ids in %q, its route in %q", kind.Name, kind.Unique, unique)
		}
	}
}

// checkMembers checks that an object of a contract has the members, all required.
func checkMembers(t *testing.T, name string, object map[string]any, want []string) {
	t.Helper()
	checkSame(t, name, slices.Collect(maps.Keys(within(object, "object"))), want)
	var required []string
	for _, member := range object["required"].([]any) { //nolint:forcetypeassert // contracts have a list
		required = append(required, fmt.Sprint(member))
	}
	checkSame(t, "required in "+name, required, want)
}

// computeParts returns how many parts of a group are for compute.
func computeParts(kind billing.Kind, group string) (count int) {
	for _, part := range kind.Parts {
		if part.Compute && part.Group == group {
			count++
		}
	}
	return count
}

// within returns an object inside another one.
func within(value map[string]any, names ...string) map[string]any {
	for _, name := range names {
		value, _ = value[name].(map[string]any)
	}
	return value
}
