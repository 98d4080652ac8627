package fakeapi_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// listPods returns the pods of one page, and the cursor of the next one.
func listPods(t *testing.T, server http.Handler, pairs ...string) (pods []object, nextCursor string) {
	t.Helper()
	status, body := get(t, server, "/v2/pods", values(pairs...))
	if wrong := mismatch(contracts(t)["/v2/pods"].Answer, body); status != http.StatusOK || wrong != "" {
		t.Fatalf("%v: %d%s", pairs, status, wrong)
	}
	pagination := member(body, "pagination")
	nextCursor, _ = member(pagination, "nextCursor").(string)
	if hasNextPage, _ := member(pagination, "hasNextPage").(bool); hasNextPage == isNull(pagination, "nextCursor") {
		t.Errorf("%v: the pagination contradicts itself: %v", pairs, pagination)
	}
	return objects(member(body, "pods")), nextCursor
}

func manyPods(n int) fakeapi.Account {
	var account fakeapi.Account
	for i := range n {
		account.Pods = append(account.Pods, fakeapi.Pod{ID: fmt.Sprintf("pod%d", i), GPUType: "NVIDIA A40"})
	}
	return account
}

// TestCursors checks that a cursor is valid only for the parameters that it was
// issued for. Leaving a parameter out is the same as sending its default.
func TestCursors(t *testing.T) {
	t.Parallel()
	server := serve(manyPods(2500))
	_, cursor := listPods(t, server)
	_, ofTwo := listPods(t, server, "limit", "2")
	for name, test := range map[string]struct {
		pairs []string
		want  int
	}{
		"its own":            {[]string{"cursor", cursor}, http.StatusOK},
		"defaults spelt out": {[]string{"cursor", cursor, "limit", "1000", "includeClusterPods", "false"}, http.StatusOK},
		"another limit":      {[]string{"cursor", cursor, "limit", "999"}, http.StatusUnprocessableEntity},
		"with cluster pods":  {[]string{"cursor", cursor, "includeClusterPods", "true"}, http.StatusUnprocessableEntity},
		"of two, its own":    {[]string{"cursor", ofTwo, "limit", "2"}, http.StatusOK},
		"something else":     {[]string{"cursor", encoded("page 2")}, http.StatusUnprocessableEntity},
		"beyond the end":     {[]string{"cursor", encoded("/v2/pods?false 1000 2500")}, http.StatusUnprocessableEntity},
		"of another list":    {[]string{"cursor", encoded("/v2/serverless?false 1000 1000")}, http.StatusUnprocessableEntity},
		"spelt by hand":      {[]string{"cursor", encoded("/v2/pods?false 1000 1000")}, http.StatusOK},
	} {
		if status, body := get(t, server, "/v2/pods", values(test.pairs...)); status != test.want {
			t.Errorf("%s: got %d, want %d: %.200v", name, status, test.want, body)
		}
	}
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
