package fakeapi_test

import (
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

func TestMany(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		shape, path string
		perHour     int
	}{
		{"v2", "/v2/billing/pods", 200},
		{"account", "/v2/billing", 1},
	} {
		for _, n := range []int{0, 1, 199, 200, 201, 5000} {
			text := fakeapi.Many(test.shape, n)
			body := decode(t, text)
			if wrong := mismatch(contracts(t)[test.path].Answer, body); wrong != "" {
				t.Fatalf("%s of %d%s", test.shape, n, wrong)
			}
			checkEnvelope(t, test.path, body)
			if got := number(member(body, "metadata"), "recordCount"); got != float64(n) {
				t.Errorf("%s of %d has %v records", test.shape, n, got)
			}
			start, end := fakeapi.ManyWindow(n * 200 / test.perHour)
			query := member(member(body, "metadata"), "query")
			if gotStart, gotEnd := at(t, query, "startTime"), at(t, query, "endTime"); !gotStart.Equal(start) || !gotEnd.Equal(end) {
				t.Errorf("%s of %d: the window is %s to %s, want %s to %s", test.shape, n, gotStart, gotEnd, start, end)
			}
			if string(text) != string(fakeapi.Many(test.shape, n)) {
				t.Errorf("%s of %d differs the second time", test.shape, n)
			}
		}
	}
	v1 := decode(t, fakeapi.Many("v1", 5000))
	if wrong := mismatch(contracts(t)["/v1/billing/pods"].Answer, v1); wrong != "" || len(objects(v1)) != 5000 {
		t.Errorf("v1 of 5000 has %d%s", len(objects(v1)), wrong)
	}
}
