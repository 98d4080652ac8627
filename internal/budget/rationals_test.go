package budget

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// TestAssessAgainstRationals compares every figure of many random accounts with a
// second implementation, in which days are numbers, amounts are rationals, and every
// sum is a loop.
func TestAssessAgainstRationals(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range uint64(400) {
		random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a reproducible test
		b, in := randomAccount(random)
		got, err := b.Assess(in)
		text, want := figures(got), assessRationals(b, in)
		if invalid, ok := errors.AsType[*ArgumentError](err); ok {
			text = invalid.Argument
		} else if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if text != want {
			t.Errorf("seed %d, %+v:\ngot  %s\nwant %s", seed, b, text, want)
		}
		seen[string(got.Status)]++
		seen[string(got.ForecastBasis)]++
		seen[fmt.Sprintf("backtest %t", got.Backtest != nil)]++
		seen[fmt.Sprintf("reached %t", !got.ReachedOn.IsZero())]++
		seen[fmt.Sprintf("unreported %d", min(got.UnreportedDays, 3))]++
	}
	for _, what := range []string{
		"no_charges", "over", "at_risk", "within", "average", "running", "backtest true", "backtest false", "reached true", "reached false",
		"unreported 0", "unreported 1", "unreported 2", "unreported 3",
	} {
		if seen[what] < 15 {
			t.Errorf("only %d accounts are %s", seen[what], what)
		}
	}
}

// randomAccount returns a budget, and a reading of as many days as it asks for, at a
// random second.
func randomAccount(random *rand.Rand) (Budget, Reading) {
	in := Reading{
		Now:    at("2023-12-01").Add(time.Duration(random.IntN(2000*86400)) * time.Second),
		Totals: map[time.Time]decimal.Decimal{}, Compute: map[time.Time]decimal.Decimal{},
		PodsRead: random.IntN(4) > 0,
	}
	today := in.Now.Truncate(24 * time.Hour)
	b := Budget{
		Amount: usd(fmt.Sprint(1+random.IntN(100_000)) + ".01"), TrailingDays: 1 + random.IntN(30), AllowNoCharges: random.IntN(5) == 0,
		Period: append(Periods(), "")[random.IntN(6)],
	}
	if b.Period == "" {
		b.FirstDay = today.AddDate(0, 0, -random.IntN(450))
		b.LastDay = b.FirstDay.AddDate(0, 0, random.IntN(500))
	}
	days := b.Days(in.Now)
	born, silent := random.IntN(days+10), random.IntN(12)-5
	level, credits := []float64{0.001, 20, 3000}[random.IntN(3)], random.IntN(4) == 0
	if random.IntN(8) == 0 {
		silent = days - random.IntN(2)
	}
	shift, digits := random.IntN(150), []int32{2, 7, 20}[random.IntN(3)]
	for back := range days {
		total, compute := 0.0, 0.0
		if back < born && back >= silent && random.IntN(6) > 0 {
			total = level * (0.5 + random.Float64())
			if back < shift {
				total *= 4
			}
			if random.IntN(40) == 0 {
				total *= 30
			}
			compute = total * random.Float64()
			if credits && random.IntN(3) == 0 {
				total = -total
			}
		}
		day := today.AddDate(0, 0, -back)
		in.Totals[day], in.Compute[day] = decimal.NewFromFloat(total).Round(digits), decimal.NewFromFloat(compute).Round(digits)
	}
	for _, back := range random.Perm(40)[:random.IntN(4)*random.IntN(2)] {
		b.ExcludeDays = append(b.ExcludeDays, today.AddDate(0, 0, -back))
	}
	for range random.IntN(6) {
		pod := Pod{CostPerHour: usd(fmt.Sprint(level / 24 * random.Float64() * float64(random.IntN(4))))}
		up := random.IntN(6 * 86400)
		switch random.IntN(3) {
		case 0:
			pod.UptimeSeconds = decimal.NewNullDecimal(whole(up))
		case 1:
			pod.StartedAt = in.Now.Add(-time.Duration(up) * time.Second)
		}
		in.Pods = append(in.Pods, pod)
	}
	if !in.PodsRead {
		in.Pods = nil
	}
	return b, in
}

// figures writes all results but the summary in one line.
func figures(a Assessment) string {
	backtest := "-"
	if a.Backtest != nil {
		backtest = fmt.Sprint(a.Backtest.Count, a.Backtest.ErrorPercent.Rat(), a.Backtest.Low.Rat(), a.Backtest.High.Rat())
	}
	nullable := func(d decimal.NullDecimal) any {
		if !d.Valid {
			return "-"
		}
		return d.Decimal.Rat()
	}
	byDay := new(big.Rat)
	for _, amount := range a.ByDay {
		byDay.Add(byDay, amount.Rat())
	}
	return fmt.Sprintln(date(a.Start), date(a.End), a.HoursLeft, len(a.ByDay), byDay, a.Spent.Rat(), a.SpentPercent.Rat(), a.Remaining.Rat(),
		date(a.ChargedThrough), a.UnreportedDays, a.AveragePerDay.Rat(), nullable(a.CostPerHour), a.Forecast.Rat(), a.ForecastBasis,
		a.ForecastPercent.Rat(), nullable(a.ForecastAtCurrentRate), backtest, date(a.ReachedOn), a.Status)
}

