package fakeapi

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

func isV2(path string) bool { return strings.HasPrefix(path, "/v2/") }

// refuseV2 is a refusal in the form of RFC 9457.
func refuseV2(status int, detail string) answer {
	return answer{status, "application/problem+json", fmt.Sprintf(
		`{"title":%s,"status":%d,"detail":%s}`, jsonText(http.StatusText(status)), status, jsonText(detail))}
}

// setRateLimit sets the two rate limit headers that v2 sends. The stand-in never
// limits anyone, so each window always shows one request used.
func setRateLimit(header http.Header, now time.Time) {
	var state, policy []string
	for _, limit := range []struct {
		window string
		quota  int
		length time.Duration
	}{
		{"minute", 60, time.Minute},
		{"hour", 3_000, time.Hour},
		{"day", 50_000, 24 * time.Hour},
	} {
		left := now.Truncate(limit.length).Add(limit.length).Sub(now)
		state = append(state, fmt.Sprintf("%q;r=%d;t=%d", limit.window, limit.quota-1, int(left.Seconds())))
		policy = append(policy, fmt.Sprintf("%q;q=%d;w=%d", limit.window, limit.quota, int(limit.length.Seconds())))
	}
	header.Set("RateLimit", strings.Join(state, ", "))
	header.Set("RateLimit-Policy", strings.Join(policy, ", "))
}
