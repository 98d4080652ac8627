package main

import (
	"os"
	"strings"
	"testing"
)

// TestContractCheck checks what is reported of the stored document and of changes to it.
// It has the facts of Runpod's published document, in the same shapes.
func TestContractCheck(t *testing.T) {
	text, err := os.ReadFile("testdata/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../../..") // for the table
	const (
		unconfirmed = "unknown GET /v2/billing/balance is missing; the route was never confirmed"
		serverless  = `{"name": "serverlessId", "in": "query", "required": false, `
		balance     = `"paths": {"/v2/billing/balance": {"get": {"responses": {"200": {"content": {"application/json": {"schema": ` +
			`{"type": "object", "properties": {"balanceAmount": {"type": "string"}}}}}}}}},`
		cost = `"cost": {"type": "number", "format": "double"}`
	)
	for _, test := range []struct {
		name     string
		old, new string   // in the document
		want     []string // the lines that are not "ok"
	}{
		{"as it was", "", "", []string{unconfirmed}},
		{"a member gone", cost, `"price": {"type": "number"}`, []string{unconfirmed, "FAILED  GET /v2/pods, member pods.cost is missing"}},
		{"a type changed", cost, `"cost": {"type": "string"}`,
			[]string{unconfirmed, "FAILED  GET /v2/pods, member pods.cost is string, want number"}},
		{"another number", cost, `"cost": {"type": "integer"}`, []string{unconfirmed}},
		{"null allowed, as in 3.1", cost, `"cost": {"anyOf": [{"type": "number"}, {"type": "null"}]}`,
			[]string{unconfirmed, "FAILED  GET /v2/pods, member pods.cost may be null now"}},
		{"null allowed, as in 3.0", cost, `"cost": {"type": "number", "nullable": true}`,
			[]string{unconfirmed, "FAILED  GET /v2/pods, member pods.cost may be null now"}},
		{"a route gone", `"/v2/clusters": {`, `"/v3/clusters": {`, []string{unconfirmed, "FAILED  GET /v2/clusters is missing"}},
		{"a new required parameter", `"/v2/clusters": {` + "\n" + `      "get": {` + "\n" + `        "parameters": [`,
			`"/v2/clusters": {"parameters": [{"name": "team", "in": "query", "required": true, "schema": {"type": "string"}}], ` +
				`"get": {"parameters": [`,
			[]string{unconfirmed, "FAILED  GET /v2/clusters, parameter team is required now"}},
		{"a parameter gone", serverless, strings.ReplaceAll(serverless, "serverlessId", "endpointId"),
			[]string{unconfirmed, "FAILED  GET /v2/billing/serverless, parameter serverlessId is missing"}},
		{"a smaller page", `"maximum": 1000`, `"maximum": 100`, []string{unconfirmed,
			"FAILED  GET /v2/pods, parameter limit is at most 100, want 1000",
			"FAILED  GET /v2/serverless, parameter limit is at most 100, want 1000"}},
		{"a value gone", `"RUNNING"`, `"ACTIVE"`,
			[]string{unconfirmed, "FAILED  GET /v2/pods, member pods.status does not have the value RUNNING"}},
		{"a member of a shared schema gone", `"hasNextPage": {`, `"more": {`, []string{unconfirmed,
			"FAILED  GET /v2/pods, member pagination.hasNextPage is missing",
			"FAILED  GET /v2/serverless, member pagination.hasNextPage is missing"}},
		{"a server whose URL has the version", `"/v2/clusters": {`, `"/clusters": {`, []string{unconfirmed}},
		{"the unconfirmed route, otherwise than expected", `"paths": {`, balance, []string{
			"unknown GET /v2/billing/balance, member balanceAmount is string, want number; the route was never confirmed",
			"unknown GET /v2/billing/balance, member billingMode is missing; the route was never confirmed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.ReplaceAll(string(text), test.old, test.new)
			if test.old == "" {
				changed = string(text)
			} else if changed == string(text) {
				t.Fatalf("the document has no %s", test.old)
			}
			var printed strings.Builder
			err := run(strings.NewReader(changed), &printed)
			var got []string
			confirmed := 0
			for line := range strings.Lines(printed.String()) {
				if line = strings.TrimSpace(line); strings.HasPrefix(line, "ok ") {
					confirmed++
				} else {
					got = append(got, line)
				}
			}
			fails := strings.Contains(strings.Join(test.want, "\n"), "FAILED")
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") || (err != nil) != fails || confirmed < 250 {
				t.Errorf("%d ok, %v, and\n%s\nwant\n%s", confirmed, err, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
	for _, broken := range []string{"", "<html>", "[]"} {
		if err := run(strings.NewReader(broken), &strings.Builder{}); err == nil {
			t.Errorf("%q was accepted", broken)
		}
	}
}
