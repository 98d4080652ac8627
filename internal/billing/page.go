package billing

import "github.com/costguard/terraform-provider-runpod/internal/strictjson"

// page is the position of an answer of v2 in a list.
type page struct {
	more bool   // whether there are more pages
	next string // cursor of the next one
}

func readPage(d *strictjson.Decoder) (page, error) {
	var (
		p           page
		hasNextPage *bool
	)
	if d.NextIsNull() {
		return p, d.Skip()
	}
	err := d.Object(func(name string) (err error) {
		switch name {
		case "hasNextPage":
			hasNextPage, err = d.Bool()
		case "nextCursor":
			p.next, err = d.String()
		default:
			return d.Skip()
		}
		return err
	})
	p.more = p.next != ""
	if hasNextPage != nil {
		p.more = *hasNextPage
	}
	return p, err
}
