package fakeapi

import (
	"fmt"
	"net/http"
	"strings"
)

func isV2(path string) bool { return strings.HasPrefix(path, "/v2/") }

// refuseV2 is a refusal in the form of RFC 9457.
func refuseV2(status int, detail string) answer {
	return answer{status, "application/problem+json", fmt.Sprintf(
		`{"title":%s,"status":%d,"detail":%s}`, jsonText(http.StatusText(status)), status, jsonText(detail))}
}
