package main

import (
	"slices"
	"strings"
)

// object is a JSON object.
type object = map[string]any

// document is an OpenAPI 3 document.
type document struct{ root object }

// at returns the object that the names lead to, with references resolved. It is nil if
// there is none.
func (d document) at(from object, names ...string) object {
	for _, name := range names {
		next, _ := d.resolve(from)[name].(object)
		from = next
	}
	return d.resolve(from)
}

// resolve follows references within the document.
func (d document) resolve(from object) object {
	const deepest = 20 // a reference may lead to itself
	for range deepest {
		reference, ok := from["$ref"].(string)
		if !ok {
			return from
		}
		from = d.root
		for name := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
			from, _ = from[strings.NewReplacer("~1", "/", "~0", "~").Replace(name)].(object)
		}
	}
	return nil
}

// operation returns what GET on a path does. Paths may be relative to a server that
// ends in the version.
func (d document) operation(path string) (operation, shared object) {
	for _, name := range []string{path, strings.TrimPrefix(path, "/v2")} {
		if item := d.at(d.root, "paths", name); item["get"] != nil {
			return d.at(item, "get"), item
		}
	}
	return nil, nil
}

// parameters returns the query parameters of an operation by name.
func (d document) parameters(from ...object) map[string]object {
	found := map[string]object{}
	for _, one := range from {
		list, _ := one["parameters"].([]any)
		for _, element := range list {
			parameter, _ := element.(object)
			parameter = d.resolve(parameter)
			if name, ok := parameter["name"].(string); ok && parameter["in"] == "query" {
				found[name] = parameter
			}
		}
	}
	return found
}

// schema is a schema with everything that it is composed of.
type schema struct {
	types      []string // without null
	nullable   bool
	format     string
	values     []any // of an enum
	minimum    float64
	maximum    float64 // 0: none
	properties map[string]object
	items      object
}

// compose returns a schema with its allOf, and whichever of anyOf and oneOf.
func (d document) compose(from object) schema {
	s := schema{properties: map[string]object{}}
	d.add(&s, from, 0)
	return s
}

func (d document) add(s *schema, from object, depth int) {
	const deepest = 20
	from = d.resolve(from)
	if depth > deepest || from == nil {
		return
	}
	names, ok := from["type"].([]any)
	if !ok {
		names = []any{from["type"]}
	}
	for _, name := range names {
		if name, ok := name.(string); ok && name == "null" {
			s.nullable = true
		} else if ok && !slices.Contains(s.types, name) {
			s.types = append(s.types, name)
		}
	}
	s.nullable = s.nullable || from["nullable"] == true
	if format, ok := from["format"].(string); ok {
		s.format = format
	}
	if values, ok := from["enum"].([]any); ok {
		s.values = append(s.values, values...)
	}
	if minimum, ok := from["minimum"].(float64); ok {
		s.minimum = minimum
	}
	if maximum, ok := from["maximum"].(float64); ok {
		s.maximum = maximum
	}
	properties, _ := from["properties"].(object)
	for name, property := range properties {
		s.properties[name], _ = property.(object)
	}
	if items, ok := from["items"].(object); ok {
		s.items = items
	}
	for _, composition := range []string{"allOf", "anyOf", "oneOf"} {
		parts, _ := from[composition].([]any)
		for _, part := range parts {
			part, _ := part.(object)
			d.add(s, part, depth+1)
		}
	}
}
