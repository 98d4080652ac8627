package fakeapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// billingRoute describes one of v2's billing routes.
type billingRoute struct {
	path    string
	id      string // name of the id in records, as a filter and in the metadata; "": none
	unique  string // name of the number of ids in the metadata
	parts   []part // the amounts reported in addition to the total
	charges func(Account) []charge
}

type part struct {
	amount int
	name   string
}

func billingRoutes() []billingRoute {
	return []billingRoute{
		accountRoute(),
		podRoute(),
		{
			path: "/v2/billing/serverless", id: "serverlessId", unique: "uniqueServerlessCount",
			parts: []part{
				{serverlessGPU, "gpuAmount"},
				{serverlessCPU, "cpuAmount"},
				{serverlessDisk, "diskAmount"},
				{serverlessFee, "feeAmount"},
			},
			charges: Account.serverlessCharges,
		},
		{path: "/v2/billing/endpoints", charges: Account.publicEndpointCharges},
		{
			path: "/v2/billing/network-volumes", id: "networkVolumeId", unique: "uniqueNetworkVolumeCount",
			parts: []part{
				{storageStandard, "standardAmount"},
				{storageHighPerformance, "highPerformanceAmount"},
			},
			charges: Account.networkVolumeCharges,
		},
		{
			path: "/v2/billing/clusters", id: "clusterId", unique: "uniqueClusterCount",
			parts: []part{
				{clusterGPU, "gpuAmount"},
				{clusterDisk, "diskAmount"},
				{clusterNetworking, "networkingAmount"},
			},
			charges: Account.clusterCharges,
		},
	}
}

func accountRoute() billingRoute {
	return billingRoute{
		path: "/v2/billing",
		parts: []part{
			{podGPU, "podGpuAmount"},
			{podCPU, "podCpuAmount"},
			{podDisk, "podDiskAmount"},
			{serverlessGPU, "serverlessGpuAmount"},
			{serverlessCPU, "serverlessCpuAmount"},
			{serverlessDisk, "serverlessDiskAmount"},
			{serverlessFee, "serverlessFeeAmount"},
			{storageStandard, "storageStandardAmount"},
			{storageHighPerformance, "storageHighPerformanceAmount"},
			{publicEndpoint, "endpointAmount"},
			{clusterGPU, "clusterGpuAmount"},
			{clusterDisk, "clusterDiskAmount"},
			{clusterNetworking, "clusterNetworkingAmount"},
		},
		charges: Account.allCharges,
	}
}

func podRoute() billingRoute {
	return billingRoute{
		path: "/v2/billing/pods", id: "podId", unique: "uniquePodCount",
		parts:   []part{{podGPU, "gpuAmount"}, {podCPU, "cpuAmount"}, {podDisk, "diskAmount"}},
		charges: Account.podCharges,
	}
}

// v2Billing answers any billing route of v2. The real API ignores unknown
// parameters; this one refuses them, so that a test fails if one is sent.
func (s *Server) v2Billing(route billingRoute, query url.Values) answer {
	known := []string{"bucketSize", "startTime", "endTime", "lastN"}
	if route.id != "" {
		known = append(known, route.id)
	}
	if err := checkParameters(query, known...); err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	now := s.now()
	w, err := resolveWindow(query, now)
	if err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	id := query.Get(route.id)
	charges := slices.DeleteFunc(s.account.reported(route.charges(s.account)), func(c charge) bool {
		return id != "" && c.id != id
	})
	var (
		records []string
		ids     = map[string]bool{}
		sum     amounts
	)
	for _, row := range addUp(charges, w) {
		records = append(records, route.record(row, bucketEnd(w.size, row.time)))
		ids[row.id] = true
		sum.add(row.amounts)
	}
	body := `{"records":[` + strings.Join(records, ",") + `],"metadata":` + route.metadata(w, id, len(records), len(ids), sum) + `}`
	return answer{http.StatusOK, "application/json", body}
}

// record returns one row as JSON. Buckets without charges have no record.
func (r billingRoute) record(row charge, end time.Time) string {
	id := ""
	if r.id != "" {
		id = fmt.Sprintf(`"%s":%s,`, r.id, jsonText(row.id))
	}
	return fmt.Sprintf(`{"startTime":%s,"endTime":%s,%s%s}`, timeText(row.time), timeText(end), id, r.amounts(row.amounts))
}

func (r billingRoute) amounts(a amounts) string {
	var text strings.Builder
	text.WriteString(`"totalAmount":` + decimalText(a.total()))
	for _, part := range r.parts {
		text.WriteString(`,"` + part.name + `":` + decimalText(a[part.amount]))
	}
	return text.String()
}

// metadata returns the metadata of an answer.
func (r billingRoute) metadata(w window, id string, recordCount, idCount int, sum amounts) string {
	filter, unique := "", ""
	if r.id != "" {
		filter = fmt.Sprintf(`,"%s":%s`, r.id, nullableText(id))
		unique = fmt.Sprintf(`,"%s":%d`, r.unique, idCount)
	}
	query := fmt.Sprintf(`"startTime":%s,"endTime":%s,"bucketSize":"%s"%s`, timeText(w.start), timeText(w.end), w.size, filter)
	return fmt.Sprintf(`{"query":{%s},"recordCount":%d,"totals":{%s}%s}`, query, recordCount, r.amounts(sum), unique)
}
