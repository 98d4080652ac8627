package billing

// This file checks each record of v2 against the request, the window and the other
// records.

import (
	"fmt"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// recordCheck checks the records of an answer one by one.
type recordCheck struct {
	wanted  string                  // the requested id, "" for all
	window  calendar.Span           // of the metadata
	buckets map[time.Time]time.Time // the ends of all buckets of the window, by their starts
	seen    map[recordKey]struct{}
	charged map[string]bool // whether each id has an amount other than 0
}

// recordKey is what v2 reports one record for.
type recordKey struct {
	start time.Time // of the bucket
	id    string    // "" for a kind without ids
}

func newRecordCheck(sent request, window calendar.Span) recordCheck {
	c := recordCheck{
		wanted: sent.ID, window: window, buckets: map[time.Time]time.Time{}, seen: map[recordKey]struct{}{}, charged: map[string]bool{},
	}
	for span := range sent.window.BucketSize.Buckets(window) {
		c.buckets[span.Start] = span.End
	}
	return c
}

// record checks a record, whose bucket ends at the given time.
func (c *recordCheck) record(r Record, end time.Time) error {
	if err := c.bucket(r.Time, end); err != nil {
		return err
	}
	id := r.id()
	if id != "" && !c.charged[id] { // it is new, or its charges so far are all 0
		c.charged[id] = !r.Amount.IsZero()
		if err := account.CheckID(id); err != nil {
			return err
		}
	}
	if id != "" && c.wanted != "" && id != c.wanted {
		return fmt.Errorf("it is for %s, but %s was requested", strictjson.Quote(id), strictjson.Quote(c.wanted))
	}
	key := recordKey{r.Time, id}
	if _, again := c.seen[key]; again {
		of := ""
		if id != "" {
			of = " of " + strictjson.Quote(id)
		}
		return fmt.Errorf("it is the second one%s for the bucket that starts at %s", of, calendar.Format(r.Time))
	}
	c.seen[key] = struct{}{}
	return nil
}

// bucket checks the start and the end of a record's bucket.
func (c *recordCheck) bucket(start, end time.Time) error {
	bucketEnd, found := c.buckets[start]
	switch {
	case !found && start.Before(c.window.Start), !found && !start.Before(c.window.End):
		return fmt.Errorf("its startTime %s is outside the window %s", calendar.Format(start), c.window)
	case !found:
		return fmt.Errorf("its startTime %s is not the start of a bucket of the window %s", calendar.Format(start), c.window)
	case !end.Equal(bucketEnd):
		return fmt.Errorf("its endTime %s is not the end of its bucket, %s", calendar.Format(end), calendar.Format(bucketEnd))
	case end.After(c.window.End):
		return fmt.Errorf("its endTime %s is outside the window %s", calendar.Format(end), c.window)
	}
	return nil
}
