package provider

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// someRecords are n records of 200 pods, in no order.
func someRecords(n int) []runpod.Record {
	random := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // the same each time is the point
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	records := make([]runpod.Record, n)
	for i, at := range random.Perm(n) {
		records[i] = runpod.Record{
			Time: begin.Add(time.Duration(at/200) * time.Hour), PodID: fmt.Sprintf("pod%d", at%200),
			Amount:       decimal.RequireFromString(fmt.Sprint(random.Float64() * 20)),
			TimeBilledMS: decimal.NewNullDecimal(decimal.NewFromInt(random.Int64N(3_600_000))),
		}
	}
	return records
}

func BenchmarkSteps(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		records := someRecords(n)
		b.Run(fmt.Sprintf("total/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				totals := newPodBillingTotals(runpod.ByPod, false)
				for _, r := range records {
					totals.add(r)
				}
			}
		})
		b.Run(fmt.Sprintf("sort/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				totals := podBillingTotals{kept: slices.Clone(records)}
				totals.records()
			}
		})
		b.Run(fmt.Sprintf("state/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				newRecordList(b.Context(), records)
			}
		})
	}
}

// TestTotalsNeedFewAllocations: what a record costs without being kept does not
// grow with how many there are.
func TestTotalsNeedFewAllocations(t *testing.T) {
	for _, n := range []int{1_000, 10_000} {
		records := someRecords(n)
		allocations := testing.AllocsPerRun(3, func() {
			totals := newPodBillingTotals(runpod.ByPod, false)
			for _, r := range records {
				totals.add(r)
			}
		})
		if perRecord := allocations / float64(n); perRecord > 14 {
			t.Errorf("%.1f allocations a record at %d records", perRecord, n)
		}
	}
}
