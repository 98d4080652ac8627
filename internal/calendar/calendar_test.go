package calendar

import (
	"testing"
	"time"
)

func TestLastBuckets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		now      string
		size     BucketSize
		n        int
		complete bool
		want     string
	}{
		{"the current hour", "2026-11-20T15:04:05Z", Hour, 1, false, "2026-11-20T15:00:00Z to 2026-11-20T16:00:00Z"},
		{"hours across the end of a month", "2026-03-01T00:30:00Z", Hour, 26, false, "2026-02-27T23:00:00Z to 2026-03-01T01:00:00Z"},
		{"today", "2026-11-20T15:04:05Z", Day, 1, false, "2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z"},
		{"days across a leap day", "2024-03-01T00:00:00Z", Day, 2, false, "2024-02-29T00:00:00Z to 2024-03-02T00:00:00Z"},
		{"a week on its Sunday", "2026-11-22T23:59:59Z", Week, 1, false, "2026-11-16T00:00:00Z to 2026-11-23T00:00:00Z"},
		{"a week on its Monday", "2026-11-23T00:00:00Z", Week, 1, false, "2026-11-23T00:00:00Z to 2026-11-30T00:00:00Z"},
		{"weeks across the end of a year", "2026-01-01T12:00:00Z", Week, 2, false, "2025-12-22T00:00:00Z to 2026-01-05T00:00:00Z"},
		{"the last nanosecond of a month", "2026-01-31T23:59:59.999999999Z", Month, 1, false, "2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z"},
		{"months on the 31st", "2026-01-31T12:00:00Z", Month, 3, false, "2025-11-01T00:00:00Z to 2026-02-01T00:00:00Z"},
		{"years", "2026-12-31T23:59:59Z", Year, 2, false, "2025-01-01T00:00:00Z to 2027-01-01T00:00:00Z"},
		{"still October in UTC", "2026-11-01T01:00:00+02:00", Month, 1, false, "2026-10-01T00:00:00Z to 2026-11-01T00:00:00Z"},
		{"last month", "2026-11-20T15:04:05Z", Month, 1, true, "2026-10-01T00:00:00Z to 2026-11-01T00:00:00Z"},
		{"the last complete hour, as it ends", "2026-11-20T15:00:00Z", Hour, 1, true, "2026-11-20T14:00:00Z to 2026-11-20T15:00:00Z"},
		{"two complete weeks", "2026-11-22T23:59:59Z", Week, 2, true, "2026-11-02T00:00:00Z to 2026-11-16T00:00:00Z"},
		{"the last complete year", "2026-01-01T00:00:00Z", Year, 1, true, "2025-01-01T00:00:00Z to 2026-01-01T00:00:00Z"},
		{"as many years as possible", "2026-11-20T15:04:05Z", Year, 57, false, "1970-01-01T00:00:00Z to 2027-01-01T00:00:00Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			last, err := Window{BucketSize: test.size, LastN: test.n, IncludeCurrent: !test.complete}.Last(at(test.now))
			if got := last.String(); err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestWindowString(t *testing.T) {
	t.Parallel()
	for want, window := range map[string]Window{
		"the last 1 day":                               {BucketSize: Day, LastN: 1, IncludeCurrent: true},
		"the last 12 complete months":                  {BucketSize: Month, LastN: 12},
		"the last 30 days":                             {BucketSize: Week},
		"a window until 2026-11-01T00:00:00Z":          {End: at("2026-11-01")},
		"a window from 2026-11-01T00:00:00Z":           {Start: at("2026-11-01")},
		"2026-11-01T00:00:00Z to 2026-11-02T00:00:00Z": {Start: at("2026-11-01"), End: at("2026-11-02T01:00:00+01:00")},
	} {
		if got := window.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestBuckets checks that Count, Add and Buckets agree about every window.
func TestBuckets(t *testing.T) {
	t.Parallel()
	for _, size := range BucketSizes() {
		for _, start := range []time.Time{at("1970-01-01"), at("2023-12-31"), at("2024-02-29"), at("2026-01-31"), at("2026-11-20 15:00")} {
			for _, length := range []time.Duration{1, time.Hour, 25 * time.Hour, 31 * 24 * time.Hour, 800 * 24 * time.Hour} {
				window := Span{start, start.Add(length)}
				buckets := 0
				end := start
				for bucket := range size.Buckets(window) {
					buckets++
					if !bucket.Start.Equal(end) || !bucket.Start.Before(bucket.End) {
						t.Fatalf("%s: after %s comes %s", size, Format(end), bucket)
					}
					end = bucket.End
				}
				if got := size.Count(window.Start, window.End); got != buckets || end.Before(window.End) {
					t.Errorf("%s in %s: %d are counted, %d are there, until %s", size, window, got, buckets, Format(end))
				}
			}
		}
	}
}

func at(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	panic("not a time: " + text)
}

// FuzzWindow checks that a window is refused, or has no more buckets than allowed
// and ends where its buckets do.
func FuzzWindow(f *testing.F) {
	f.Add(int64(1_700_000_000), int64(1_800_000_000), 1)
	f.Add(int64(-62_135_596_800), int64(253_402_300_800), 4)
	f.Fuzz(func(t *testing.T, start, end int64, size int) {
		sizes := BucketSizes()
		w := Window{BucketSize: sizes[uint(size)%uint(len(sizes))], Start: time.Unix(start, 0), End: time.Unix(end, 0)}
		if w.Check() != nil || w.Start.IsZero() || w.End.IsZero() {
			return
		}
		first, buckets := w.BucketSize.Start(w.Start), 0
		last := Span{}
		for last = range w.BucketSize.Buckets(Span{first, w.End}) {
			buckets++
		}
		if buckets > MaxBuckets || last.Start.After(w.End) || last.End.Before(w.End) || !w.BucketSize.Start(last.Start).Equal(last.Start) {
			t.Errorf("%s: %d buckets, the last of %s", w, buckets, last)
		}
	})
}
