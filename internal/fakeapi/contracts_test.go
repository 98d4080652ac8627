package fakeapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// contract is the published description of a route that the provider reads: the types
// of its parameters, all of which it may send, and that of its answer. A type is one of
//
//   - a name, such as "integer" or "date-time", with "|null" where null is allowed; a
//     "cursor" is a string from an earlier answer
//   - the list of an enum's values
//   - {"list": type}, {"map": type} or {"object": {name: type}, "required": [name]}, with
//     "nullable": true where null is allowed
//   - for a parameter that is an integer, {"minimum": n, "maximum": n}
//
// Reads names the members on which the provider relies, each with all that is in it:
// "pods.gpu" is that of every element of pods. An Unconfirmed route was inferred from
// prose, so that it may not exist.
type contract struct {
	Parameters  map[string]any
	Reads       []string
	Answer      any
	Unconfirmed bool
}

func contracts(t *testing.T) map[string]contract {
	t.Helper()
	text, err := os.ReadFile("testdata/contracts.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]contract
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// mismatch describes how a value differs from its type. It returns "" if it does
// not. An object may only have members that its type names.
func mismatch(kind, value any) string {
	switch kind := kind.(type) {
	case string:
		if name, nullable := strings.CutSuffix(kind, "|null"); !isA(name, value) && (value != nil || !nullable) {
			return fmt.Sprintf(": got %v, want %s", value, kind)
		}
	case []any:
		if text, ok := value.(string); !ok || !slices.Contains(kind, any(text)) {
			return fmt.Sprintf(": got %v, want one of %v", value, kind)
		}
	case object:
		if value == nil && kind["nullable"] == true {
			return ""
		}
		return structureMismatch(kind, value)
	}
	return ""
}

func structureMismatch(kind object, value any) string {
	if element, ok := kind["list"]; ok {
		list, ok := value.([]any)
		if !ok {
			return fmt.Sprintf(": got %v, want a list", value)
		}
		for i, one := range list {
			if wrong := mismatch(element, one); wrong != "" {
				return fmt.Sprintf("[%d]%s", i, wrong)
			}
		}
		return ""
	}
	members, ok := value.(object)
	if !ok {
		return fmt.Sprintf(": got %v, want an object", value)
	}
	required, _ := kind["required"].([]any)
	for _, name := range required {
		if _, ok := members[fmt.Sprint(name)]; !ok {
			return fmt.Sprintf(": %v is missing in %v", name, members)
		}
	}
	types, _ := kind["object"].(object)
	for name, one := range members {
		element, ok := kind["map"]
		if types != nil {
			element, ok = types[name]
		}
		if !ok {
			return fmt.Sprintf(": %s is not in the contract", name)
		}
		if wrong := mismatch(element, one); wrong != "" {
			return "." + name + wrong
		}
	}
	return ""
}

func isA(name string, value any) bool {
	switch value := value.(type) {
	case string:
		if name == "date-time" {
			_, err := time.Parse(time.RFC3339, value)
			return err == nil
		}
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && value == math.Trunc(value)
	case bool:
		return name == "boolean"
	}
	return false
}

// has reports whether a value has a member that is neither null nor an empty list.
// It looks into every element of a list.
func has(value any, names []string) bool {
	switch value := value.(type) {
	case nil:
		return false
	case []any:
		return slices.ContainsFunc(value, func(element any) bool { return has(element, names) })
	}
	return len(names) == 0 || has(member(value, names[0]), names[1:])
}

// TestContractsOfAnswers checks that an answer has everything that its contract
// requires, of the right type, and nothing else. The sample has every member that the
// provider reads, and each of its answers has the first of them.
func TestContractsOfAnswers(t *testing.T) {
	t.Parallel()
	for path, contract := range contracts(t) {
		queries, seen := []url.Values{nil}, map[string]bool{}
		for _, query := range []url.Values{
			values("bucketSize", "hour"), values("bucketSize", "year"), values("includeClusterPods", "true"), values("limit", "1"),
			values("grouping", "podId"),
		} {
			if name := slices.Collect(maps.Keys(query))[0]; contract.Parameters[name] != nil {
				queries = append(queries, query)
			}
		}
		for _, query := range queries {
			status, body := get(t, sample(), path, query)
			if wrong := mismatch(contract.Answer, body); status != http.StatusOK || wrong != "" {
				t.Errorf("%s?%s: %d%s", path, query.Encode(), status, wrong)
			}
			for i, name := range contract.Reads {
				found := has(body, strings.Split(name, "."))
				if i == 0 && !found {
					t.Errorf("%s?%s has no %s", path, query.Encode(), name)
				}
				seen[name] = seen[name] || found
			}
		}
		for _, name := range contract.Reads {
			if !seen[name] {
				t.Errorf("%s has no %s", path, name)
			}
		}
		if status, body := get(t, serve(fakeapi.Account{}), path, nil); status != http.StatusOK || mismatch(contract.Answer, body) != "" {
			t.Errorf("%s of an empty account: %d%s", path, status, mismatch(contract.Answer, body))
		}
	}
}

// TestContractsOfParameters checks that each parameter accepts what its contract
// says. Those of other routes are refused, although the real v2 ignores them.
func TestContractsOfParameters(t *testing.T) {
	t.Parallel()
	all := contracts(t)
	names := map[string]bool{"includeMachine": true}
	for _, contract := range all {
		for name := range contract.Parameters {
			names[name] = true
		}
	}
	server := sample()
	for path, contract := range all {
		expect := func(want int, pairs ...string) {
			t.Helper()
			if status, body := get(t, server, path, values(pairs...)); status != want {
				t.Errorf("%s with %v answers %d, want %d: %.200v", path, pairs, status, want, body)
			}
		}
		for name := range names {
			switch kind := contract.Parameters[name].(type) {
			case nil:
				expect(http.StatusBadRequest, name, "1")
			case []any:
				for _, value := range kind {
					expect(http.StatusOK, name, fmt.Sprint(value))
				}
				expect(http.StatusBadRequest, name, "other")
			case object:
				least, most := kind["minimum"], kind["maximum"]
				expect(http.StatusOK, name, fmt.Sprint(least))
				expect(http.StatusBadRequest, name, strconv.Itoa(int(number(kind, "minimum"))-1))
				expect(http.StatusBadRequest, name, "1.5")
				if most != nil {
					expect(http.StatusOK, name, fmt.Sprint(most))
					expect(http.StatusBadRequest, name, strconv.Itoa(int(number(kind, "maximum"))+1))
				}
			case string:
				switch kind {
				case "date-time":
					other := map[string]string{"startTime": "endTime", "endTime": "startTime"}[name]
					at := map[string]string{"startTime": "2026-11-01T00:00:00Z", "endTime": "2026-11-20T02:00:00+02:00"}
					expect(http.StatusOK, name, at[name], other, at[other])
					expect(http.StatusBadRequest, name, "yesterday", other, at[other])
					expect(http.StatusBadRequest, name, at[other], other, at[name])
				case "boolean":
					expect(http.StatusOK, name, "true")
					expect(http.StatusOK, name, "false")
					expect(http.StatusBadRequest, name, "1")
				case "string":
					expect(http.StatusOK, name, "none of these")
				case "cursor":
					expect(http.StatusUnprocessableEntity, name, "none of these")
				default:
					t.Errorf("%s: no test for %s", path, kind)
				}
			}
		}
		if contract.Parameters["lastN"] != nil {
			expect(http.StatusBadRequest, "startTime", "2026-11-01T00:00:00Z")
			expect(http.StatusBadRequest, "endTime", "2026-11-01T00:00:00Z")
			expect(http.StatusBadRequest, "lastN", "1", "startTime", "2026-11-01T00:00:00Z", "endTime", "2026-11-20T00:00:00Z")
		}
	}
}
