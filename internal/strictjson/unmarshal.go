package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
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
