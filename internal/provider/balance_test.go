package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// balanceRequests are those of a balance.
const balanceRequests = "/v2/billing/balance\n/v2/billing?bucketSize=day&lastN=127\n/v2/pods?includeClusterPods=true&limit=1000"

// TestBalance covers every result, on the sample account: its pods quote 26.98 USD an
// hour, and everything else is a 24th of what it cost yesterday.
func TestBalance(t *testing.T) {
	t.Parallel()
	e := newEnv(t, noon, fakeapi.Sample(noon))
	pod := func(id, name, diskGB string) knownvalue.Check {
		return knownvalue.ObjectExact(map[string]knownvalue.Check{"id": text(id), "name": text(name), "disk_gb": number(t, diskGB)})
	}
	e.runAll(t, map[string]reading{"now": {
		dataSource: "runpod_balance", arguments: `timeouts = { read = "1m" }`, sent: balanceRequests,
		want: map[string]knownvalue.Check{
			"balance": number(t, "1284.37"), "billing_mode": text("PREPAID"), "cost_per_hour": number(t, "27.491885"),
			"hours_left": number(t, "46"),
			"pods_that_lose_data": knownvalue.ListExact([]knownvalue.Check{
				pod("halt5a6000m8v", "experiment", "120"), pod("note4a40q9zk1", "notebook", "80"), pod("proxy3cpu0fw7", "proxy", "10"),
				pod("train7h100x2k", "trainer", "200"),
			}),
			"summary": text("The balance is 1284.37 USD, which lasts 46 hours at 27.49 USD an hour. When it ends, 4 pods would be terminated " +
				"with their data: experiment, notebook, proxy, trainer."),
		},
	}})
}

// TestBalances checks the other balances, on an account whose only running pod costs
// 2 USD an hour.
func TestBalances(t *testing.T) {
	t.Parallel()
	running := fakeapi.Pod{ID: "a", CostPerHour: 2, PersistentDiskGB: 5}
	const (
		lost = "[disk_gb=15 id=a name=~]"
		one  = "When it ends, 1 pod would be terminated with its data: a."
	)
	many := []fakeapi.Pod{running}
	for i := range 6 {
		many = append(many, fakeapi.Pod{ID: fmt.Sprint("b", i), Status: "EXITED"})
	}
	for name, test := range map[string]struct {
		account              fakeapi.Account
		hours, pods, summary string
	}{
		"exactly an hour": {account: fakeapi.Account{Balance: 2, Pods: []fakeapi.Pod{running}}, hours: "1", pods: lost,
			summary: "The balance is 2.00 USD, which lasts 1 hour at 2.00 USD an hour. " + one},
		"less than an hour": {account: fakeapi.Account{Balance: 1.99, Pods: []fakeapi.Pod{running}}, hours: "0", pods: lost,
			summary: "The balance is 1.99 USD, which lasts 0 hours at 2.00 USD an hour. " + one},
		"below zero": {account: fakeapi.Account{Balance: -3.5, Pods: []fakeapi.Pod{running}}, hours: "0", pods: lost,
			summary: "The balance is -3.50 USD, which lasts 0 hours at 2.00 USD an hour. " + one},
		"nothing runs": {account: fakeapi.Account{Balance: 2}, hours: "~", pods: "[]",
			summary: "The balance is 2.00 USD. Nothing costs money now."},
		"kept by a network volume": {
			account: fakeapi.Account{Balance: 2, Pods: []fakeapi.Pod{{ID: "a", CostPerHour: 2, NetworkVolume: "v"}}}, hours: "1", pods: "[]",
			summary: "The balance is 2.00 USD, which lasts 1 hour at 2.00 USD an hour.",
		},
		"invoiced": {account: fakeapi.Account{Balance: -10, BillingMode: "POSTPAID", Pods: []fakeapi.Pod{running}}, hours: "~", pods: "[]",
			summary: "The balance is -10.00 USD. The account is invoiced, so nothing stops when it ends."},
		"many pods": {account: fakeapi.Account{Balance: 2, Pods: many}, hours: "1",
			pods: strings.TrimSuffix(lost, "]") + strings.Join([]string{"", "disk_gb=10 id=b0 name=~", "disk_gb=10 id=b1 name=~",
				"disk_gb=10 id=b2 name=~", "disk_gb=10 id=b3 name=~", "disk_gb=10 id=b4 name=~", "disk_gb=10 id=b5 name=~]"}, "\n"),
			summary: "The balance is 2.00 USD, which lasts 1 hour at 2.00 USD an hour. When it ends, 7 pods would be terminated with their data: " +
				"a, b0, b1, b2, b3, and 2 more."},
	} {
		e := newEnv(t, noon, test.account)
		state := stateOf(t, e.configured(t, nil), "runpod_balance", nil)
		for attribute, want := range map[string]string{"hours_left": test.hours, "pods_that_lose_data": test.pods, "summary": test.summary} {
			if got := shown(t, state[attribute]); got != want {
				t.Errorf("%s: %s is %s, want %s", name, attribute, got, want)
			}
		}
		if got := len(e.API.Requests()); e.Sent() != balanceRequests || got != 3 {
			t.Errorf("%s: sent %d requests:\n%s", name, got, e.Sent())
		}
	}
}
