package fakeapi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// clusterList returns the JSON of the clusters that have a listed pod, in the order of
// their first pods. A cluster quotes no cost: its pods do.
func (a Account) clusterList() (listed []string) {
	members := map[string][]Pod{}
	var ids []string
	for _, pod := range a.Pods {
		if pod.Cluster == "" || !pod.isListed() {
			continue
		}
		if members[pod.Cluster] == nil {
			ids = append(ids, pod.Cluster)
		}
		members[pod.Cluster] = append(members[pod.Cluster], pod.withDefaults())
	}
	for _, id := range ids {
		listed = append(listed, clusterJSON(id, cmp.Or(a.ClusterNames[id], id), members[id]))
	}
	return listed
}

// clusterJSON returns a cluster as v2 lists it. Its pods are alike.
func clusterJSON(id, name string, pods []Pod) string {
	first := pods[0]
	counts := map[string]int{}
	for _, pod := range pods {
		counts[pod.Status]++
	}
	var byStatus []string
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		byStatus = append(byStatus, fmt.Sprintf("%s:%d", jsonText(status), counts[status]))
	}
	return "{" + strings.Join([]string{
		`"id":` + jsonText(id),
		`"name":` + jsonText(name),
		`"type":"TRAINING"`,
		fmt.Sprintf(`"compute":{"gpuTypeId":%s,"gpuCountPerPod":%d,"podCount":%d}`, jsonText(first.GPUType), first.GPUCount, len(pods)),
		fmt.Sprintf(`"pods":{"total":%d,"byStatus":{%s}}`, len(pods), strings.Join(byStatus, ",")),
		fmt.Sprintf(`"primary":{"podId":%s,"status":%s}`, jsonText(first.ID), jsonText(first.Status)),
		`"createdAt":` + timeText(first.CreatedAt),
	}, ",") + "}"
}
