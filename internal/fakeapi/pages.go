package fakeapi

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

const maxPerPage = 1000

// page is one page of a list. Its cursor is valid only for the same list and limit.
type page struct {
	list          string // the path and the parameters that select the elements
	limit, offset int
}

// firstPage returns the first page, of the length that the query asks for.
func firstPage(list string, query url.Values) (page, error) {
	p := page{list: list, limit: maxPerPage}
	if text := query.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > maxPerPage {
			return p, fmt.Errorf("limit must be an integer from 1 to %d", maxPerPage)
		}
		p.limit = limit
	}
	return p, nil
}

// cursor returns the cursor for the page.
func (p page) cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.prefix() + strconv.Itoa(p.offset)))
}

func (p page) prefix() string { return fmt.Sprintf("%s %d ", p.list, p.limit) }

// moveTo moves to the page of a cursor. It reports whether the cursor was issued for
// a list of n elements and this limit.
func (p *page) moveTo(cursor string, n int) bool {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return false
	}
	p.offset, err = strconv.Atoi(strings.TrimPrefix(string(text), p.prefix()))
	return err == nil && p.cursor() == cursor && p.offset > 0 && p.offset < n
}

// cut returns the elements of the page, and its pagination as JSON.
func (p page) cut(elements []string) (onPage []string, pagination string) {
	next := p
	next.offset = min(p.offset+p.limit, len(elements))
	cursor := ""
	if next.offset < len(elements) {
		cursor = next.cursor()
	}
	return elements[p.offset:next.offset], fmt.Sprintf(`{"nextCursor":%s,"hasNextPage":%t}`, nullableText(cursor), cursor != "")
}
