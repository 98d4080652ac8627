package billing

// This file reads what v2 says about its own answer.

import (
	"errors"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// metadata is what v2 reports about its own answer.
type metadata struct {
	window     calendar.Span // as v2 resolved it
	bucketSize string
	filter     string // the id filtered by, "" if none
	count      decimal.NullDecimal
	uniqueIDs  decimal.NullDecimal
	total      decimal.NullDecimal
	parts      []decimal.NullDecimal // not valid if not reported
}

// readMetadata reads v2's envelope. Of the records it only checks the syntax:
// whether they are valid depends on the metadata, which may come after them.
func readMetadata(body []byte, kind Kind) (metadata, error) {
	d := strictjson.NewDecoder(body)
	m := metadata{parts: make([]decimal.NullDecimal, len(kind.Parts))}
	totals := map[string]any{"totalAmount": &m.total}
	for i, part := range kind.Parts {
		totals[part.V2] = &m.parts[i]
	}
	filter, _ := kind.Filter()
	members := map[string]any{
		"query": map[string]any{
			"startTime": &m.window.Start, "endTime": &m.window.End, "bucketSize": &m.bucketSize, filter.V2: &m.filter,
		},
		"recordCount": &m.count, "totals": totals, kind.Unique: &m.uniqueIDs,
	}
	var (
		hasRecords, hasMetadata bool
		pagination              struct { // v2's lists have one; billing is not paged, but one page must not pass for all
			HasNextPage bool   `json:"hasNextPage"`
			NextCursor  string `json:"nextCursor"`
		}
	)
	err := d.Members(map[string]any{
		"records":    func() error { hasRecords = true; return d.Skip() },
		"metadata":   func() error { hasMetadata = true; return d.Members(members) },
		"pagination": &pagination,
	})
	if err == nil {
		err = d.End()
	}
	switch {
	case err != nil:
	case !hasRecords:
		err = missing("records")
	case !hasMetadata:
		err = missing("metadata")
	case pagination.HasNextPage || pagination.NextCursor != "":
		err = errors.New("it has more pages, which this version of the provider cannot read")
	case m.window.Start.IsZero():
		err = missing("metadata.query.startTime")
	case m.window.End.IsZero():
		err = missing("metadata.query.endTime")
	case m.bucketSize == "":
		err = missing("metadata.query.bucketSize")
	case !m.count.Valid:
		err = missing("metadata.recordCount")
	case !m.total.Valid:
		err = missing("metadata.totals.totalAmount")
	}
	return m, err
}
