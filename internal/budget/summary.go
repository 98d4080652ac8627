package budget

import (
	"fmt"
	"strings"

	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// summary contains no time of day, so that it changes only when the amounts or the
// period do. It gives the day from which nothing is reported.
func (b Budget) summary(a Assessment) string {
	var line strings.Builder
	if b.Name != "" {
		line.WriteString(b.Name + ": ")
	}
	status := map[Status]string{NoCharges: "No charges reported", Within: "Within budget", AtRisk: "Budget at risk", Over: "Over budget"}
	fmt.Fprintf(&line, "%s: %s USD of %s USD spent on %s %s (UTC). ",
		status[a.Status], money.Cents(a.Spent), money.Cents(b.Amount), b.Subject, b.spanName(a))
	if a.Status == NoCharges {
		line.WriteString("Check that the API key is for the right account. If nothing has been used yet, set allow_no_charges = true.")
	} else {
		line.WriteString(forecastText(a))
	}
	if a.ForecastAtCurrentRate.Valid && a.ForecastAtCurrentRate.Decimal.GreaterThan(b.Amount) {
		fmt.Fprintf(&line, " If everything keeps running: %s USD.", money.Cents(a.ForecastAtCurrentRate.Decimal))
	}
	switch {
	case a.UnreportedDays == 1:
		fmt.Fprintf(&line, " Nothing is reported for %s.", a.ChargedThrough.Format(longDate))
	case a.UnreportedDays > 1:
		fmt.Fprintf(&line, " Nothing is reported for the %d days from %s.", a.UnreportedDays, a.ChargedThrough.Format(longDate))
	}
	return line.String()
}

func forecastText(a Assessment) string {
	text := "Forecast: " + money.Cents(a.Forecast) + " USD"
	if a.Backtest != nil {
		text += fmt.Sprintf(" (%s to %s USD)", money.Cents(a.Backtest.Low), money.Cents(a.Backtest.High))
	}
	if a.ForecastBasis == Running {
		return text + ", if the pods that have been up for a day keep running."
	}
	return text + fmt.Sprintf(", at an average of %s USD a day.", money.Cents(a.AveragePerDay))
}

// spanName returns the period or the project with its preposition.
func (b Budget) spanName(a Assessment) string {
	if b.FirstDay.IsZero() {
		return b.Period.name(a.Start)
	}
	return "from " + b.FirstDay.Format(longDate) + " to " + b.LastDay.Format(longDate)
}
