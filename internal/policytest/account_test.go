package policytest

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// clock is the fake API's time, the same for all tests, since their expectations
// depend on it. It is close to the real time, which Terraform writes into a plan.
// It is never in the last ten minutes of an hour, so that no window ends before the
// tests do.
var clock = func() time.Time {
	now := time.Now().UTC().Truncate(time.Second)
	if later := now.Add(10 * time.Minute).Truncate(time.Hour); later.After(now) {
		return later
	}
	return now
}()

// midnight returns the start of a day. All charges are made at midnight, so that
// today's are in the past even if today has just begun.
func midnight(daysAgo int) time.Time {
	return clock.Truncate(24*time.Hour).AddDate(0, 0, -daysAgo)
}

func day(daysAgo int) string { return midnight(daysAgo).Format(time.RFC3339) }

const (
	h100 = "NVIDIA H100 80GB HBM3"
	a40  = "NVIDIA A40"
)

// running is an account whose pods currently cost 12.50 USD an hour.
func running() fakeapi.Account {
	return fakeapi.Account{Pods: []fakeapi.Pod{
		{ID: "trainer", GPUType: h100, CostPerHour: 10.25},
		{ID: "notebook", GPUType: a40, CostPerHour: 2},
		{ID: "proxy", CostPerHour: 0.25},
		{ID: "batch", GPUType: a40, Terminated: true},
	}}
}

// steady is an account that costs 21 USD a day, today and on the nine days before:
// 12 for pods, including 10 for H100, 1.5 for A40 and 0.5 for a terminated pod.
func steady() fakeapi.Account {
	account := running()
	for ago := range 10 {
		day := midnight(ago)
		account.Charges = append(account.Charges,
			fakeapi.Charge{Time: day, PodID: "trainer", GPU: 9.75, Disk: 0.25},
			fakeapi.Charge{Time: day, PodID: "notebook", GPU: 1.5},
			fakeapi.Charge{Time: day, PodID: "batch", GPU: 0.5})
		account.Serverless = append(account.Serverless, fakeapi.ServerlessCharge{Time: day, EndpointID: "chat", GPU: 3.25, Fee: 0.25})
		account.PublicEndpoints = append(account.PublicEndpoints, fakeapi.PublicEndpointCharge{Time: day, Amount: 0.5})
		account.NetworkVolumes = append(account.NetworkVolumes, fakeapi.NetworkVolumeCharge{Time: day, VolumeID: "data", Standard: 1})
		account.Clusters = append(account.Clusters, fakeapi.ClusterCharge{Time: day, ClusterID: "nodes", GPU: 4})
	}
	return account
}

// expensive is an account that spent 30 USD yesterday and 6000 USD today, and whose
// pods cost 30.75 USD an hour.
func expensive() fakeapi.Account {
	return fakeapi.Account{
		Pods: []fakeapi.Pod{{ID: "trainer", GPUType: h100, CostPerHour: 30.75}},
		Charges: []fakeapi.Charge{
			{Time: midnight(1), PodID: "trainer", GPU: 30},
			{Time: midnight(0), PodID: "trainer", GPU: 6000},
		},
	}
}

// expensiveMonth returns the summary of a budget of 5000 USD for expensive.
func expensiveMonth() string {
	const yesterday, today = 30.0, 6000.0
	spent := today
	if clock.Day() > 1 {
		spent += yesterday
	}
	lastDay := time.Date(clock.Year(), clock.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	forecast := spent + yesterday*float64(lastDay-clock.Day())
	return fmt.Sprintf("Over budget: %.2f USD of 5000.00 USD spent on the account in %s (UTC). "+
		"Forecast: %.2f USD, at an average of 30.00 USD a day.", spent, clock.Format("January 2006"), forecast)
}

const apiKey = "key-of-the-policy-tests"

// startAPI starts a fake API and returns the environment that points the provider
// at it.
func startAPI(t *testing.T, now time.Time, account fakeapi.Account, faults ...fakeapi.Fault) []string {
	t.Helper()
	return []string{"RUNPOD_API_KEY=" + apiKey, "RUNPOD_REST_V2_API_URL=" + serve(t, apiKey, now, account, faults...)}
}

// serve starts a fake API and returns its endpoint.
func serve(t *testing.T, key string, now time.Time, account fakeapi.Account, faults ...fakeapi.Fault) string {
	t.Helper()
	api := fakeapi.New(key, func() time.Time { return now }, account)
	api.Script(faults...)
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return server.URL + "/v2"
}
