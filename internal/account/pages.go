package account

// This file reads the elements of a list from all of its pages.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

const (
	perPage  = "1000" // the maximum that v2 allows
	maxPages = 1000
)

// item is an element of a list.
type item interface {
	// key returns its id.
	key() string
	// check returns an error if a required member other than the id is missing, or a
	// value cannot be used.
	check() error
}

// list returns the elements of all pages of a list, ordered by id, and when the first
// page was sent, by the API's clock. The member is the name of the list in the
// answer. A list without pagination is one page. Errors are of type *runpod.Error.
func list[T item](
	ctx context.Context, client *runpod.Client, query url.Values, member string, path ...string,
) (all []T, readAt time.Time, err error) {
	seen := map[string]struct{}{}
	cursors := map[string]struct{}{}
	for {
		response, err := client.Get(ctx, query, path...)
		if err != nil {
			return nil, readAt, err
		}
		if readAt.IsZero() {
			readAt = cmp.Or(response.Date, response.Received.UTC())
		}
		page, next, err := readPage[T](response.Body, member)
		if err == nil && len(cursors) == maxPages {
			err = fmt.Errorf("it has more than %d pages", maxPages)
		}
		if err != nil {
			return nil, readAt, response.Invalid(err)
		}
		for _, element := range page {
			if _, again := seen[element.key()]; again {
				return nil, readAt, response.Invalid(fmt.Errorf("%s: it lists %s twice", member, strictjson.Quote(element.key())))
			}
			seen[element.key()] = struct{}{}
			all = append(all, element)
		}
		if next == nil {
			slices.SortFunc(all, func(a, b T) int { return strings.Compare(a.key(), b.key()) })
			return all, readAt, nil
		}
		if _, again := cursors[*next]; again || *next == "" {
			return nil, readAt, response.Invalid(errors.New("its pagination does not advance"))
		}
		cursors[*next] = struct{}{}
		query.Set("cursor", *next)
	}
}

// readPage decodes one page. next is the cursor of the next one, nil on the last.
func readPage[T item](body []byte, member string) (page []T, next *string, err error) {
	var envelope map[string]strictjson.Value
	if err := strictjson.Unmarshal(body, &envelope); err != nil {
		return nil, nil, err
	}
	var elements []strictjson.Value
	if text, found := envelope[member]; !found {
		return nil, nil, missing(member)
	} else if err := strictjson.Unmarshal(text, &elements); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", member, err)
	} else if elements == nil {
		return nil, nil, fmt.Errorf("%s: got null, want an array", member)
	}
	page = make([]T, len(elements))
	for i, element := range elements {
		err := strictjson.Unmarshal(element, &page[i])
		if err == nil && page[i].key() == "" {
			err = missing("id")
		}
		if err == nil {
			err = cmp.Or(CheckID(page[i].key()), page[i].check())
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: element %d: %w", member, i+1, err)
		}
	}
	var pagination struct {
		NextCursor  string `json:"nextCursor"`
		HasNextPage bool   `json:"hasNextPage"`
	}
	if text, paged := envelope["pagination"]; paged {
		if err := strictjson.Unmarshal(text, &pagination); err != nil {
			return nil, nil, fmt.Errorf("pagination: %w", err)
		}
	}
	if pagination.HasNextPage || pagination.NextCursor != "" { // if they contradict each other, there may be more
		return page, &pagination.NextCursor, nil
	}
	return page, nil, nil
}
