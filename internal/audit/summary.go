package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
)

// summary gives the cost by kind, and the largest findings by name.
func (r Report) summary() string {
	nouns := map[Kind]string{}
	for _, kind := range billing.ResourceKinds() {
		nouns[Kind(kind.Resource)] = kind.Subject
	}
	var kinds []string
	for _, kind := range Kinds() {
		if cost := r.ByKind[kind]; !cost.IsZero() {
			kinds = append(kinds, nouns[kind]+" "+money.Cents(cost))
		}
	}
	if len(kinds) == 0 {
		return "Nothing costs money now."
	}
	text := fmt.Sprintf("The account costs %s USD an hour: %s.", money.Cents(r.CostPerHour), strings.Join(kinds, ", "))
	if len(r.Findings) == 0 {
		return text + " Nothing is wasted."
	}
	findings := slices.Clone(r.Findings)
	slices.SortStableFunc(findings, func(a, b Resource) int { return b.WastedPerHour.Cmp(a.WastedPerHour) })
	var largest []string
	for _, f := range findings {
		largest = append(largest, fmt.Sprintf("%s (%s) %s", f.Name, strings.ReplaceAll(string(f.Finding), "_", " "),
			money.Cents(f.WastedPerHour)))
	}
	return fmt.Sprintf("%s %s: %s USD an hour wasted, %s USD a month: %s.", text, calendar.Count(len(findings), "finding"),
		money.Cents(r.WastedPerHour), money.Cents(r.WastedPerMonth), account.FirstFive(largest))
}
