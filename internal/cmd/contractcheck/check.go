package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// contract is what the provider relies on of a route. The tests of internal/fakeapi
// explain the notation.
type contract struct {
	Parameters  map[string]any
	Reads       []string
	Answer      any
	Unconfirmed bool
}

// checker collects a line for each thing that is checked.
type checker struct {
	api      document
	route    string
	tolerant bool // report what is missing, and do not fail
	lines    []string
	failures int
}

// check compares the contracts of v2 with the published document. It returns a line for
// each route, parameter and member, and the number of those that failed.
func check(contracts map[string]contract, api document) (lines []string, failures int) {
	c := checker{api: api}
	for _, route := range slices.Sorted(maps.Keys(contracts)) {
		if strings.HasPrefix(route, "/v2/") {
			c.route, c.tolerant = route, contracts[route].Unconfirmed
			c.checkRoute(contracts[route])
		}
	}
	return c.lines, c.failures
}

// report adds a line. wrong is what is wrong, "" for nothing.
func (c *checker) report(what, wrong string) {
	switch {
	case wrong == "":
		c.lines = append(c.lines, fmt.Sprintf("ok      GET %s%s", c.route, what))
	case c.tolerant:
		c.lines = append(c.lines, fmt.Sprintf("unknown GET %s%s %s; the route was never confirmed", c.route, what, wrong))
	default:
		c.failures++
		c.lines = append(c.lines, fmt.Sprintf("FAILED  GET %s%s %s", c.route, what, wrong))
	}
}

func (c *checker) checkRoute(want contract) {
	operation, shared := c.api.operation(c.route)
	if operation == nil {
		c.report("", "is missing")
		return
	}
	c.report("", "")
	parameters := c.api.parameters(shared, operation)
	for _, name := range slices.Sorted(maps.Keys(want.Parameters)) {
		what := ", parameter " + name
		if parameter, found := parameters[name]; !found {
			c.report(what, "is missing")
		} else {
			c.report(what, c.parameterMismatch(want.Parameters[name], c.api.compose(c.api.at(parameter, "schema"))))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if parameters[name]["required"] == true {
			c.report(", parameter "+name, "is required now")
		}
	}
	answer := c.api.at(operation, "responses", "200", "content", "application/json", "schema")
	for _, read := range want.Reads {
		c.checkMember(want.Answer, answer, strings.Split(read, "."), "")
	}
}

// parameterMismatch describes how a parameter differs from what the provider sends.
func (c *checker) parameterMismatch(want any, got schema) string {
	limits, ok := want.(object)
	if !ok {
		return c.mismatch(want, got)
	}
	least, _ := limits["minimum"].(float64)
	most, _ := limits["maximum"].(float64)
	switch {
	case !slices.Equal(got.types, []string{"integer"}):
		return fmt.Sprintf("is %s, want integer", named(got))
	case got.minimum > least:
		return fmt.Sprintf("is at least %v, want %v", got.minimum, least)
	case got.maximum > 0 && got.maximum < most:
		return fmt.Sprintf("is at most %v, want %v", got.maximum, most)
	}
	return ""
}

// checkMember checks the member that the names lead to and all that is in it. It looks
// into the elements of lists.
func (c *checker) checkMember(want any, published object, names []string, path string) {
	got := c.api.compose(published)
	structure, _ := want.(object)
	switch {
	case structure["list"] != nil && got.items != nil:
		c.checkMember(structure["list"], got.items, names, path)
		return
	case structure["list"] != nil, structure == nil && len(names) > 0:
		c.report(", member "+strings.TrimPrefix(path, "."), c.mismatch(want, got))
		return
	}
	members, _ := structure["object"].(object)
	if len(names) == 0 {
		if path != "" {
			c.report(", member "+strings.TrimPrefix(path, "."), c.mismatch(want, got))
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			c.checkProperty(members[name], got, name, nil, path)
		}
		return
	}
	c.checkProperty(members[names[0]], got, names[0], names[1:], path)
}

func (c *checker) checkProperty(want any, of schema, name string, names []string, path string) {
	path += "." + name
	if property, found := of.properties[name]; found {
		c.checkMember(want, property, names, path)
	} else {
		c.report(", member "+strings.TrimPrefix(path, "."), "is missing")
	}
}

// mismatch describes how a type differs from what the provider expects. It does not look
// into members.
func (c *checker) mismatch(want any, got schema) string {
	nullable := false
	var types, values []string
	format := ""
	switch want := want.(type) {
	case string:
		name, null := strings.CutSuffix(want, "|null")
		nullable = null
		switch name {
		case "number":
			types = []string{"number", "integer"}
		case "date-time":
			types, format = []string{"string"}, name
		case "cursor":
			types = []string{"string"}
		default:
			types = []string{name}
		}
	case []any:
		types = []string{"string"}
		for _, value := range want {
			values = append(values, fmt.Sprint(value))
		}
	case object:
		types = []string{"object"}
		if want["list"] != nil {
			types = []string{"array"}
		}
		nullable = want["nullable"] == true
	}
	foreign := func(name string) bool { return !slices.Contains(types, name) }
	switch {
	case len(got.types) == 0 || slices.ContainsFunc(got.types, foreign), got.format != format && format != "":
		return fmt.Sprintf("is %s, want %s", named(got), strings.TrimSpace(types[0]+" "+format))
	case got.nullable && !nullable:
		return "may be null now"
	}
	for _, value := range values {
		if len(got.values) > 0 && !slices.Contains(got.values, any(value)) {
			return fmt.Sprintf("does not have the value %s", value)
		}
	}
	return ""
}

// named returns the type of a schema in words.
func named(s schema) string {
	if len(s.types) == 0 {
		return "of no type"
	}
	return strings.TrimSpace(strings.Join(s.types, " or ") + " " + s.format)
}
