package docstest

import (
	"encoding/csv"
	"math"
	"math/big"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// focusColumn is what FOCUS 1.2 says about the values of a column. A field without a
// value is null.
type focusColumn struct {
	nullable bool
	mustBe   string // a regular expression; "": any text but spaces
}

// The formats of FOCUS 1.2 for numbers and for dates and times.
const (
	focusDecimal = `-?[0-9]+(\.[0-9]+)?(E-?[0-9]+)?`
	focusTime    = `[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z`
)

// mandatoryFocusColumns are the columns whose feature level in FOCUS 1.2 is
// mandatory.
func mandatoryFocusColumns() map[string]focusColumn {
	return map[string]focusColumn{
		"BilledCost":         {mustBe: focusDecimal},
		"BillingAccountId":   {},
		"BillingAccountName": {nullable: true},
		"BillingCurrency":    {mustBe: `[A-Z]{3}`},
		"BillingPeriodEnd":   {mustBe: focusTime},
		"BillingPeriodStart": {mustBe: focusTime},
		"ChargeCategory":     {mustBe: `Usage|Purchase|Tax|Credit|Adjustment`},
		"ChargeClass":        {nullable: true, mustBe: `Correction`},
		"ChargeDescription":  {nullable: true},
		"ChargePeriodEnd":    {mustBe: focusTime},
		"ChargePeriodStart":  {mustBe: focusTime},
		"ContractedCost":     {mustBe: focusDecimal},
		"EffectiveCost":      {mustBe: focusDecimal},
		"InvoiceIssuerName":  {},
		"ListCost":           {mustBe: focusDecimal},
		"PricingQuantity":    {nullable: true, mustBe: focusDecimal},
		"PricingUnit":        {nullable: true},
		"ProviderName":       {},
		"PublisherName":      {},
		"ServiceCategory": {mustBe: `AI and Machine Learning|Analytics|Business Applications|Compute|Databases|Developer Tools|` +
			`Multicloud|Identity|Integration|Internet of Things|Management and Governance|Media|Migration|Mobile|Networking|Security|` +
			`Storage|Web|Other`},
		"ServiceName": {},
	}
}

// TestFocus reads the CSV of examples/focus, and checks it against the rules of FOCUS
// 1.2 and against what the account cost.
func TestFocus(t *testing.T) {
	t.Parallel()
	date := func(month time.Month) time.Time { return time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC) }
	for name, test := range map[string]struct {
		account fakeapi.Account
		month   time.Month
		name    string // of the account
		fault   fakeapi.Fault
		// The amounts by x_Part, for a small account.
		parts map[string]string
		extra float64 // what the fault adds to the total
	}{
		"a month": {account: fakeapi.Sample(noon), month: time.October, name: `Acme, "Research"`},
		"the current month": {
			account: exampleAccount(), month: time.November,
			parts: map[string]string{
				"pod_gpu": "1.91", "pod_cpu": "0.03", "pod_disk": "0.85", "serverless_gpu": "1.01", "serverless_cpu": "0.25",
				"serverless_fee": "0.5", "public_endpoint": "2", "storage_standard": "3", "storage_high_performance": "1",
				"cluster_gpu": "8", "cluster_disk": "0.5", "cluster_networking": "0.25",
			},
		},
		"parts that do not add up": {
			account: exampleAccount(), month: time.October,
			fault: fakeapi.Fault{
				Match: func(r *http.Request) bool { return r.URL.Path == "/v2/billing" }, Times: fakeapi.Always,
				Edit: func(body string) string {
					return strings.ReplaceAll(body, `"totalAmount":7,`, `"totalAmount":7.0000000001,`)
				},
			},
			parts: map[string]string{"pod_gpu": "7", "unattributed": "0.0000000001"},
			extra: 1e-10,
		},
		"nothing charged": {month: time.October, parts: map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, test.account)
			if test.fault.Edit != nil {
				e.API.Script(test.fault)
			}
			e.Vars["TF_VAR_month"] = date(test.month).Format("2006-01")
			e.Vars["TF_VAR_account_id"] = "acme"
			if test.name != "" {
				e.Vars["TF_VAR_account_name"] = test.name
			}
			_, outputs := apply(t, e, "focus")
			rows := focusRows(t, decode(t, outputs["focus_csv"]))
			sum, parts := new(big.Rat), map[string]*big.Rat{}
			for _, row := range rows {
				checkFocusRow(t, row)
				if row["BillingAccountId"] != "acme" || row["BillingAccountName"] != test.name {
					t.Errorf("the account is %q, %q", row["BillingAccountId"], row["BillingAccountName"])
				}
				if row["BillingPeriodStart"] != date(test.month).Format(time.RFC3339) ||
					row["BillingPeriodEnd"] != date(test.month+1).Format(time.RFC3339) {
					t.Errorf("the billing period is %s to %s", row["BillingPeriodStart"], row["BillingPeriodEnd"])
				}
				sum.Add(sum, rational(t, row["BilledCost"]))
				if parts[row["x_Part"]] == nil {
					parts[row["x_Part"]] = new(big.Rat)
				}
				parts[row["x_Part"]].Add(parts[row["x_Part"]], rational(t, row["BilledCost"]))
			}
			if want := rational(t, outputs["total_amount"]); sum.Cmp(want) != 0 {
				t.Errorf("the rows add up to %s, the account cost %s", sum.FloatString(20), want.FloatString(20))
			}
			spent := acctest.Spent(test.account, date(test.month), date(test.month+1)) + test.extra
			if got, _ := sum.Float64(); math.Abs(got-spent) > 1e-12*max(1, spent) {
				t.Errorf("the rows add up to %v, the charges to %v", got, spent)
			}
			for part, want := range test.parts {
				if parts[part] == nil || parts[part].Cmp(rational(t, want)) != 0 {
					t.Errorf("%s is %v, want %s", part, parts[part], want)
				}
			}
			if test.parts != nil && len(parts) != len(test.parts) {
				t.Errorf("the parts are %v, want %v", parts, test.parts)
			}
		})
	}
}

