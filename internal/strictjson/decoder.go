// Package strictjson reads JSON and rejects whatever is not strictly valid:
// duplicate names, invalid UTF-8, truncation, trailing data. Numbers keep every
// digit, and times are read in UTC.
//
// [Unmarshal] decodes a small document into structs. A [Decoder] reads a long one
// token by token, so that a caller keeps only what it needs.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Decoder reads one JSON document. Its errors describe the document, such as
// "got an object, want an array", and never quote a long part of it.
type Decoder struct {
	json *jsontext.Decoder
}

// NewDecoder returns a Decoder of the document.
func NewDecoder(document []byte) *Decoder {
	return &Decoder{json: jsontext.NewDecoder(bytes.NewBuffer(document))}
}

// Object reads an object. It calls member for each name; member must read the
// value that follows. Object returns an error of member with the name before it.
func (d *Decoder) Object(member func(name string) error) error {
	if err := d.begin('{', "an object"); err != nil {
		return err
	}
	for d.json.PeekKind() != '}' {
		token, err := d.json.ReadToken()
		if err != nil {
			return syntaxError(err)
		}
		name := token.String()
		if err := member(name); err != nil {
			return fmt.Errorf("%s: %w", strings.Trim(Quote(name), `"`), err)
		}
	}
	_, err := d.json.ReadToken()
	return syntaxError(err)
}

// Array reads an array. It calls element for each value; element must read it.
func (d *Decoder) Array(element func() error) error {
	if err := d.begin('[', "an array"); err != nil {
		return err
	}
	for d.json.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return syntaxError(err)
}

// End returns an error if anything follows the document.
func (d *Decoder) End() error {
	if _, err := d.json.ReadToken(); err == nil {
		return errors.New("there is data after the end of the JSON document")
	} else if !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is data after the end of the JSON document: %w", syntaxError(err))
	}
	return nil
}

// Skip reads a value of any kind and ignores it.
func (d *Decoder) Skip() error {
	return syntaxError(d.json.SkipValue())
}

// NextIsNull reports whether the next value is null, without reading it.
func (d *Decoder) NextIsNull() bool { return d.json.PeekKind() == 'n' }

func (d *Decoder) begin(kind jsontext.Kind, want string) error {
	switch got := d.json.PeekKind(); got {
	case kind, 0: // 0: a syntax error, which reading it returns
		_, err := d.json.ReadToken()
		return syntaxError(err)
	default:
		return fmt.Errorf("got %s, want %s", kindName(got), want)
	}
}

// String reads a string. It returns "" for null.
func (d *Decoder) String() (string, error) {
	switch kind := d.json.PeekKind(); kind {
	case 'n':
		return "", d.Skip()
	case '"', 0: // 0: a syntax error, which reading it returns
		token, err := d.json.ReadToken()
		if err != nil {
			return "", syntaxError(err)
		}
		return token.String(), nil
	default:
		return "", fmt.Errorf("got %s, want a string", kindName(kind))
	}
}
