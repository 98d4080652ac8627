package calendar

// This file checks whether a window can be used.

import (
	"fmt"
	"time"
)

// Check returns a *WindowError if the window is invalid whatever the current time
// is.
func (w Window) Check() error {
	if err := checkYear("start_time", w.Start); err != nil {
		return err
	}
	if err := checkYear("end_time", w.End); err != nil {
		return err
	}
	if w.LastN > 0 {
		return w.checkLength("last_n", w.LastN)
	}
	if w.Start.IsZero() || w.End.IsZero() {
		return nil
	}
	if !w.Start.Before(w.End) {
		return &WindowError{"start_time", fmt.Sprintf("%s is not before end_time %s. The window includes its start and excludes its end.",
			Format(w.Start), Format(w.End))}
	}
	return w.checkLength("start_time", w.BucketSize.Count(w.BucketSize.Start(w.Start), w.End))
}

// CheckBegun returns a *WindowError if the window begins after the current time, when
// nothing can have been charged.
func (w Window) CheckBegun(now time.Time) error {
	if !w.Start.After(now) {
		return nil
	}
	return &WindowError{"start_time", fmt.Sprintf("%s is in the future, so nothing can have been charged. Check the year, and this "+
		"machine's clock, which shows %s.", Format(w.Start), Format(now.Truncate(time.Second)))}
}

func checkYear(argument string, t time.Time) error {
	if year := t.UTC().Year(); !t.IsZero() && (year < EarliestYear || year > LatestYear) {
		return &WindowError{argument, fmt.Sprintf("%s is outside the years %d to %d.", Format(t), EarliestYear, LatestYear)}
	}
	return nil
}

func (w Window) checkLength(argument string, buckets int) error {
	if buckets <= MaxBuckets {
		return nil
	}
	return &WindowError{argument, fmt.Sprintf("The window has %d buckets of one %s; the maximum is %d. Use a larger bucket_size or a "+
		"shorter window.", buckets, w.BucketSize, MaxBuckets)}
}
