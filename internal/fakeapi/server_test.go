package fakeapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const key = "test-key"

var now = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

func sample() *fakeapi.Server {
	return fakeapi.New(key, func() time.Time { return now }, fakeapi.Sample(now))
}

// get asks with the key, and returns the status and the decoded body.
func get(t *testing.T, server http.Handler, path string, query url.Values) (int, any) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"?"+query.Encode(), nil)
	request.Header.Set("Authorization", "Bearer "+key)
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	var body any
	if err := json.Unmarshal(recorder.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v", recorder.Body, err)
	}
	return recorder.Code, body
}

// records are an answer's records, of either version.
func records(body any) (found []map[string]any) {
	if envelope, ok := body.(map[string]any); ok {
		body = envelope["records"]
	}
	list, _ := body.([]any)
	for _, element := range list {
		record, _ := element.(map[string]any)
		found = append(found, record)
	}
	return found
}

func total(body any) (sum float64) {
	for _, record := range records(body) {
		for _, name := range []string{"amount", "totalAmount"} {
			amount, _ := record[name].(float64)
			sum += amount
		}
	}
	return sum
}

// TestContracts holds the stand-in against what the two contracts say: which
// parameters there are and what they take, and what is in a record.
func TestContracts(t *testing.T) {
	t.Parallel()
	var contracts map[string]struct {
		Parameters map[string]any
		Record     map[string]string
		Required   []string
	}
	text, err := os.ReadFile("testdata/contracts.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &contracts); err != nil {
		t.Fatal(err)
	}
	for path, contract := range contracts {
		expect := func(want int, query url.Values) any {
			t.Helper()
			status, body := get(t, sample(), path, query)
			if status != want {
				t.Errorf("%s?%s answers %d, want %d: %v", path, query.Encode(), status, want, body)
			}
			return body
		}
		for name, values := range contract.Parameters {
			switch values := values.(type) {
			case []any:
				for _, value := range values {
					expect(http.StatusOK, url.Values{name: {fmt.Sprint(value)}})
				}
				expect(http.StatusBadRequest, url.Values{name: {"other"}})
			case string:
				if values == "date-time" {
					both := url.Values{"startTime": {"2026-11-01T00:00:00Z"}, "endTime": {"2026-11-20T00:00:00Z"}}
					expect(http.StatusOK, both)
					both.Set(name, "yesterday")
					expect(http.StatusBadRequest, both)
				}
				if values == "integer" {
					expect(http.StatusOK, url.Values{name: {"2"}})
					expect(http.StatusBadRequest, url.Values{name: {"0"}})
					expect(http.StatusBadRequest, url.Values{name: {"1.5"}})
				}
				if values == "string" {
					expect(http.StatusOK, url.Values{name: {"none of these"}})
				}
			}
		}
		for _, other := range []string{"lastN", "grouping", "gpuTypeId", "includeMachine"} {
			if _, known := contract.Parameters[other]; !known {
				expect(http.StatusBadRequest, url.Values{other: {"1"}})
			}
		}
		all := records(expect(http.StatusOK, nil))
		if len(all) < 10 {
			t.Fatalf("%s has %d records", path, len(all))
		}
		for _, record := range all {
			for name, value := range record {
				kind := map[bool]string{true: "number", false: "string"}[isNumber(value)]
				if contract.Record[name] != kind {
					t.Fatalf("%s: %s is %v, want a %s", path, name, value, contract.Record[name])
				}
			}
			for _, name := range contract.Required {
				if _, there := record[name]; !there {
					t.Fatalf("%s: %s is missing in %v", path, name, record)
				}
			}
		}
	}
}

func isNumber(value any) bool { _, ok := value.(float64); return ok }

