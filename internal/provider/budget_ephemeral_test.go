package provider_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// gated has a resource that waits for the gate and one that does not.
const gated = acctest.Required + `
	variable "stop_at" { default = "over" }
	ephemeral "runpod_budget" "gate" {
		amount          = 100
		stop_at         = var.stop_at
		include_running = false
	}
	resource "terraform_data" "waits" { depends_on = [ephemeral.runpod_budget.gate] }
	resource "terraform_data" "free" {}
`

// spendMore makes the stand-in answer with charges of 1,000 USD more today.
func spendMore(t *testing.T, e *env) {
	t.Helper()
	account := spender()
	account.PublicEndpoints = append(account.PublicEndpoints, fakeapi.PublicEndpointCharge{Time: noon, Amount: 1000})
	richer := fakeapi.New(acctest.Key, func() time.Time { return noon }, account)
	request := httptest.NewRequestWithContext(t.Context(), "GET", "/v2/billing?bucketSize=day&lastN=127", nil)
	request.Header.Set("Authorization", "Bearer "+acctest.Key)
	answer := httptest.NewRecorder()
	richer.ServeHTTP(answer, request)
	e.API.Script(fakeapi.Fault{Path: "/v2/billing", Times: fakeapi.Always, Edit: func(string) string { return answer.Body.String() }})
}

// TestGateAtApply checks when the gate stops a plan and an apply, and that nothing of
// it is in the plan or the state.
func TestGateAtApply(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.10.0", "1.11.0")
	const (
		reached = "Error: The budget is reached"
		over    = "Over budget: 1076.00 USD of 100.00 USD spent on the account in November 2026 (UTC)."
		atRisk  = "Budget at risk: 76.00 USD of 100.00 USD spent on the account in November 2026 (UTC)."
	)
	setUp := func(t *testing.T) (*env, *acctest.Folder) {
		t.Helper()
		e := newEnv(t, noon, spender())
		return e, e.Folder(t, map[string]string{"main.tf": gated})
	}
	expect := func(t *testing.T, folder *acctest.Folder, wantCode int, want string, arguments ...string) {
		t.Helper()
		printed, code := folder.Run(t, arguments...)
		if code != wantCode || !acctest.Wrapped(want).MatchString(printed) {
			t.Errorf("terraform %s: exit code %d, want %d and %q:\n%s", strings.Join(arguments, " "), code, wantCode, want, printed)
		}
	}
	t.Run("at risk passes by default, and stops a plan on request", func(t *testing.T) {
		t.Parallel()
		_, folder := setUp(t)
		expect(t, folder, 0, "2 to add", "plan", "-input=false")
		expect(t, folder, 1, reached, "plan", "-input=false", "-var=stop_at=at_risk")
		expect(t, folder, 1, atRisk, "plan", "-input=false", "-var=stop_at=at_risk")
		expect(t, folder, 1, `value must be one of: ["over" "at_risk"]`, "plan", "-input=false", "-var=stop_at=within")
	})
	t.Run("a saved plan is stopped after the spend rose", func(t *testing.T) {
		t.Parallel()
		e, folder := setUp(t)
		expect(t, folder, 0, "2 to add", "plan", "-input=false", "-out=saved")
		plan, _ := folder.Run(t, "show", "-json", "saved")
		if strings.Contains(plan, "76.00 USD") || strings.Contains(plan, `"spent"`) {
			t.Errorf("the plan has values of the gate: %s", plan)
		}
		spendMore(t, e)
		expect(t, folder, 1, over, "apply", "-input=false", "saved")
		state, _ := folder.Run(t, "show", "-json")
		if strings.Contains(state, "terraform_data.waits") || !strings.Contains(state, "terraform_data.free") || strings.Contains(state, "USD") {
			t.Errorf("got the state %s", state)
		}
	})
	t.Run("destroy without a refresh passes", func(t *testing.T) {
		t.Parallel()
		e, folder := setUp(t)
		expect(t, folder, 0, "2 added", "apply", "-input=false", "-auto-approve")
		spendMore(t, e)
		expect(t, folder, 1, over, "destroy", "-input=false", "-auto-approve")
		expect(t, folder, 0, "2 destroyed", "destroy", "-input=false", "-auto-approve", "-refresh=false")
	})
	t.Run("no charges are not within", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t, noon, fakeapi.Account{})
		folder := e.Folder(t, map[string]string{"main.tf": gated})
		expect(t, folder, 1, "No charges reported: 0.00 USD of 100.00 USD spent on the account in November 2026 (UTC).", "plan", "-input=false")
	})
	t.Run("a failed read stops, and bad arguments are named", func(t *testing.T) {
		t.Parallel()
		e, folder := setUp(t)
		e.API.Deny("/v2/billing")
		expect(t, folder, 1, "Error: Runpod denied access", "plan", "-input=false")
		folder = newEnv(t, noon, spender()).Folder(t, map[string]string{"main.tf": strings.Replace(gated, "amount          = 100",
			"amount = 100\nstart_date = \"2026-11-20\"\nend_date = \"2026-11-01\"", 1)})
		expect(t, folder, 1, "2026-11-01 is before start_date 2026-11-20.", "validate")
	})
}
