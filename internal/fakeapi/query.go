package fakeapi

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// checkParameters returns an error unless every parameter is known and has exactly
// one value.
func checkParameters(query url.Values, known ...string) error {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown parameter %s", name)
		}
		if len(query[name]) != 1 || query.Get(name) == "" {
			return fmt.Errorf("%s must have one value", name)
		}
	}
	return nil
}

// window is the half-open time range and the bucket size of a query.
type window struct {
	size       string
	start, end time.Time
}

// parseWindow reads the parameters that both versions have. A time that is not set
// is zero.
func parseWindow(query url.Values) (window, error) {
	w := window{size: query.Get("bucketSize")}
	if w.size == "" {
		w.size = "day"
	}
	if !slices.Contains(bucketSizes(), w.size) {
		return w, errors.New("bucketSize must be one of hour, day, week, month, year")
	}
	for name, t := range map[string]*time.Time{"startTime": &w.start, "endTime": &w.end} {
		if text := query.Get(name); text != "" {
			var err error
			if *t, err = time.Parse(time.RFC3339, text); err != nil {
				return w, fmt.Errorf("%s is not a date-time", name)
			}
		}
	}
	if !w.start.IsZero() && !w.end.IsZero() && !w.start.Before(w.end) {
		return w, errors.New("startTime must be before endTime")
	}
	return w, nil
}

// resolveWindow returns the window as v2 resolves it: the last N buckets, or the
// two times, or the last 30 days, always widened to whole buckets.
func resolveWindow(query url.Values, now time.Time) (window, error) {
	w, err := parseWindow(query)
	if err != nil {
		return w, err
	}
	if w.start.IsZero() != w.end.IsZero() {
		return w, errors.New("startTime and endTime must be given together")
	}
	if text := query.Get("lastN"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || !w.start.IsZero() {
			return w, errors.New("lastN must be an integer of at least 1, without startTime and endTime")
		}
		w.start, w.end = bucketStart(w.size, now), bucketEnd(w.size, now)
		for range n - 1 {
			w.start = bucketStart(w.size, w.start.Add(-time.Second))
			if w.start.Year() < 1 {
				return w, errors.New("lastN reaches back too far") // RFC 3339 has no earlier year
			}
		}
		return w, nil
	}
	if w.start.IsZero() {
		w.start, w.end = now.AddDate(0, 0, -30), now
	}
	w.start = bucketStart(w.size, w.start)
	if !bucketStart(w.size, w.end).Equal(w.end) {
		w.end = bucketEnd(w.size, w.end)
	}
	w.end = w.end.UTC()
	return w, nil
}
