package fakeapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestFaults checks that faults apply in the order of the script, and that the log
// has every request.
func TestFaults(t *testing.T) {
	t.Parallel()
	api := sample()
	api.Script(
		fakeapi.Fault{Path: "/v2/", Status: 503, Body: `{}`, Header: map[string]string{"Retry-After": "7"}},
		fakeapi.Fault{Times: 2, Status: 418, Body: `{}`})
	api.RetireV1()
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
}

// TestFaultEdit checks that a fault can change one thing in a correct answer, and
// that it can select requests by more than their path.
func TestFaultEdit(t *testing.T) {
	t.Parallel()
	api := sample()
	_, right := get(t, api, "/v2/pods", values("limit", "3"))
	api.Script(fakeapi.Fault{
		Path: "/v2/",
		Match: func(r *http.Request) bool {
			return r.URL.Query().Get("limit") == "2"
		},
		Times: fakeapi.Always,
		Edit: func(body string) string {
			return strings.Replace(body, `"hasNextPage":true`, `"hasNextPage":"yes"`, 1)
		},
	})
	if _, body := get(t, api, "/v2/pods", values("limit", "3")); !reflect.DeepEqual(body, right) {
		t.Error("the fault applied to a request that does not match")
	}
	status, body := get(t, api, "/v2/pods", values("limit", "2"))
	pagination := member(body, "pagination")
	if status != http.StatusOK || member(pagination, "hasNextPage") != "yes" || member(pagination, "nextCursor") == nil {
		t.Errorf("got %d, %v", status, pagination)
	}
	if status, _ := get(t, api, "/v2/pods", values("limit", "2", "cursor", "other")); status != http.StatusUnprocessableEntity {
		t.Errorf("the status is %d: an edit alone must not change it", status)
	}
}

func TestFaultCut(t *testing.T) {
	t.Parallel()
	api := sample()
	api.Script(fakeapi.Fault{Path: "/v2/", Times: 2, Cut: true})
	server := httptest.NewServer(api)
	defer server.Close()
	for name, client := range map[string]*http.Client{
		"over a connection":    server.Client(),
		"without a connection": {Transport: fakeapi.Transport{Handler: api}},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v2/pods", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(response.Body); err == nil {
			t.Errorf("%s: the body was not cut short", name)
		}
		_ = response.Body.Close()
	}
}

// TestFaultDelay checks that even a route that the key may not read can be slow.
func TestFaultDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := serve(fakeapi.Account{})
		api.Deny("/v2/billing/clusters")
		api.Script(fakeapi.Fault{Path: "/v2/billing/", Times: fakeapi.Always, Delay: time.Second})
		for path, want := range map[string]time.Duration{"/v2/billing/pods": time.Second, "/v2/billing/clusters": time.Second, "/v2/pods": 0} {
			begun := time.Now()
			send(t, api, path, nil)
			if took := time.Since(begun); took != want {
				t.Errorf("%s took %s, want %s", path, took, want)
			}
		}
	})
}
