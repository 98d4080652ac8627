package calendar

// The range of years in which the provider computes. The earliest is long before
// anything was billed, and cannot be confused with the zero time.
const (
	EarliestYear = 1970
	LatestYear   = 9999
)
