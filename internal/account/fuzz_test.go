package account

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/shopspring/decimal"
)

// FuzzPods checks that a list of pods costs exactly as much as its pods.
func FuzzPods(f *testing.F) {
	for _, seed := range []string{
		`{"pods":[]}`, `{"pods":[{"id":"a","cost":0.39,"gpu":{"id":"NVIDIA A40","count":1}},{"id":"b","cost":"0.06","cpu":{"id":"cpu3c"}}]}`,
		`{"pods":[{"id":"a","cost":1}],"pagination":{"hasNextPage":false,"nextCursor":null}}`, `[]`, `{"pods":[{"id":"a"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, _, err := readPage[Pod](body, "pods")
		if err != nil {
			return
		}
		var (
			envelope map[string]json.RawMessage
			pods     []map[string]json.RawMessage // not structs: encoding/json ignores case in their names
		)
		if err := errors.Join(json.Unmarshal(body, &envelope), json.Unmarshal(envelope["pods"], &pods)); err != nil {
			t.Fatalf("what encoding/json refuses was accepted: %v", err)
		}
		want := decimal.Zero
		for _, pod := range pods {
			var text json.Number // encoding/json accepts a quoted number, too
			if err := json.Unmarshal(pod["cost"], &text); err != nil {
				t.Fatal(err)
			}
			want = want.Add(decimal.RequireFromString(text.String()))
		}
		total, byType := Pods{Pods: page}.CostPerHour()
		for _, cost := range byType {
			total = total.Sub(cost)
		}
		if sum, _ := (Pods{Pods: page}).CostPerHour(); len(page) != len(pods) || !sum.Equal(want) || !total.IsZero() {
			t.Errorf("%d pods cost %s, by type %v, want %d for %s", len(page), sum, byType, len(pods), want)
		}
	})
}
