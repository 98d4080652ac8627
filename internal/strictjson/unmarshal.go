package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
)

// Value is a JSON value that has not been decoded.
type Value = jsontext.Value

// Unmarshal decodes a small document into structs. It is as strict as [Decoder],
// reads a decimal.NullDecimal as [Decoder.Number] does and a time.Time as
// [Decoder.Time] does, and skips members that a struct does not have. null leaves a
// value at zero.
func Unmarshal(document []byte, into any) error {
	if len(bytes.TrimSpace(document)) == 0 {
		return syntaxError(io.EOF)
	}
	err := json.Unmarshal(document, into, json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(unmarshaler(parseNumber)), json.UnmarshalFromFunc(unmarshaler(parseTime)),
	)))
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return syntaxError(err)
	}
	reason := semantic.Err
	if reason == nil {
		reason = fmt.Errorf("got %s, want %s", kindName(semantic.JSONKind), typeName(semantic.GoType))
	}
	for names := strings.Split(string(semantic.JSONPointer), "/"); len(names) > 1; names = names[:len(names)-1] {
		reason = fmt.Errorf("%s: %w", names[len(names)-1], reason)
	}
	return reason
}

func unmarshaler[T any](parse func(jsontext.Value) (T, error)) func(*jsontext.Decoder, *T) error {
	return func(d *jsontext.Decoder, into *T) error {
		raw, err := d.ReadValue()
		if err == nil {
			*into, err = parse(raw)
		}
		return err
	}
}

func typeName(t reflect.Type) string {
	switch {
	case t == nil:
		return "another value"
	case t.Kind() == reflect.String:
		return "a string"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice:
		return "an array"
	}
	return "an object"
}

// Members reads an object into variables: into has a pointer for each member that the
// caller needs, by its name. A string, a time.Time and a decimal.NullDecimal are read as
// by the methods of [Decoder], anything else as by [Unmarshal]. A func() error reads its
// member itself, and a map the members of an object. Others are skipped, and so is one
// whose name is "", which a caller can use for one that the API does not have.
func (d *Decoder) Members(into map[string]any) error {
	return d.Object(func(name string) (err error) {
		if name == "" {
			return d.Skip()
		}
		switch target := into[name].(type) {
		case nil:
			return d.Skip()
		case *string:
			*target, err = d.String()
		case *time.Time:
			*target, err = d.Time()
		case *decimal.NullDecimal:
			*target, err = d.Number()
		case map[string]any:
			err = d.Members(target)
		case func() error:
			err = target()
		default:
			raw, err := d.json.ReadValue()
			if err != nil {
				return syntaxError(err)
			}
			return Unmarshal(raw, target)
		}
		return err
	})
}
