package billing

import "github.com/costguard/terraform-provider-runpod/internal/strictjson"

// page is what an answer of v2 says about the pages after it.
type page struct {
	hasNext bool
	next    string // cursor of the next page
}

// more reports whether there are more pages. If the members contradict each other,
// there may be.
func (p *page) more() bool { return p.hasNext || p.next != "" }

// read reads a member about pages, and reports whether it is one. v2 documents them
// in pagination, but they count wherever they are.
func (p *page) read(d *strictjson.Decoder, name string) (known bool, err error) {
	switch name {
	case "pagination":
		if d.NextIsNull() {
			return true, d.Skip()
		}
		return true, d.Object(func(name string) error {
			if known, err := p.read(d, name); known {
				return err
			}
			return d.Skip()
		})
	case "hasNextPage":
		has, err := d.Bool()
		p.hasNext = p.hasNext || has != nil && *has
		return true, err
	case "nextCursor":
		next, err := d.String()
		if next != "" {
			p.next = next
		}
		return true, err
	}
	return false, nil
}