// rationals is the second implementation, with days numbered from 1 January 1970, a
// Thursday.
type rationals struct {
	total, compute map[int]*big.Rat
	excluded       map[int]bool
	first, today   int
}

func assessRationals(b Budget, in Reading) string {
	now := in.Now.Unix()
	r := rationals{map[int]*big.Rat{}, map[int]*big.Rat{}, map[int]bool{}, int(now / 86400), int(now / 86400)}
	for day, total := range in.Totals {
		n := int(day.Unix() / 86400)
		r.total[n], r.compute[n], r.first = total.Rat(), in.Compute[day].Rat(), min(r.first, n)
	}
	for _, day := range b.ExcludeDays {
		r.excluded[int(day.Unix()/86400)] = true
	}
	inPeriod := func(day int) bool {
		switch d, t := civil(day), civil(r.today); b.Period {
		case Day:
			return day == r.today
		case Week:
			return (day+3)/7 == (r.today+3)/7
		case Month:
			return d.Format("200601") == t.Format("200601")
		case Quarter:
			return d.Year() == t.Year() && (d.Month()+2)/3 == (t.Month()+2)/3
		case Year:
			return d.Year() == t.Year()
		}
		return day >= int(b.FirstDay.Unix()/86400) && day <= int(b.LastDay.Unix()/86400)
	}
	start, end := r.today+999, r.today-999
	for day := r.today - 999; day < r.today+999; day++ {
		if inPeriod(day) {
			start, end = min(start, day), max(end, day+1)
		}
	}
	last, lastComplete := -1, -1
	spent, listed, listedDays := new(big.Rat), new(big.Rat), 0
	for day := r.first; day <= r.today; day++ {
		if r.total[day].Sign() != 0 {
			last = day
			if day != r.today {
				lastComplete = day
			}
		}
		if inPeriod(day) {
			spent = add(spent, r.total[day])
			listed, listedDays = add(listed, r.total[day]), listedDays+1
		}
	}
	secondsLeft := max(0, int64(end)*86400-now)
	unreported, late := 0, 0
	if last >= 0 {
		unreported = max(0, r.today-last-1)
		late = min(2, unreported)
	}
	all, steady := new(big.Rat), new(big.Rat)
	for _, pod := range in.Pods {
		up := int64(0)
		if pod.UptimeSeconds.Valid {
			up = pod.UptimeSeconds.Decimal.IntPart()
		} else if !pod.StartedAt.IsZero() {
			up = now - pod.StartedAt.Unix()
		}
		cost := pod.CostPerHour.Rat()
		if cost.Sign() > 0 && now-up < int64(last+1)*86400 {
			late = unreported
		}
		all = add(all, cost)
		if up >= 86400 {
			steady = add(steady, cost)
		}
	}
	from := max(r.first, r.today-late-b.TrailingDays)
	average, other := r.average(from, r.today-late)
	if !slices.ContainsFunc(days(from, r.today-late), func(day int) bool { return !r.excluded[day] }) {
		return "exclude_days"
	}
	forecast, running, lateInPeriod, toCome := new(big.Rat), spent, 0, 0
	for day := start; day < end; day++ {
		switch {
		case day >= r.today-late && day < r.today:
			lateInPeriod++
			forecast = add(forecast, add(r.total[day], average))
			running = add(running, average)
		case day < r.today:
			forecast = add(forecast, r.total[day])
		case day == r.today && r.total[day].Cmp(average) > 0:
			forecast = add(forecast, r.total[day])
		case day == r.today:
			forecast = add(forecast, average)
		default:
			toCome++
			running = add(running, other)
		}
	}
	today := forecast
	forecast = add(forecast, mul(average, toCome))
	byAverage, basis := forecast, Average
	perHour, atRate := any("-"), any("-")
	if in.PodsRead {
		running = add(running, round(new(big.Rat).Mul(steady, big.NewRat(secondsLeft, 3600)), 6))
		if running.Cmp(forecast) > 0 {
			forecast, basis = running, Running
		}
		if lastComplete >= 0 {
			rest := new(big.Rat).Sub(r.total[lastComplete], r.compute[lastComplete])
			all = add(all, round(rest.Quo(rest, big.NewRat(24, 1)), 6))
		}
		perHour, atRate = all, add(spent, round(new(big.Rat).Mul(all, big.NewRat(secondsLeft, 3600)), 6))
	}
	backtest := r.backtest(b.TrailingDays, toCome, today, average, forecast)
	limit, reached := b.Amount.Rat(), "0001-01-01"
	if forecast.Cmp(limit) > 0 {
		if spent.Cmp(limit) > 0 {
			sum := new(big.Rat)
			for day := start; ; day++ {
				if sum = add(sum, r.total[day]); sum.Cmp(limit) > 0 {
					reached = date(civil(day))
					break
				}
			}
		} else if inPeriod(r.today) {
			pace := new(big.Rat).Quo(new(big.Rat).Sub(forecast, spent), big.NewRat(int64(toCome+1), 1))
			days := new(big.Rat).Quo(new(big.Rat).Sub(limit, spent), pace)
			reached = date(civil(r.today + int(new(big.Int).Div(days.Num(), days.Denom()).Int64())))
		}
	}
	status, through := Within, "0001-01-01"
	if last >= 0 {
		through = date(civil(last + 1))
	}
	switch {
	case last < min(start, from) && !b.AllowNoCharges:
		status = NoCharges
	case spent.Cmp(limit) > 0:
		status = Over
	case forecast.Cmp(limit) > 0:
		status = AtRisk
	}
	if byAverage.Cmp(forecast) > 0 {
		panic("the forecast is not the greater")
	}
	ofLimit := func(x *big.Rat) *big.Rat { return round(new(big.Rat).Quo(mul(x, 100), limit), 1) }
	return fmt.Sprintln(date(civil(start)), date(civil(end)), secondsLeft/3600, listedDays, listed, spent, ofLimit(spent),
		new(big.Rat).Sub(limit, spent), through, unreported, average, perHour, forecast, basis, ofLimit(forecast), atRate, backtest,
		reached, status)
}

