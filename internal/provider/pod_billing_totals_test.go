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

func record(day int, pod, gpuType, amount string) runpod.Record {
	return runpod.Record{
		Time: time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC), PodID: pod, GPUTypeID: gpuType,
		Amount: decimal.RequireFromString(amount),
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	records := []runpod.Record{
		record(2, "b", "", "0.1"), record(1, "b", "A40", "0.2"), record(1, "a", "", "0.3"),
		record(1, "", "A40", "0.4"), record(1, "", "", "0.5"), record(1, "b", "A40", "0.1"),
	}
	for grouping, want := range map[runpod.Grouping]string{
		runpod.ByPod:     "6 1.6 map[A40:0.4 a:0.3 b:0.4 unattributed:0.5]",
		runpod.ByGPUType: "6 1.6 map[A40:0.7 a:0.3 b:0.1 unattributed:0.5]",
		"":               "6 1.6 map[A40:0.7 a:0.3 b:0.1 unattributed:0.5]",
	} {
		totals := newPodBillingTotals(grouping, true)
		for _, r := range records {
			totals.add(r)
		}
		groups := map[string]string{}
		for group, sum := range totals.byGroup {
			groups[group] = sum.Total().String()
		}
		if got := fmt.Sprint(totals.count, totals.amount.Total(), groups); got != want {
			t.Errorf("by %q: got %s, want %s", grouping, got, want)
		}
		if totals.timeBilled.Known().Valid {
			t.Error("time billed is known, though no record has it")
		}
	}
}

// TestRecordOrder: whatever order they come in, the state is the same.
func TestRecordOrder(t *testing.T) {
	t.Parallel()
	want := []runpod.Record{
		record(1, "", "", "5"), record(1, "", "A40", "1"), record(1, "", "H100", "1"), record(1, "a", "", "1"),
		record(1, "a", "", "2"), record(1, "b", "", "0"), record(2, "", "", "9"),
	}
	for range 20 {
		shuffled := slices.Clone(want)
		rand.Shuffle(len(shuffled), func(i, j int) { //nolint:gosec // any order will do
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		totals := newPodBillingTotals("", true)
		for _, r := range shuffled {
			totals.add(r)
		}
		if got := fmt.Sprint(totals.records()); got != fmt.Sprint(want) {
			t.Fatalf("got  %s\nwant %v", got, want)
		}
	}
}
