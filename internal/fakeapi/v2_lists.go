package fakeapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// listRoute describes one of v2's lists.
type listRoute struct {
	path     string
	member   string // name of the list in the answer
	option   string // name of the boolean parameter that adds elements; "": none
	paged    bool
	elements func(account Account, option bool) []string // as JSON
}

// listRoutes returns the lists. Filters and availability in the catalog are left out,
// so that a test fails if they are requested: include=AVAILABILITY without a product
// is a 400 of the real API too.
func listRoutes() []listRoute {
	return []listRoute{
		{path: "/v2/pods", member: "pods", option: "includeClusterPods", paged: true, elements: Account.podList},
		{path: "/v2/serverless", member: "endpoints", paged: true, elements: func(a Account, _ bool) []string {
			return jsonEach(a.Endpoints, Endpoint.json)
		}},
		{path: "/v2/network-volumes", member: "networkVolumes", elements: func(a Account, _ bool) []string {
			return jsonEach(a.Volumes, NetworkVolume.json)
		}},
		{path: "/v2/clusters", member: "clusters", elements: func(a Account, _ bool) []string { return a.clusterList() }},
		{path: "/v2/catalog/gpus", member: "gpus", elements: func(a Account, _ bool) []string {
			return jsonEach(a.Catalog.withDefaults().GPUs, GPUType.json)
		}},
		{path: "/v2/catalog/cpus", member: "cpus", elements: func(a Account, _ bool) []string {
			return jsonEach(a.Catalog.withDefaults().CPUs, CPUFlavor.json)
		}},
	}
}

// v2List answers any list of v2.
func (s *Server) v2List(route listRoute, query url.Values) answer {
	var known []string
	if route.option != "" {
		known = append(known, route.option)
	}
	if route.paged {
		known = append(known, "cursor", "limit")
	}
	if err := checkParameters(query, known...); err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	option := query.Get(route.option)
	if option != "" && option != "true" && option != "false" {
		return refuseV2(http.StatusBadRequest, route.option+" must be true or false")
	}
	elements, pagination := route.elements(s.account, option == "true"), ""
	if route.paged {
		page, err := firstPage(fmt.Sprintf("%s?%t", route.path, option == "true"), query)
		if err != nil {
			return refuseV2(http.StatusBadRequest, err.Error())
		}
		if cursor := query.Get("cursor"); cursor != "" && !page.moveTo(cursor, len(elements)) {
			return refuseV2(http.StatusUnprocessableEntity, "the cursor was not issued for this request")
		}
		elements, pagination = page.cut(elements)
		pagination = `,"pagination":` + pagination
	}
	return answer{http.StatusOK, "application/json", fmt.Sprintf(`{"%s":[%s]%s}`, route.member, strings.Join(elements, ","), pagination)}
}

// v2Balance answers GET /billing/balance of v2, whose path is inferred from the pages
// that document its members.
func (s *Server) v2Balance(query url.Values) answer {
	if err := checkParameters(query); err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	mode := s.account.BillingMode
	if mode == "" {
		mode = "PREPAID"
	}
	return answer{http.StatusOK, "application/json", fmt.Sprintf(
		`{"balanceAmount":%s,"billingMode":%s}`, decimalText(s.account.Balance), jsonText(mode))}
}

// podList returns the JSON of the listed pods. A pod's rank in its cluster follows
// the order in the account.
func (a Account) podList(includeClusterPods bool) []string {
	var listed []string
	members := map[string]int{}
	for _, pod := range a.Pods {
		rank := members[pod.Cluster]
		members[pod.Cluster]++
		if !pod.isListed() || pod.Cluster != "" && !includeClusterPods {
			continue
		}
		listed = append(listed, pod.withDefaults().json(rank))
	}
	return listed
}