// average averages a range of days, in total and without compute.
func (r rationals) average(from, to int) (total, other *big.Rat) {
	total, other = new(big.Rat), new(big.Rat)
	n := int64(0)
	for day := from; day < to; day++ {
		if !r.excluded[day] && (n > 0 || r.total[day].Sign() != 0) {
			total, other = add(total, r.total[day]), add(other, new(big.Rat).Sub(r.total[day], r.compute[day]))
			n++
		}
	}
	n = max(n, 1)
	return round(total.Quo(total, big.NewRat(n, 1)), 6), round(other.Quo(other, big.NewRat(n, 1)), 6)
}

func (r rationals) backtest(trailing, ahead int, today, average, forecast *big.Rat) string {
	var ratios, misses []*big.Rat
	for back := 1; back <= 120 && ahead > 0; back++ {
		day, actual, usable := r.today-back, new(big.Rat), true
		for other := day - trailing + 1; other <= day+ahead; other++ {
			if other < r.first || other >= r.today || r.excluded[other] {
				usable = false
			} else if other > day {
				actual = add(actual, r.total[other])
			}
		}
		if !usable {
			continue
		}
		if predicted, _ := r.average(day-trailing+1, day+1); predicted.Sign() != 0 {
			ratio := round(new(big.Rat).Quo(actual, mul(predicted, ahead)), 6)
			wrong := new(big.Rat).Sub(ratio, big.NewRat(1, 1))
			ratios, misses = append(ratios, ratio), append(misses, wrong.Abs(wrong))
		}
	}
	m := len(ratios)
	if m < 14 {
		return "-"
	}
	slices.SortFunc(ratios, (*big.Rat).Cmp)
	slices.SortFunc(misses, (*big.Rat).Cmp)
	at := func(tenths int) *big.Rat {
		rank := tenths * m / 10
		if tenths*m%10 > 0 {
			rank++
		}
		return add(today, new(big.Rat).Mul(ratios[rank-1], mul(average, ahead)))
	}
	median := misses[m/2]
	if m%2 == 0 {
		median = new(big.Rat).Quo(add(misses[m/2-1], median), big.NewRat(2, 1))
	}
	high := at(9)
	if high.Cmp(forecast) < 0 {
		high = forecast
	}
	return fmt.Sprint(m, round(mul(median, 100), 1), at(1), high)
}

func days(from, to int) (all []int) {
	for day := from; day < to; day++ {
		all = append(all, day)
	}
	return all
}

func add(x, y *big.Rat) *big.Rat     { return new(big.Rat).Add(x, y) }
func mul(x *big.Rat, n int) *big.Rat { return new(big.Rat).Mul(x, big.NewRat(int64(n), 1)) }
func civil(day int) time.Time        { return time.Unix(int64(day)*86400, 0).UTC() }
func round(x *big.Rat, n int) *big.Rat { // half up; Euclidean division rounds towards minus infinity
	scale := big.NewRat(1, 1)
	for range n {
		scale = mul(scale, 10)
	}
	scaled := add(new(big.Rat).Mul(x, scale), big.NewRat(1, 2))
	return new(big.Rat).Quo(new(big.Rat).SetInt(new(big.Int).Div(scaled.Num(), scaled.Denom())), scale)
}

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func usd(text string) decimal.Decimal { return decimal.RequireFromString(text) }
