package fakeapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

func refuseV1(status int, text string) answer {
	return answer{status, "application/json", fmt.Sprintf(`{"message":%q}`, text)}
}

// v1Billing answers GET /billing/pods of v1: a bare array, blanks in its times,
// diskSpaceBilledGB spelt as it is sent, and the other grouping's field left out.
func (s *Server) v1Billing(query url.Values) answer {
	if err := checkParameters(query, "bucketSize", "startTime", "endTime", "gpuTypeId", "podId", "grouping"); err != nil {
		return refuseV1(http.StatusBadRequest, err.Error())
	}
	size, start, end, err := window(query)
	if err != nil {
		return refuseV1(http.StatusBadRequest, err.Error())
	}
	now := s.now()
	if start.IsZero() { // not documented
		start = now.AddDate(0, 0, -30)
	}
	if end.IsZero() || end.After(now) {
		end = now
	}
	groupField, group := "gpuTypeId", func(c Charge) string { return s.account.gpuType(c.PodID) }
	switch query.Get("grouping") {
	case "", "gpuTypeId":
	case "podId":
		groupField, group = "podId", func(c Charge) string { return c.PodID }
	default:
		return refuseV1(http.StatusBadRequest, "grouping must be podId or gpuTypeId")
	}
	charges := slices.DeleteFunc(slices.Clone(s.account.Charges), func(c Charge) bool {
		pod, gpu := query.Get("podId"), query.Get("gpuTypeId")
		return pod != "" && c.PodID != pod || gpu != "" && s.account.gpuType(c.PodID) != gpu
	})
	var records []string
	for _, row := range rows(charges, size, start, end, group) {
		record := `{"amount":` + decimalText(row.total())
		if row.diskGB > 0 {
			record += fmt.Sprintf(`,"diskSpaceBilledGB":%d`, row.diskGB)
		}
		if row.group != "" {
			record += fmt.Sprintf(`,%q:%q`, groupField, row.group)
		}
		record += fmt.Sprintf(`,"time":%q`, row.time.Format(time.DateTime))
		if row.billedMS > 0 {
			record += fmt.Sprintf(`,"timeBilledMs":%d`, row.billedMS)
		}
		records = append(records, record+"}")
	}
	return answer{http.StatusOK, "application/json", "[" + strings.Join(records, ",") + "]"}
}

// decimalText writes a double in full, as v1 and v2 do.
func decimalText(f float64) string {
	return strconv.FormatFloat(f, 'f', -1, 64)
}
