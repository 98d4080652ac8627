package budget

import (
	"time"

	"github.com/shopspring/decimal"
)

// Status is the status of a budget.
type Status string

// The statuses. The first that applies counts.
const (
	NoCharges Status = "no_charges" // nothing is reported for the period and the trailing days
	Over      Status = "over"       // more is spent than the amount
	AtRisk    Status = "at_risk"    // the forecast is more than the amount
	Within    Status = "within"
)

// Basis is the rule that a forecast is computed by.
type Basis string

// The bases. Average: each day to come costs as much as the last complete days did.
// Running: the pods that have been up for a day run to the end of the period.
const (
	Average Basis = "average"
	Running Basis = "running"
)

// Assessment is the state of a budget. Amounts are in USD.
type Assessment struct {
	Start, End time.Time                     // the period, half-open, in UTC
	HoursLeft  int                           // whole hours to End, 0 if it is over
	ByDay      map[time.Time]decimal.Decimal // what each day of the period up to today cost

	Spent        decimal.Decimal
	SpentPercent decimal.Decimal // of the amount
	Remaining    decimal.Decimal // negative once the budget is exceeded

	// ChargedThrough is the end of the last day with a charge, zero if none of the
	// days that were read has one.
	ChargedThrough time.Time
	// UnreportedDays is how many complete days there are after ChargedThrough. It is 0
	// if that is zero.
	UnreportedDays int

	// AveragePerDay is the average of the last complete days that are not late, rounded
	// half up to 6 decimals. It begins at the first of them with a charge, and is 0 if
	// none has one.
	AveragePerDay decimal.Decimal
	// CostPerHour is what the running pods cost, plus a 24th of what the last complete
	// day with a charge cost apart from compute. It is not valid if pods were not read.
	CostPerHour decimal.NullDecimal

	Forecast        decimal.Decimal // for the whole period: the greater of both rules
	ForecastBasis   Basis           // Running only if that rule gives more
	ForecastPercent decimal.Decimal // of the amount
	// ForecastAtCurrentRate is what the period comes to at CostPerHour. It is not valid
	// if pods were not read.
	ForecastAtCurrentRate decimal.NullDecimal
	Backtest              *Backtest // nil on the last day, and if the past is too short

	// ReachedOn is the day on which the amount was exceeded, or is going to be at the
	// pace of the forecast. It is zero if that is not in the period.
	ReachedOn time.Time
	Status    Status
	Summary   string // one line for people
}
