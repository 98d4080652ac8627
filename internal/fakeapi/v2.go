package fakeapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

func refuseV2(status int, text string) answer {
	return answer{status, "application/problem+json", fmt.Sprintf(`{"title":%q,"status":%d,"detail":%q}`, http.StatusText(status), status, text)}
}

// v2Billing answers GET /billing/pods of v2. The real one ignores parameters it
// does not know; this one refuses them, so that sending one shows.
func (s *Server) v2Billing(query url.Values) answer {
	size, start, end, err := s.v2Window(query)
	if err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	pod := query.Get("podId")
	charges := slices.DeleteFunc(slices.Clone(s.account.Charges), func(c Charge) bool {
		return pod != "" && c.PodID != pod || c.Time.After(s.now())
	})
	var (
		records []string
		pods    = map[string]bool{}
		sum     row
	)
	for _, row := range rows(charges, size, start, end, func(c Charge) string { return c.PodID }) {
		records = append(records, fmt.Sprintf(`{"startTime":%q,"endTime":%q,"podId":%q,%s}`,
			row.time.Format(time.RFC3339), bucketEnd(size, row.time).Format(time.RFC3339), row.group, v2Amounts(row)))
		pods[row.group] = true
		sum.gpu += row.gpu
		sum.cpu += row.cpu
		sum.disk += row.disk
	}
	podQuery := "null"
	if pod != "" {
		podQuery = strconv.Quote(pod)
	}
	return answer{http.StatusOK, "application/json", fmt.Sprintf(
		`{"records":[%s],"metadata":{"query":{"startTime":%q,"endTime":%q,"bucketSize":%q,"podId":%s},"recordCount":%d,"totals":{%s},"uniquePodCount":%d}}`,
		strings.Join(records, ","), start.Format(time.RFC3339), end.Format(time.RFC3339), size, podQuery, len(records), v2Amounts(sum), len(pods))}
}

func v2Amounts(r row) string {
	return fmt.Sprintf(`"totalAmount":%s,"gpuAmount":%s,"cpuAmount":%s,"diskAmount":%s`,
		decimalText(r.total()), decimalText(r.gpu), decimalText(r.cpu), decimalText(r.disk))
}

// v2Window resolves the window as v2 does: the last N buckets or two times,
// snapped outward to whole buckets.
func (s *Server) v2Window(query url.Values) (size string, start, end time.Time, err error) {
	if err := checkParameters(query, "bucketSize", "startTime", "endTime", "lastN", "podId"); err != nil {
		return "", start, end, err
	}
	size, start, end, err = window(query)
	if err != nil {
		return "", start, end, err
	}
	if start.IsZero() != end.IsZero() {
		return "", start, end, errors.New("startTime and endTime must be given together")
	}
	if text := query.Get("lastN"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || !start.IsZero() {
			return "", start, end, errors.New("lastN must be an integer of at least 1, without startTime and endTime")
		}
		start, end = bucketStart(size, s.now()), bucketEnd(size, s.now())
		for range n - 1 {
			start = bucketStart(size, start.Add(-time.Second))
		}
		return size, start, end, nil
	}
	if start.IsZero() {
		start, end = s.now().AddDate(0, 0, -30), s.now()
	}
	start = bucketStart(size, start)
	if !bucketStart(size, end).Equal(end) {
		end = bucketEnd(size, end)
	}
	return size, start.UTC(), end.UTC(), nil
}

// v2Pods answers GET /pods of v2: the pods that still exist.
func (s *Server) v2Pods(query url.Values) answer {
	if err := checkParameters(query); err != nil {
		return refuseV2(http.StatusBadRequest, err.Error())
	}
	var pods []string
	for _, pod := range s.account.Pods {
		if pod.Gone {
			continue
		}
		config := `"cpu":{"id":"cpu3c","count":2}`
		if pod.GPUType != "" {
			config = fmt.Sprintf(`"gpu":{"id":%q,"count":1}`, pod.GPUType)
		}
		pods = append(pods, fmt.Sprintf(`{"id":%q,"name":%q,"status":"RUNNING","image":"example/image:1","template":null,%s}`, pod.ID, pod.Name, config))
	}
	return answer{http.StatusOK, "application/json", `{"pods":[` + strings.Join(pods, ",") + `]}`}
}
