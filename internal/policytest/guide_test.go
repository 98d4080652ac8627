package policytest

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestPlanCostGuide follows the guide's steps for a policy: its limits deny its
// configuration with the message and the report that it shows, and pass one at the limit.
func TestPlanCostGuide(t *testing.T) {
	t.Parallel()
	needProviders(t)
	guide := read(t, filepath.Join(repository, "docs", "guides", "plan-cost.md"))
	_, guide, found := strings.Cut(guide, "\n## In a policy, for the whole plan\n")
	block := func(language string) string {
		match := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(guide)
		if match == nil || !found {
			t.Fatalf("the guide has no section or no %s", language)
		}
		return match[1]
	}
	table := regexp.MustCompile(`(?m)^\| resource (?:.*\n)(?:\|.*\n)+`).FindString(guide)
	_, judge, _ := strings.Cut(block("shell"), ">plan.json\n")
	for _, test := range []struct {
		name, configuration, limits string
		want                        result
	}{
		{"over the limit", block("terraform"), block("yaml"), result{stdout: block("text"), code: 1}},
		{"at the limit", block("terraform"), strings.ReplaceAll(block("yaml"), "10", "24.32"), result{stdout: "true\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := scenario{files: main(test.configuration), account: fakeapi.Account{}}.plan(t)
			folder := copyKit(t)
			write(t, folder, map[string]string{"plan.json": atClock(plan), "rules/data.yaml": test.limits})
			if got := sh(t, folder, nil, judge); got.stdout != test.want.stdout || got.code != test.want.code {
				t.Errorf("%s\ngot %s\nwant %s", judge, got, test.want)
			}
			report := sh(t, folder, nil, "opa eval --bundle rules --input plan.json --format raw 'data.main.report'")
			if table == "" || !strings.Contains(report.stdout, table) {
				t.Errorf("the report is\n%s\nwant\n%s", report, table)
			}
		})
	}
}
