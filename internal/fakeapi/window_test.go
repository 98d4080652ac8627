package fakeapi_test

import (
	"cmp"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestWindows checks that every route of v2 resolves a window in the same way.
func TestWindows(t *testing.T) {
	t.Parallel()
	server := sample()
	paths := []string{
		"/v2/billing", "/v2/billing/pods", "/v2/billing/serverless", "/v2/billing/endpoints", "/v2/billing/network-volumes",
		"/v2/billing/clusters",
	}
	for query, want := range map[string]string{
		"":                         "2026-10-21T00:00:00Z to 2026-11-21T00:00:00Z",
		"bucketSize=month&lastN=1": "2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z",
		"bucketSize=week&lastN=2":  "2026-11-09T00:00:00Z to 2026-11-23T00:00:00Z",
		"bucketSize=year&lastN=3":  "2024-01-01T00:00:00Z to 2027-01-01T00:00:00Z",
		"lastN=1":                  "2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z",
		"bucketSize=hour&lastN=13": "2026-11-20T00:00:00Z to 2026-11-20T13:00:00Z",
		"startTime=2026-11-18T07:00:00Z&endTime=2026-11-19T00:00:01Z":                      "2026-11-18T00:00:00Z to 2026-11-20T00:00:00Z",
		"startTime=2026-11-18T02:00:00%2B02:00&endTime=2026-11-19T02:00:00%2B02:00":        "2026-11-18T00:00:00Z to 2026-11-19T00:00:00Z",
		"bucketSize=month&startTime=2024-02-29T00:00:00Z&endTime=2024-03-01T00:00:00Z":     "2024-02-01T00:00:00Z to 2024-03-01T00:00:00Z",
		"bucketSize=year&startTime=2024-12-31T23:59:59Z&endTime=2025-01-01T00:00:00.0001Z": "2024-01-01T00:00:00Z to 2026-01-01T00:00:00Z",
	} {
		parsed, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			_, body := get(t, server, path, parsed)
			echo := member(member(body, "metadata"), "query")
			if got := fmt.Sprint(member(echo, "startTime"), " to ", member(echo, "endTime")); got != want {
				t.Errorf("%s?%s: got %s, want %s", path, query, got, want)
			}
			if got, want := member(echo, "bucketSize"), cmp.Or(parsed.Get("bucketSize"), "day"); got != want {
				t.Errorf("%s?%s: got %s, want %s", path, query, got, want)
			}
		}
	}
}

// TestReportedUntil checks that late charges are in no record.
func TestReportedUntil(t *testing.T) {
	t.Parallel()
	account := fakeapi.Account{ReportedUntil: noon().Add(-time.Hour), Charges: []fakeapi.Charge{
		{Time: noon().Add(-2 * time.Hour), PodID: "p", GPU: 1},
		{Time: noon().Add(-time.Hour), PodID: "p", GPU: 2},
	}}
	for _, path := range []string{"/v2/billing", "/v2/billing/pods"} {
		_, body := get(t, serve(account), path, nil)
		if got := number(member(member(body, "metadata"), "totals"), "totalAmount"); got != 1 {
			t.Errorf("%s: the total is %v, want 1", path, got)
		}
	}
	if _, body := get(t, serve(account), "/v1/billing/pods", nil); len(objects(body)) != 1 || number(objects(body)[0], "amount") != 1 {
		t.Errorf("v1: got %v, want one record of 1", body)
	}
}
