package fakeapi_test

import (
	"fmt"
	"slices"
	"testing"
)

// TestSampleListsWhatIsCharged checks that all that was charged for yesterday is
// listed, and that the pods of the cluster quote what its GPUs cost.
func TestSampleListsWhatIsCharged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ billing, id, list, member string }{
		{"/v2/billing/pods", "podId", "/v2/pods", "pods"},
		{"/v2/billing/serverless", "serverlessId", "/v2/serverless", "endpoints"},
		{"/v2/billing/network-volumes", "networkVolumeId", "/v2/network-volumes", "networkVolumes"},
		{"/v2/billing/clusters", "clusterId", "/v2/clusters", "clusters"},
	} {
		var charged, listed []string
		_, body := get(t, sample(), test.billing, values("startTime", "2026-11-19T00:00:00Z", "endTime", "2026-11-20T00:00:00Z"))
		for _, record := range objects(member(body, "records")) {
			charged = append(charged, fmt.Sprint(record[test.id]))
		}
		_, body = get(t, sample(), test.list, nil)
		for _, one := range objects(member(body, test.member)) {
			listed = append(listed, fmt.Sprint(one["id"]))
		}
		slices.Sort(charged)
		slices.Sort(listed)
		if !slices.Equal(charged, listed) {
			t.Errorf("%s has %q, %s has %q", test.billing, charged, test.list, listed)
		}
	}
	quoted := 0.0
	pods, _ := listPods(t, sample(), "includeClusterPods", "true")
	for _, pod := range pods {
		if member(pod["cluster"], "id") == "cluster2a100s" {
			quoted += number(pod, "cost")
		}
	}
	_, body := get(t, sample(), "/v2/billing/clusters", values("bucketSize", "hour", "lastN", "2"))
	if got := number(objects(member(body, "records"))[0], "gpuAmount"); got != quoted || quoted != 23.84 {
		t.Errorf("an hour of the cluster costs %v, and its pods quote %v", got, quoted)
	}
}
