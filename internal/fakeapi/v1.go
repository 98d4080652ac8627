package fakeapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func refuseV1(status int, text string) answer {
	return answer{status, "application/json", `{"message":` + jsonText(text) + `}`}
}

// v1Billing answers GET /billing/pods of v1 in the form seen in practice: a bare
// array, times with a space, diskSpaceBilledGB with a capital B, and without the
// field of the other grouping.
func (s *Server) v1Billing(query url.Values) answer {
	if err := checkParameters(query, "bucketSize", "startTime", "endTime", "gpuTypeId", "podId", "grouping"); err != nil {
		return refuseV1(http.StatusBadRequest, err.Error())
	}
	w, err := parseWindow(query)
	if err != nil {
		return refuseV1(http.StatusBadRequest, err.Error())
	}
	now := s.now()
	if w.start.IsZero() { // not documented
		w.start = now.AddDate(0, 0, -30)
	}
	if w.end.IsZero() || w.end.After(now) {
		w.end = now
	}
	groupField := "gpuTypeId"
	switch query.Get("grouping") {
	case "", "gpuTypeId":
	case "podId":
		groupField = "podId"
	default:
		return refuseV1(http.StatusBadRequest, "grouping must be podId or gpuTypeId")
	}
	pod, gpuType, gpuTypes := query.Get("podId"), query.Get("gpuTypeId"), s.account.gpuTypes()
	var charges []charge
	for _, c := range s.account.reported(s.account.podCharges()) {
		if pod != "" && c.id != pod || gpuType != "" && gpuTypes[c.id] != gpuType {
			continue
		}
		if groupField == "gpuTypeId" {
			c.id = gpuTypes[c.id]
		}
		charges = append(charges, c)
	}
	var records []string
	for _, row := range addUp(charges, w) {
		record := `{"amount":` + decimalText(row.amounts.total())
		if row.diskGB > 0 {
			record += fmt.Sprintf(`,"diskSpaceBilledGB":%d`, row.diskGB)
		}
		if row.id != "" {
			record += fmt.Sprintf(`,%q:%s`, groupField, jsonText(row.id))
		}
		record += fmt.Sprintf(`,"time":%q`, row.time.Format(time.DateTime))
		if row.billedMS > 0 {
			record += fmt.Sprintf(`,"timeBilledMs":%d`, row.billedMS)
		}
		records = append(records, record+"}")
	}
	return answer{http.StatusOK, "application/json", "[" + strings.Join(records, ",") + "]"}
}