// focusRows reads a CSV file with a header, and checks the order of its columns.
func focusRows(t *testing.T, file string) []map[string]string {
	t.Helper()
	reader := csv.NewReader(strings.NewReader(file))
	lines, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%v:\n%s", err, file)
	}
	header := lines[0]
	for column := range mandatoryFocusColumns() {
		if !slices.Contains(header, column) {
			t.Errorf("the mandatory column %s is missing", column)
		}
	}
	custom := slices.IndexFunc(header, func(column string) bool { return strings.HasPrefix(column, "x_") })
	if got := strings.Join(header[custom:], " "); got != "x_Part x_ResourceKind" {
		t.Errorf("the last columns are %s", got)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, column := range header {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func checkFocusRow(t *testing.T, row map[string]string) {
	t.Helper()
	for column, rule := range mandatoryFocusColumns() {
		value := row[column]
		switch {
		case value == "" && rule.nullable:
		case strings.TrimSpace(value) == "":
			t.Errorf("%s has no value: %v", column, row)
		case rule.mustBe != "" && !regexp.MustCompile(`^(`+rule.mustBe+`)$`).MatchString(value):
			t.Errorf("%s is %q: %v", column, value, row)
		}
	}
	day, err := time.Parse(time.RFC3339, row["ChargePeriodStart"])
	if err != nil || row["ChargePeriodEnd"] != day.AddDate(0, 0, 1).Format(time.RFC3339) ||
		row["ChargePeriodStart"] < row["BillingPeriodStart"] || row["ChargePeriodEnd"] > row["BillingPeriodEnd"] {
		t.Errorf("the charge period is %s to %s (%v)", row["ChargePeriodStart"], row["ChargePeriodEnd"], err)
	}
	// Without unit prices, the other costs must be the billed one.
	for _, column := range []string{"ContractedCost", "EffectiveCost", "ListCost"} {
		if row[column] != row["BilledCost"] {
			t.Errorf("%s is %s, want %s", column, row[column], row["BilledCost"])
		}
	}
	if row["PricingQuantity"] != "1" || row["PricingUnit"] != "Charge" || row["ChargeClass"] != "" || row["ChargeFrequency"] != "Usage-Based" {
		t.Errorf("got the row %v", row)
	}
	// Only these have no resource with an id.
	if anonymous := row["x_Part"] == "unattributed" || row["x_Part"] == "public_endpoint"; (row["ResourceId"] == "") != anonymous {
		t.Errorf("the charge of %s has the resource %q", row["x_Part"], row["ResourceId"])
	}
	services := map[string]string{
		"pods": "Compute Pods", "serverless": "Compute Serverless", "network_volumes": "Storage Network Volumes",
		"public_endpoints": "AI and Machine Learning Public Endpoints", "clusters": "Compute Clusters", "unattributed": "Other Unattributed",
	}
	if got := row["ServiceCategory"] + " " + row["ServiceName"]; got != services[row["x_ResourceKind"]] {
		t.Errorf("the service of %s is %s", row["x_ResourceKind"], got)
	}
}

func rational(t *testing.T, text string) *big.Rat {
	t.Helper()
	number, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return number
}
