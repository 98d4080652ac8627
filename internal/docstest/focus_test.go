package docstest

import (
	"encoding/csv"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// The formats of FOCUS 1.2 for numbers, for dates and times, and for text that must
// not be empty.
const (
	focusDecimal = `-?[0-9]+(\.[0-9]+)?(E-?[0-9]+)?`
	focusTime    = `[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z`
	focusText    = `.*\S.*`
)

// focusColumns returns the columns whose feature level in FOCUS 1.2 is mandatory, and
// ChargeFrequency, with regular expressions for their values in the example. All are
// values that FOCUS allows. Null is an empty field.
func focusColumns() map[string]string {
	return map[string]string{
		"BilledCost":         focusDecimal,
		"BillingAccountId":   focusText,
		"BillingAccountName": `|` + focusText,
		"BillingCurrency":    `USD`,
		"BillingPeriodEnd":   focusTime,
		"BillingPeriodStart": focusTime,
		"ChargeCategory":     `Usage`,
		"ChargeClass":        ``,
		"ChargeDescription":  `|` + focusText,
		"ChargeFrequency":    `Usage-Based`,
		"ChargePeriodEnd":    focusTime,
		"ChargePeriodStart":  focusTime,
		"ContractedCost":     focusDecimal,
		"EffectiveCost":      focusDecimal,
		"InvoiceIssuerName":  focusText,
		"ListCost":           focusDecimal,
		"PricingQuantity":    `1`,
		"PricingUnit":        `Charge`,
		"ProviderName":       focusText,
		"PublisherName":      focusText,
		"ServiceCategory":    `AI and Machine Learning|Compute|Storage|Other`,
		"ServiceName":        focusText,
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
			start, end := date(test.month), date(test.month+1)
			var sum decimal.Decimal
			parts := map[string]decimal.Decimal{}
			for _, row := range rows {
				checkFocusRow(t, row)
				if row["BillingAccountId"] != "acme" || row["BillingAccountName"] != test.name {
					t.Errorf("the account is %q, %q", row["BillingAccountId"], row["BillingAccountName"])
				}
				if row["BillingPeriodStart"] != start.Format(time.RFC3339) || row["BillingPeriodEnd"] != end.Format(time.RFC3339) {
					t.Errorf("the billing period is %s to %s", row["BillingPeriodStart"], row["BillingPeriodEnd"])
				}
				cost := decimal.RequireFromString(row["BilledCost"])
				sum = sum.Add(cost)
				parts[row["x_Part"]] = parts[row["x_Part"]].Add(cost)
			}
			if got := sum.String(); got != outputs["total_amount"] {
				t.Errorf("the rows add up to %s, the account cost %s", got, outputs["total_amount"])
			}
			spent := acctest.Spent(test.account, start, end)
			if got := sum.InexactFloat64(); math.Abs(got-spent) > 1e-9 {
				t.Errorf("the rows add up to %v, the charges to %v", got, spent)
			}
			// Only the API's floating point, unless a kind or part is missing in main.tf.
			if rest := parts["unattributed"]; rest.Abs().GreaterThan(decimal.New(1, -9)) {
				t.Errorf("%s USD is unattributed", rest)
			}
			got := map[string]string{}
			for part, cost := range parts {
				got[part] = cost.String()
			}
			if test.parts != nil && !maps.Equal(got, test.parts) {
				t.Errorf("the parts are %v, want %v", got, test.parts)
			}
		})
	}
}

// focusRows reads a CSV file with a header, and checks the order of its columns.
func focusRows(t *testing.T, file string) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatalf("%v:\n%s", err, file)
	}
	header := lines[0]
	for column := range focusColumns() {
		if !slices.Contains(header, column) {
			t.Errorf("the column %s is missing", column)
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
	for column, format := range focusColumns() {
		if value := row[column]; !regexp.MustCompile(`^(` + format + `)$`).MatchString(value) {
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
