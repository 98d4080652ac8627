package policytest

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// clock is the time of the fake API, of every plan and of the policy, so no result
// depends on when the tests run.
var clock = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

// midnight returns the start of a day, at which all charges are made.
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

// expensiveMonth is the summary of a budget of 5000 USD for expensive.
const expensiveMonth = "Over budget: 6030.00 USD of 5000.00 USD spent on the account in November 2026 (UTC). " +
	"Forecast: 13686.75 USD, if the pods that have been up for a day keep running. If everything keeps running: 13686.75 USD."

// expensiveNow are the denials of the kit's own limits for expensive.
var expensiveNow = []string{
	overBudget(budget, expensiveMonth),
	days + ": 30.00 USD spent in the day that began " + day(1) + ", more than 2 times the average of the 7 before it (0.00 USD).",
	pods + ": pods cost 30.75 USD an hour, over the limit of 25.00 USD.",
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
