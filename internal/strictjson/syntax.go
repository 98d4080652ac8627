package strictjson

// This file says what is wrong with a document: that it is not JSON, or has another
// value than the caller wants.

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// syntaxError describes a document that is not valid JSON, without the
// decoder's own prefix.
func syntaxError(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return errors.New("the body is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON document ends unexpectedly")
	case errors.As(err, &syntactic):
		return fmt.Errorf("invalid JSON: %w at byte %d", syntactic.Err, syntactic.ByteOffset)
	}
	return fmt.Errorf("invalid JSON: %w", err)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	}
	return kind.String()
}

// Quote quotes a short text for an error. It never truncates a long one: half
// an API key would escape redaction.
func Quote(text string) string {
	if n := len([]rune(text)); n > 60 {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(text)
}
