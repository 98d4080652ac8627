package fakeapi

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const maxPodsPerPage = 1000

// podsPage is one page of the list of pods.
type podsPage struct {
	includeClusterPods bool
	limit, offset      int
}

// v2Pods answers GET /pods of v2: the pods that are not terminated, in pages.
func (s *Server) v2Pods(query url.Values) answer {
	if err := checkParameters(query, "includeClusterPods", "cursor", "limit"); err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	page, err := parsePodsPage(query)
	if err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	listed := s.account.listedPods(page.includeClusterPods)
	if cursor := query.Get("cursor"); cursor != "" {
		page.offset, err = page.resume(cursor)
		if err != nil || page.offset >= len(listed) {
			return refuseV2(http.StatusUnprocessableEntity, "the cursor was not issued for this request")
		}
	}
	next := podsPage{page.includeClusterPods, page.limit, min(page.offset+page.limit, len(listed))}
	cursor := ""
	if next.offset < len(listed) {
		cursor = next.cursor()
	}
	return answer{http.StatusOK, "application/json", fmt.Sprintf(`{"pods":[%s],"pagination":{"nextCursor":%s,"hasNextPage":%t}}`,
		strings.Join(listed[page.offset:next.offset], ","), nullableText(cursor), cursor != "")}
}

func parsePodsPage(query url.Values) (podsPage, error) {
	page := podsPage{limit: maxPodsPerPage}
	switch query.Get("includeClusterPods") {
	case "", "false":
	case "true":
		page.includeClusterPods = true
	default:
		return page, errors.New("includeClusterPods must be true or false")
	}
	if text := query.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > maxPodsPerPage {
			return page, fmt.Errorf("limit must be an integer from 1 to %d", maxPodsPerPage)
		}
		page.limit = limit
	}
	return page, nil
}

// cursor returns the cursor for the page. It contains the parameters, so that it
// cannot be used with others.
func (p podsPage) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%t %d %d", p.includeClusterPods, p.limit, p.offset))
}

// resume returns the offset in a cursor, and an error if the cursor was not issued
// for the parameters of p.
func (p podsPage) resume(cursor string) (offset int, err error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, err
	}
	var issued podsPage
	if _, err := fmt.Sscanf(string(text), "%t %d %d", &issued.includeClusterPods, &issued.limit, &issued.offset); err != nil {
		return 0, err
	}
	p.offset = issued.offset
	if issued.cursor() != cursor || issued != p || p.offset < 1 {
		return 0, errors.New("foreign cursor")
	}
	return issued.offset, nil
}

// listedPods returns the JSON of the listed pods. A pod's rank in its cluster follows
// the order in the account.
func (a Account) listedPods(includeClusterPods bool) []string {
	var listed []string
	members := map[string]int{}
	for _, pod := range a.Pods {
		rank := members[pod.Cluster]
		members[pod.Cluster]++
		if pod.Terminated || pod.Status == statusTerminated || pod.Cluster != "" && !includeClusterPods {
			continue
		}
		listed = append(listed, pod.withDefaults().json(rank))
	}
	return listed
}
