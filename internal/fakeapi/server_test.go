package fakeapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

const key = "test-key"

// noon is the server's clock, which stands still.
func noon() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

func sample() *fakeapi.Server { return serve(fakeapi.Sample(noon())) }

func serve(account fakeapi.Account) *fakeapi.Server { return fakeapi.New(key, noon, account) }

// object is a decoded JSON object.
type object = map[string]any

// send sends a GET request with the key, and returns the raw answer.
func send(t *testing.T, server http.Handler, path string, query url.Values) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"?"+query.Encode(), nil)
	request.Header.Set("Authorization", "Bearer "+key)
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	return recorder
}

// get sends a GET request with the key, and returns the status and the decoded
// body.
func get(t *testing.T, server http.Handler, path string, query url.Values) (int, any) {
	t.Helper()
	recorder := send(t, server, path, query)
	return recorder.Code, decode(t, recorder.Body.Bytes())
}

func decode(t *testing.T, text []byte) (body any) {
	t.Helper()
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
	return body
}

// member returns a member of a JSON object, or nil if value is not an object or lacks
// it.
func member(value any, name string) any {
	members, _ := value.(object)
	return members[name]
}

func number(value any, name string) float64 {
	f, _ := member(value, name).(float64)
	return f
}

// values returns a query of alternating names and values.
func values(pairs ...string) url.Values {
	query := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		query.Set(pair[0], pair[1])
	}
	return query
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, path  string
		authorization string // "": the correct key
		want          string
	}{
		"v1, no such key": {path: "/v1/billing/pods", authorization: "Bearer other",
			want: `401 application/json {"message":"missing or unknown bearer token"}`},
		"v2, no such key": {path: "/v2/billing", authorization: "Bearer other",
			want: `401 application/problem+json {"title":"Unauthorized","status":401,"detail":"missing or unknown bearer token"}`},
		"v2, no scope": {path: "/v2/billing/clusters",
			want: `403 application/problem+json {"title":"Forbidden","status":403,"detail":"access denied"}`},
		"v2, no such route": {path: "/v2/billing/",
			want: `404 application/problem+json {"title":"Not Found","status":404,"detail":"no such route"}`},
		"v2, another method": {method: http.MethodPost, path: "/v2/billing",
			want: `405 application/problem+json {"title":"Method Not Allowed","status":405,"detail":"only GET"}`},
		"v2, half a window": {path: "/v2/billing?startTime=2026-11-01T00:00:00Z",
			want: `400 application/problem+json {"title":"Bad Request","status":400,"detail":"startTime and endTime must be given together"}`},
		"v2, availability without a product": {path: "/v2/catalog/gpus?include=AVAILABILITY",
			want: `400 application/problem+json {"title":"Bad Request","status":400,"detail":"unknown parameter include"}`},
		"v2, a foreign cursor": {
			path: "/v2/pods?cursor=other",
			want: `422 application/problem+json ` +
				`{"title":"Unprocessable Entity","status":422,"detail":"the cursor was not issued for this request"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := sample()
			server.Deny("/v2/billing/clusters")
			method, authorization := test.method, test.authorization
			if method == "" {
				method = http.MethodGet
			}
			if authorization == "" {
				authorization = "Bearer " + key
			}
			request := httptest.NewRequestWithContext(t.Context(), method, test.path, nil)
			request.Header.Set("Authorization", authorization)
			recorder := httptest.NewRecorder()
			server.ServeHTTP(recorder, request)
			if got := fmt.Sprint(recorder.Code, " ", recorder.Header().Get("Content-Type"), " ", recorder.Body); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestHeaders checks that an answer of any status has a Date from the server's own
// clock, even over a real connection, where net/http would set another.
func TestHeaders(t *testing.T) {
	t.Parallel()
	api := sample()
	api.Script(fakeapi.Fault{Path: "/v2/billing/clusters", Status: http.StatusServiceUnavailable})
	server := httptest.NewServer(api)
	defer server.Close()
	for _, path := range []string{"/v1/billing/pods", "/v1/nothing", "/v2/billing", "/v2/billing?lastN=0", "/v2/billing/clusters"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+key)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if got, want := response.Header["Date"], []string{"Fri, 20 Nov 2026 12:00:00 GMT"}; !slices.Equal(got, want) {
			t.Errorf("%s: the dates are %q, want %q", path, got, want)
		}
	}
}
