package docstest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestAccounts applies examples/accounts to two accounts, which one API tells apart by
// their keys.
func TestAccounts(t *testing.T) {
	t.Parallel()
	const productionKey = "rpa_PRODUCTION0123456789"
	e := acctest.New(t, noon, fakeapi.Account{
		Pods: []fakeapi.Pod{
			{ID: "pod1", Name: "vision-train-1", GPUType: "NVIDIA A40", CostPerHour: 0.4},
			{ID: "pod2", Name: "vision-train-2", GPUType: "NVIDIA A40", Status: "EXITED"},
			{ID: "pod3", Name: "speech", GPUType: "NVIDIA A40", CostPerHour: 0.4},
			{ID: "pod4", Name: "speech-old", GPUType: "NVIDIA A40", Terminated: true},
			{ID: "pod5", Name: "visionary", GPUType: "NVIDIA A40", CostPerHour: 0.4}, // without charges
		},
		Charges: []fakeapi.Charge{
			{Time: on(0, 23), PodID: "pod1", GPU: 9}, // last month
			{Time: on(18, 1), PodID: "pod1", GPU: 1.25},
			{Time: on(18, 1), PodID: "pod2", Disk: 0.75},
			{Time: on(19, 1), PodID: "pod3", GPU: 4},
			{Time: on(19, 1), PodID: "pod4", GPU: 1.5},
			{Time: on(19, 1), PodID: "pod6", GPU: 0.5}, // not listed at all
		},
	})
	production := fakeapi.New(productionKey, func() time.Time { return noon }, fakeapi.Account{
		NetworkVolumes: []fakeapi.NetworkVolumeCharge{{Time: on(19, 1), VolumeID: "dataset3vol", Standard: 12001}},
	})
	both := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+productionKey {
			production.ServeHTTP(w, r)
			return
		}
		e.API.ServeHTTP(w, r)
	}))
	t.Cleanup(both.Close)
	e.Vars = map[string]string{
		"RUNPOD_REST_V2_API_URL": both.URL + "/v2", "TF_VAR_research_key": acctest.Key, "TF_VAR_production_key": productionKey,
	}
	printed, outputs := apply(t, e, "accounts")
	for name, want := range map[string]string{
		"pods_by_prefix": `{"production":{},"research":{"speech":"4.00","vision":"2.00"}}`,
		"pods_without_name": `{"production":{"amount":"0.00","count":0,"percent":"0.0"},` +
			`"research":{"amount":"2.00","count":2,"percent":"25.0"}}`,
	} {
		if outputs[name] != want {
			t.Errorf("%s is %s, want %s", name, outputs[name], want)
		}
	}
	for _, want := range []string{
		`["Research: Within budget: 8.00 USD of 4000.00 USD spent on the account in November 2026 (UTC).`,
		`","Production: Over budget: 12001.00 USD of 12000.00 USD spent on the account in November 2026 (UTC).`,
	} {
		if !strings.Contains(outputs["budgets"], want) {
			t.Errorf("budgets are %s, want %s", outputs["budgets"], want)
		}
	}
	if strings.Count(printed, "Warning:") != 1 || !acctest.Wrapped("Production: Over budget: 12001.00 USD").MatchString(printed) {
		t.Errorf("want one warning, of the production account:\n%s", printed)
	}
}
