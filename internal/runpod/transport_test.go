package runpod

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const testKey = "rpa_TESTKEY0123456789"

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := ParseEndpoint(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func newTestClient(t *testing.T, handler http.Handler, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{
		APIKey: testKey, Version: Auto, MaxRetries: DefaultMaxRetries, UserAgent: "test/1",
		EndpointV1: mustParse(t, "http://localhost/v1"), EndpointV2: mustParse(t, "http://localhost/v2/"),
		Transport: fakeapi.Transport{Handler: handler},
		Now:       func() time.Time { return testNow },
	}
	for _, c := range change {
		c(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func pinned(version Version) func(*Config) {
	return func(c *Config) { c.Version = version }
}

var testNow = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

func day(month time.Month, d, hour int) time.Time {
	return time.Date(2026, month, d, hour, 0, 0, 0, time.UTC)
}

// testAccount has one charge a pod and bucket at most, so that every amount can
// be read off here.
func testAccount() fakeapi.Account {
	return fakeapi.Account{
		Pods: []fakeapi.Pod{
			{ID: "train", GPUType: "NVIDIA H100 80GB HBM3"},
			{ID: "note", GPUType: "NVIDIA A40"},
			{ID: "note2", GPUType: "NVIDIA A40"},
			{ID: "proxy"},
			{ID: "gone", GPUType: "NVIDIA A40", Gone: true},
		},
		Charges: []fakeapi.Charge{
			{Time: day(10, 31, 23), PodID: "train", GPU: 7, BilledMS: 3_600_000, DiskGB: 100},
			{Time: day(11, 19, 10), PodID: "train", GPU: 1.25, Disk: 0.25, BilledMS: 3_600_000, DiskGB: 100},
			{Time: day(11, 19, 11), PodID: "note", GPU: 0.44, BilledMS: 1_800_000},
			{Time: day(11, 19, 12), PodID: "note2", GPU: 0.5, BilledMS: 1_800_000},
			{Time: day(11, 19, 13), PodID: "gone", GPU: 0.125, BilledMS: 900_000},
			{Time: day(11, 20, 9), PodID: "train", GPU: 0.1, BilledMS: 60_000, DiskGB: 100},
			{Time: day(11, 20, 10), PodID: "proxy", CPU: 0.03, BilledMS: 60_000},
		},
	}
}

func newFake() *fakeapi.Server {
	return fakeapi.New(testKey, func() time.Time { return testNow }, testAccount())
}

// ask returns the records, a line each, and what else is known.
func ask(ctx context.Context, client *Client, q PodBillingQuery) (string, PodBilling, error) {
	var text bytes.Buffer
	billing, err := client.PodBilling(ctx, q, func(r Record) { text.WriteString(show(r) + "\n") })
	return text.String(), billing, err
}

// sent returns the requests that reached the server, a line each.
func sent(server *fakeapi.Server) string {
	var text bytes.Buffer
	for _, r := range server.Requests() {
		text.WriteString(r.Path)
		if len(r.Query) > 0 {
			query, _ := url.QueryUnescape(r.Query.Encode())
			text.WriteString("?" + query)
		}
		text.WriteByte('\n')
	}
	return text.String()
}
