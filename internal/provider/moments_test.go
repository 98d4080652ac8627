package provider_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// bucketOf returns the start of the bucket that is n buckets after the one that
// contains the time.
func bucketOf(size string, t time.Time, n int) time.Time {
	switch size {
	case "hour":
		return t.Truncate(time.Hour).Add(time.Duration(n) * time.Hour)
	case "day":
		return time.Date(t.Year(), t.Month(), t.Day()+n, 0, 0, 0, 0, time.UTC)
	case "week": // from Monday
		return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7+7*n, 0, 0, 0, 0, time.UTC)
	case "month":
		return time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year()+n, 1, 1, 0, 0, 0, 0, time.UTC)
}

// TestMoments reads the sample account where clocks and calendars turn: every bucket
// size of both API versions, with and without the current bucket, and a budget of
// every period.
func TestMoments(t *testing.T) {
	t.Parallel()
	for _, now := range acctest.Moments() {
		t.Run(now.Format("2006-01-02T1504"), func(t *testing.T) {
			t.Parallel()
			all := fakeapi.Sample(now)
			pods := fakeapi.Account{Charges: all.Charges}
			check := func(e *env, dataSource, attribute string, arguments map[string]tftypes.Value, want float64) {
				t.Helper()
				var got float64
				state := stateOf(t, e.configured(t, nil), dataSource, arguments)
				if _, err := fmt.Sscan(shown(t, state[attribute]), &got); err != nil || math.Abs(got-want) > 1e-6 {
					t.Errorf("%s of %s with %v is %v, want %v (%v)", attribute, dataSource, arguments, got, want, err)
				}
			}
			e := newEnv(t, now, all)
			v1 := newEnv(t, now, all)
			v1.Vars["RUNPOD_API_VERSION"] = "v1"
			for _, size := range []string{"hour", "day", "week", "month", "year"} {
				for _, current := range []bool{true, false} {
					start, end := bucketOf(size, now, -1), bucketOf(size, now, 1)
					if !current {
						start, end = bucketOf(size, now, -2), bucketOf(size, now, 0)
					}
					arguments := map[string]tftypes.Value{
						"bucket_size": str(size), "last_n": whole(2), "include_current": tftypes.NewValue(tftypes.Bool, current),
					}
					check(e, "runpod_billing", "total_amount", arguments, acctest.Spent(all, start, end))
					check(e, "runpod_pod_billing", "total_amount", arguments, acctest.Spent(pods, start, end))
					check(v1, "runpod_pod_billing", "total_amount", arguments, acctest.Spent(pods, start, end))
				}
				if size == "hour" {
					continue
				}
				budget := map[string]tftypes.Value{"amount": whole(5000), "period": str(size)}
				check(e, "runpod_budget", "spent", budget, acctest.Spent(all, bucketOf(size, now, 0), now))
			}
			// A start alone depends on this machine's clock.
			yesterday := map[string]tftypes.Value{"start_time": str(bucketOf("day", now, -1).Format(time.RFC3339))}
			check(e, "runpod_billing", "total_amount", yesterday, acctest.Spent(all, bucketOf("day", now, -1), now))
			check(e, "runpod_pods", "cost_per_hour", nil, 26.98)
		})
	}
}