// TestSameMoneyInEveryView: bucket sizes, groupings and versions cut the same
// charges in other ways.
func TestSameMoneyInEveryView(t *testing.T) {
	t.Parallel()
	window := url.Values{"startTime": {"2026-11-01T00:00:00Z"}, "endTime": {"2026-11-20T12:00:00Z"}}
	view := func(path string, pairs ...string) float64 {
		query := url.Values{}
		for name := range window {
			query.Set(name, window.Get(name))
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			query.Set(pairs[i], pairs[i+1])
		}
		status, body := get(t, sample(), path, query)
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, body)
		}
		return total(body)
	}
	want := view("/v1/billing/pods")
	if want < 1000 {
		t.Fatalf("the sample costs %v", want)
	}
	byPod, byGPUType := 0.0, 0.0
	for _, pod := range fakeapi.Sample(now).Pods {
		byPod += view("/v1/billing/pods", "podId", pod.ID)
		if pod.GPUType != "" {
			byGPUType += view("/v1/billing/pods", "gpuTypeId", pod.GPUType)
		}
	}
	for name, got := range map[string]float64{
		"v1 by hour":          view("/v1/billing/pods", "bucketSize", "hour"),
		"v1 by month and pod": view("/v1/billing/pods", "bucketSize", "month", "grouping", "podId"),
		"v1 pod by pod":       byPod,
		"v1 by GPU type":      byGPUType + view("/v1/billing/pods", "podId", "proxy3cpu0fw7"),
		"v2 by day":           view("/v2/billing/pods"),
		"v2 by hour":          view("/v2/billing/pods", "bucketSize", "hour"),
	} {
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestLastN(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"bucketSize=month&lastN=1": "2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z",
		"bucketSize=week&lastN=2":  "2026-11-09T00:00:00Z to 2026-11-23T00:00:00Z",
		"bucketSize=year&lastN=3":  "2024-01-01T00:00:00Z to 2027-01-01T00:00:00Z",
		"lastN=1":                  "2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z",
		"bucketSize=hour&lastN=13": "2026-11-20T00:00:00Z to 2026-11-20T13:00:00Z",
		"bucketSize=day&startTime=2026-11-18T07:00:00Z&endTime=2026-11-19T00:00:01Z": "2026-11-18T00:00:00Z to 2026-11-20T00:00:00Z",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, body := get(t, sample(), "/v2/billing/pods", values)
		envelope, _ := body.(map[string]any)
		metadata, _ := envelope["metadata"].(map[string]any)
		resolved, _ := metadata["query"].(map[string]any)
		if got := fmt.Sprint(resolved["startTime"], " to ", resolved["endTime"]); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
		if metadata["recordCount"] != float64(len(records(body))) {
			t.Errorf("%s: %v records counted, %d sent", query, metadata["recordCount"], len(records(body)))
		}
	}
}

func TestGonePodsAreChargedForAndNotListed(t *testing.T) {
	t.Parallel()
	_, body := get(t, sample(), "/v2/pods", nil)
	if text := fmt.Sprint(body); strings.Contains(text, "batch8rtx4090") || !strings.Contains(text, "train7h100x2k") {
		t.Errorf("the list is %s", text)
	}
	if _, body := get(t, sample(), "/v2/billing/pods", url.Values{"podId": {"batch8rtx4090"}}); total(body) < 100 {
		t.Errorf("charged %v", total(body))
	}
}

// TestRefusals: each version refuses in its own form.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v1/billing/pods": `401 {"message":"missing or unknown bearer token"}`,
		"/v2/billing/pods": `401 {"title":"Unauthorized","status":401,"detail":"missing or unknown bearer token"}`,
	} {
		recorder := httptest.NewRecorder()
		sample().ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if got := fmt.Sprint(recorder.Code, " ", recorder.Body); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if status, body := get(t, sample(), "/v2/nothing", nil); status != http.StatusNotFound {
		t.Errorf("got %d %v", status, body)
	}
}

// TestFaults: a script is met in its order, and the log has every request.
func TestFaults(t *testing.T) {
	t.Parallel()
	api := sample()
	api.Script(fakeapi.Fault{Path: "/v2/", Status: 503, Body: `{}`, Header: map[string]string{"Retry-After": "7"}}, fakeapi.Fault{Times: 2, Status: 418, Body: `{}`})
	api.RetireV1()
	server := httptest.NewServer(api)
	defer server.Close()
	var statuses []int
	for _, path := range []string{"/v1/billing/pods", "/v2/pods", "/v2/pods", "/v2/pods", "/v1/billing/pods", "/v1/billing/pods"} {
		status, _ := get(t, api, path, nil)
		statuses = append(statuses, status)
	}
	if want := []int{418, 503, 418, 200, 410, 410}; !slices.Equal(statuses, want) {
		t.Errorf("got %v, want %v", statuses, want)
	}
	if got := len(api.Requests()); got != 6 || api.Requests()[1].Path != "/v2/pods" {
		t.Errorf("%d requests in the log", got)
	}

	api.Script(fakeapi.Fault{Path: "/v2/", Cut: true})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v2/pods", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("the body was not cut short")
	}
}
