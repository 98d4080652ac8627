package fakeapi_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestCursors checks that a cursor is valid only for the parameters that it was
// issued for. Leaving a parameter out is the same as sending its default.
func TestCursors(t *testing.T) {
	t.Parallel()
	server := serve(fakeapi.Account{Pods: slices.Repeat([]fakeapi.Pod{{ID: "a"}}, 2500)})
	next := func(pairs ...string) string {
		_, body := get(t, server, "/v2/pods", values(pairs...))
		return fmt.Sprint(member(member(body, "pagination"), "nextCursor"))
	}
	cursor, ofTwo := next(), next("limit", "2")
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
