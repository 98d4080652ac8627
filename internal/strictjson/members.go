package strictjson

// This file reads the members of an object into variables.

import (
	"time"

	"github.com/shopspring/decimal"
)

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
