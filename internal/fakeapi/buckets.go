package fakeapi

import "time"

func bucketSizes() []string { return []string{"hour", "day", "week", "month", "year"} }

// bucketStart returns the start of the bucket that contains t. It subtracts days,
// whereas the client computes dates, so that the two check each other.
func bucketStart(size string, t time.Time) time.Time {
	t = t.UTC()
	if size == "hour" {
		return t.Truncate(time.Hour)
	}
	back := 0
	switch size {
	case "week":
		back = (int(t.Weekday()) + 6) % 7 // from Monday
	case "month":
		back = t.Day() - 1
	case "year":
		back = t.YearDay() - 1
	}
	return t.Truncate(24 * time.Hour).Add(-time.Duration(back) * 24 * time.Hour)
}

// bucketEnd returns the start of the next bucket.
func bucketEnd(size string, t time.Time) time.Time {
	step := 24 * time.Hour
	if size == "hour" {
		step = time.Hour
	}
	start := bucketStart(size, t)
	next := start.Add(step)
	for bucketStart(size, next).Equal(start) {
		next = next.Add(step)
	}
	return next
}
